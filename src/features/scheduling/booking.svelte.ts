import { maskCardNumbers } from '#domain/money/card-guard.ts';
import type { VisitType } from '#domain/practice/practice.ts';
import type { AppointmentId, PractitionerId, VisitTypeId } from '#domain/ids.ts';
import type { BookingDetails } from '#domain/scheduling/appointment-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import { draftKeeper, type DraftKeeper } from '#station/draft-keeper.ts';
import { StorageFault, type Station } from '#station/station.ts';
import { clockText, dayText, nameText } from '#ui/format.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { bookAppointment, type Booking } from './book-appointment.ts';
import {
  bookingDraftKey,
  bookingFrom,
  formFromDraft,
  type BookingForm,
  type FormRefusal,
  type PatientInHand
} from './booking-form.ts';
import { tellSchedule } from './carry.svelte.ts';
import { wordsFor } from './refusals.ts';

/** A booking that is being filled in: kept as a draft from its first keystroke, gone when booked [BOOK-13]. */
export interface BookingInHand {
  readonly form: BookingForm | null;
  /** Why the last try failed, in words; nothing typed is cleared (S-16). */
  readonly trouble: string | null;
  readonly busy: boolean;
  begin(at: {
    practitioner?: PractitionerId;
    start?: number;
    minutes?: number | null;
    patient?: PatientInHand;
    visitType?: VisitTypeId;
    details?: BookingDetails;
  }): void;
  /** Takes up a parked booking; false when there is none by that id. */
  resume(appointment: AppointmentId): Promise<boolean>;
  change(form: BookingForm): void;
  /** The day or the view has changed, and with it where the draft is taken up again. */
  moved(): void;
  /** The booking that was made, or null when it was refused. */
  book(date: LocalDate): Promise<Booking | null>;
  /** Puts the panel away. What was begun stays parked as a draft. */
  close(): void;
}

export function createBooking(
  station: Station,
  toasts: Toasts,
  usual: () => VisitType | undefined,
  pathOf: (draft: AppointmentId) => string
): BookingInHand {
  let form = $state.raw<BookingForm | null>(null);
  let trouble = $state.raw<string | null>(null);
  let busy = $state(false);
  let keeper: DraftKeeper | null = null;

  const hold = (next: BookingForm | null): void => {
    form = next;
    trouble = null;
    keeper = next && draftKeeper(station, bookingDraftKey(next.appointment));
  };
  const keep = (next: BookingForm): void => {
    const who = next.patient ? `“${nameText(next.patient.label)}”` : '';
    const title = `Booking ${who}`.trim();
    if (isBegun(next)) keeper?.save({ title, path: pathOf(next.appointment), content: next });
  };

  return {
    get form() {
      return form;
    },
    get trouble() {
      return trouble;
    },
    get busy() {
      return busy;
    },
    begin({ practitioner, start, minutes, patient, visitType, details }) {
      // One booking at a time: a time chosen anew goes into the one that is open.
      const open = form ?? emptyForm(station.newId(), usual());
      const next: BookingForm = {
        ...open,
        ...(practitioner === undefined ? {} : { practitioner }),
        ...(start === undefined ? {} : { time: clockText(start) }),
        ...(minutes ? { minutes: String(minutes) } : {}),
        ...(patient ? { patient } : {}),
        ...(visitType === undefined ? {} : { visitType }),
        details: details ?? null,
        over: false
      };
      if (!form) hold(next);
      else this.change(next);
    },
    async resume(appointment) {
      const draft = await station.rows.draft(bookingDraftKey(appointment));
      const kept = formFromDraft(draft?.content);
      if (kept) hold(kept);
      return kept !== null;
    },
    change(next) {
      form = next;
      trouble = null;
      keep(next);
    },
    moved() {
      if (form) keep(form);
    },
    async book(day) {
      if (!form || busy) return null;
      const booking = bookingFrom(form, day);
      if (!booking.ok) {
        trouble = wordsFor(booking.error);
        return null;
      }
      busy = true;
      try {
        const result = await bookAppointment(station, booking.value);
        if (!result.ok) {
          // What cannot be kept is hidden on screen too, but for what tells which card it was.
          if (result.error.code === 'note/card-number') form = { ...form, note: maskCardNumbers(form.note) };
          trouble = isObstacle(result.error) ? 'Choose another time, or tick “Book over it”.' : wordsFor(result.error);
          return null;
        }
        await keeper?.drop();
        hold(null);
        const { label, at } = booking.value;
        const say = `${nameText(label)} is booked for ${dayText(day)}, ${clockText(at.start)}.`;
        await tellSchedule(station, toasts, Promise.resolve(result), say);
        return booking.value;
      } catch (error) {
        if (!(error instanceof StorageFault)) throw error;
        trouble = error.message;
        return null;
      } finally {
        busy = false;
      }
    },
    close() {
      if (form && !isBegun(form)) void keeper?.drop();
      hold(null);
    }
  };
}

/** Stands in its own words above the button already. */
function isObstacle({ code }: FormRefusal): boolean {
  return ['place/taken', 'place/patient-busy', 'place/outside-hours', 'place/clash'].includes(code);
}

/** Worth keeping: somebody chosen, or something written. A time alone is quicker chosen again. */
function isBegun({ patient, note }: BookingForm): boolean {
  return patient !== null || note.trim() !== '';
}

function emptyForm(appointment: AppointmentId, usual: VisitType | undefined): BookingForm {
  return {
    appointment,
    patient: null,
    visitType: usual?.visitType ?? '',
    practitioner: '',
    time: '',
    minutes: String(usual?.minutes ?? 20),
    note: '',
    over: false,
    reason: '',
    details: null
  };
}
