import { maskCardNumbers } from '#domain/money/card-guard.ts';
import type { VisitType } from '#domain/practice/practice.ts';
import type { AppointmentId, PractitionerId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { BookingDetails } from '#domain/scheduling/appointment-facts.ts';
import type { Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import { draftKeeper, type DraftKeeper } from '#station/draft-keeper.ts';
import type { Done } from '#station/done.ts';
import { StorageFault, type Station } from '#station/station.ts';
import { clockText, counted, dayText, nameText } from '#ui/format.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { bookAppointment, type Booking } from './book-appointment.ts';
import { bookSeries } from './book-series.ts';
import { bookingDraftKey, bookingFrom, formFromDraft, type BookingForm, type PatientInHand } from './booking-form.ts';
import { tellSchedule } from './carry.svelte.ts';
import { wordsFor, type ScheduleRefusal } from './refusals.ts';
import type { PayerForm } from './payer-form.ts';
import { seriesBookingFrom } from './series-form.ts';
import type { SeriesLine } from './series-plan.ts';

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
    /** What the payer asked for, where it is known. */
    payer?: PayerForm;
    /** The appointment it is made in place of. */
    instead?: BookingForm['instead'];
    note?: string;
    /** Another office's day; this desk's own where it is left out. */
    site?: SiteId;
  }): void;
  /** Takes up a parked booking; false when there is none by that id. */
  resume(appointment: AppointmentId): Promise<boolean>;
  change(form: BookingForm): void;
  /** The day or the view has changed, and with it where the draft is taken up again. */
  moved(): void;
  /** The booking that was made, or null when it was refused. */
  book(date: LocalDate): Promise<Booking | null>;
  /** All visits of the list that was seen. The first of them, or null when it was refused. */
  bookSeries(lines: readonly SeriesLine[]): Promise<{ appointment: AppointmentId; date: LocalDate } | null>;
  /** Puts the panel away. What was begun stays parked as a draft. */
  close(): void;
}

export function createBooking(
  station: Station,
  toasts: Toasts,
  /** The same desk at another office [SCH-21]. */
  stationFor: (site: SiteId) => Station,
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

  /** One save at a time; a fault of the disk keeps the form and says why (S-16). */
  const saving = async <Booked>(save: () => Promise<Booked | null>): Promise<Booked | null> => {
    busy = true;
    try {
      return await save();
    } catch (error) {
      if (!(error instanceof StorageFault)) throw error;
      trouble = error.message;
      return null;
    } finally {
      busy = false;
    }
  };
  const fail = (refusal: ScheduleRefusal): null => {
    // What cannot be kept is hidden on screen too, but for what tells which card it was.
    if (form && refusal.code === 'note/card-number') form = { ...form, note: maskCardNumbers(form.note) };
    trouble = isObstacle(refusal) ? 'Choose another time, or tick “Book over it”.' : wordsFor(refusal);
    return null;
  };
  const done = async (result: Result<Done, never>, say: string): Promise<void> => {
    await keeper?.drop();
    hold(null);
    await tellSchedule(station, toasts, Promise.resolve(result), say);
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
    begin({ practitioner, start, minutes, patient, visitType, details, payer, site, instead = null, note }) {
      // One booking at a time: a time chosen anew goes into the one that is open.
      const open = form ?? emptyForm(station.newId(), usual());
      const next: BookingForm = {
        ...open,
        ...(practitioner === undefined ? {} : { practitioner }),
        ...(start === undefined ? {} : { time: clockText(start) }),
        ...(minutes ? { minutes: String(minutes) } : {}),
        // Whose appointment is given up is the patient's own.
        ...(patient ? { patient, instead } : {}),
        ...(note ? { note } : {}),
        ...(visitType === undefined ? {} : { visitType }),
        // A time chosen anew is of the office it was chosen at; a patient or a type alone changes no place.
        ...(start === undefined ? {} : { site: site ?? station.device.site }),
        details: details ?? null,
        ...(payer ? { payer } : {}),
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
      return saving(async () => {
        const result = await bookAppointment(stationFor(officeOf(form, station)), booking.value);
        if (!result.ok) return fail(result.error);
        const { label, at } = booking.value;
        const { instead } = booking.value;
        const old = instead && (await station.rows.appointment(instead.site, instead.date, instead.appointment));
        const gave = old ? `, in place of ${clockText(old.at.start)}, ${dayText(instead.date)}` : '';
        await done(result, `${nameText(label)} is booked for ${dayText(day)}, ${clockText(at.start)}${gave}.`);
        return booking.value;
      });
    },
    async bookSeries(lines) {
      if (!form || busy) return null;
      const order = seriesBookingFrom(form, lines);
      if (!order.ok) {
        trouble = wordsFor(order.error);
        return null;
      }
      return saving(async () => {
        const result = await bookSeries(stationFor(officeOf(form, station)), order.value);
        if (!result.ok) return fail(result.error);
        const { label, visits } = order.value;
        const [first, last] = [visits[0], visits.at(-1)];
        if (!first || !last) return null;
        const days = first === last ? dayText(first.date) : `${dayText(first.date)} to ${dayText(last.date)}`;
        await done(result, `${nameText(label)}: ${counted(visits.length, 'visit')} booked, ${days}.`);
        return first;
      });
    },
    close() {
      if (form && !isBegun(form)) void keeper?.drop();
      hold(null);
    }
  };
}

/** The office a booking goes into. */
export function officeOf(form: Pick<BookingForm, 'site'> | null, station: Pick<Station, 'device'>): SiteId {
  return form?.site ?? station.device.site;
}

/** Stands in its own words above the button already. */
function isObstacle({ code }: ScheduleRefusal): boolean {
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
    details: null,
    repeat: null
  };
}
