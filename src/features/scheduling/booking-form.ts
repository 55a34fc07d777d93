import { err, ok, type Result } from '#domain/result.ts';
import type { AppointmentId, PatientId, PractitionerId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { Practice, VisitType } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { BookingDetails, PatientLabel } from '#domain/scheduling/appointment-facts.ts';
import type { OtherVisit } from '#domain/scheduling/conflicts.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import { repeatDates, seriesDays, seriesVisitId, type RepeatRefusal } from '#domain/scheduling/series.ts';
import { LONGEST_NAME } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import type { PatientHit } from '#station/rows.ts';
import type { Booking, BookRefusal } from './book-appointment.ts';
import type { Instead } from './give-up.ts';
import { obstacleAt, type Obstacle } from './place.ts';
import { NO_PAYER, payerDetails, type PayerForm, type PayerRefusal } from './payer-form.ts';
import { isRepeatForm, repeatFrom, type RepeatForm, type RepeatFormRefusal } from './repeat-form.ts';
import type { SeriesAsked } from './series-plan.ts';
import { timeFrom } from './time-text.ts';

export interface PatientInHand {
  readonly patient: PatientId;
  readonly label: PatientLabel;
}

/** A booking as it is being typed. Plain, so that it can be kept as a draft and come back as it was [BOOK-13]. */
export interface BookingForm {
  readonly appointment: AppointmentId;
  readonly patient: PatientInHand | null;
  readonly visitType: VisitTypeId | '';
  readonly practitioner: PractitionerId | '';
  readonly time: string;
  readonly minutes: string;
  readonly note: string;
  /** The office whose day it goes into; this desk's own where it does not say. */
  readonly site?: SiteId;
  readonly over: boolean;
  /** Why it is booked over what is there. */
  readonly reason: string;
  /** What a found time came with; gone when another time is chosen. */
  readonly details: BookingDetails | null;
  /** How it recurs; null for a single visit. */
  readonly repeat: RepeatForm | null;
  /** What the payer asked for, as far as it is typed. */
  readonly payer?: PayerForm;
  /** The appointment it is made in place of, and whether that one goes with it [BOOK-17]. */
  readonly instead?: (Instead & { readonly gives: boolean }) | null;
}

export type FormRefusal =
  | BookRefusal
  | PayerRefusal
  | { readonly code: 'book/no-patient' }
  | { readonly code: 'book/no-time' }
  | { readonly code: 'book/no-reason' };

/** What the form says, or the first thing it does not say yet. */
export function bookingFrom(form: BookingForm, date: LocalDate): Result<Booking, FormRefusal> {
  if (!form.patient) return err({ code: 'book/no-patient' });
  if (form.visitType === '') return err({ code: 'book/no-such-type' });
  if (form.practitioner === '') return err({ code: 'place/no-such-provider' });
  const start = timeFrom(form.time);
  if (start === null) return err({ code: 'book/no-time' });
  const { appointment, visitType, practitioner, note, over, reason } = form;
  const payer = payerDetails(form.payer ?? NO_PAYER);
  if (!payer.ok) return payer;
  const details = { ...form.details, ...payer.value };
  if (over && reason.trim() === '') return err({ code: 'book/no-reason' });
  const minutes = minutesFrom(form.minutes);
  return ok({
    ...form.patient,
    appointment,
    date,
    visitType,
    at: { practitioner, start, minutes },
    note,
    over,
    reason,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    ...insteadOf(form)
  });
}

/** What goes with the booking; of a series nothing does. */
export function insteadOf({ instead, repeat }: Pick<BookingForm, 'instead' | 'repeat'>): {
  readonly instead?: Instead;
} {
  if (!instead?.gives || repeat) return {};
  const { site, date, appointment, reason } = instead;
  return { instead: { site, date, appointment, reason } };
}

/** Minutes as typed; NaN, which every check refuses, when it is no whole number. */
export function minutesFrom(text: string): number {
  return /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : NaN;
}

/** A found patient as an appointment names them. */
export function inHandFrom(hit: Pick<PatientHit, 'patient' | 'family' | 'given' | 'birthDate'>): PatientInHand {
  const { patient, family, given, birthDate } = hit;
  const short = (name: string): string => name.slice(0, LONGEST_NAME);
  return { patient, label: { family: short(family), given: short(given), birthDate } };
}

/** What is in the way of the booking as far as it is filled in; null also while it has no place yet. */
export function formObstacle(
  form: BookingForm,
  site: SiteId,
  date: LocalDate,
  practice: Practice | undefined,
  day: readonly Appointment[] | undefined,
  earlier: readonly OtherVisit[] = [],
  elsewhere: readonly VisitElsewhere[] = []
): Obstacle | null {
  const start = timeFrom(form.time);
  const minutes = minutesFrom(form.minutes);
  if (!practice || !day || start === null || Number.isNaN(minutes) || form.practitioner === '') return null;
  const { appointment, practitioner, visitType } = form;
  const patient = form.patient?.patient ?? '';
  const at = { practitioner, start, minutes };
  const details = detailsIn(form);
  const goes = insteadOf(form).instead?.appointment;
  const there = elsewhere.filter((other) => other.appointment.appointment !== goes);
  const stays = day.filter((other) => other.appointment !== goes);
  const place = { site, date, at, patient, appointment, visitType, details, earlier, elsewhere: there };
  return obstacleAt(practice, stays, place);
}

/** What a found time came with, and what is typed for the payer as far as it can be read. */
export function detailsIn({ details, payer = NO_PAYER }: BookingForm): BookingDetails {
  const typed = payerDetails(payer);
  return { ...details, ...(typed.ok ? typed.value : {}) };
}

/** Where the visits of a recurring booking would stand, as far as it is filled in [SER-1] [SER-2]; null while it does not say when. */
export function seriesAsked(
  form: BookingForm,
  site: SiteId,
  date: LocalDate,
  today: LocalDate,
  practice: Practice
): Result<readonly SeriesAsked[], RepeatRefusal | RepeatFormRefusal> | null {
  const start = timeFrom(form.time);
  const minutes = minutesFrom(form.minutes);
  if (!form.repeat || start === null || Number.isNaN(minutes) || form.practitioner === '') return null;
  const repeat = repeatFrom(form.repeat, date, start);
  if (!repeat.ok) return repeat;
  const dates = repeatDates(repeat.value);
  if (!dates.ok) return dates;
  const at = { practitioner: form.practitioner, start, minutes };
  const days = seriesDays(dates.value, { practice, site, at, closed: form.repeat.closed, today });
  return ok(
    days.map(({ instance, date: to }) => ({
      key: instance,
      instance,
      appointment: seriesVisitId(form.appointment, instance),
      date: to,
      at
    }))
  );
}

/** The visit type a booking begins with: the one most booked on that day, else the practice's first. */
export function usualType(
  practice: Practice | undefined,
  day: readonly Appointment[] | undefined
): VisitType | undefined {
  const types = [...(practice?.visitTypes.values() ?? [])];
  const counts = new Map<VisitTypeId, number>();
  for (const { visitType } of day ?? []) counts.set(visitType, (counts.get(visitType) ?? 0) + 1);
  return types.toSorted((a, b) => (counts.get(b.visitType) ?? 0) - (counts.get(a.visitType) ?? 0))[0];
}

const KEY = 'book-appointment/';

export function bookingDraftKey(appointment: AppointmentId): string {
  return KEY + appointment;
}

/** The form a draft holds; null when it is none of this version's. */
export function formFromDraft(content: unknown): BookingForm | null {
  if (typeof content !== 'object' || content === null) return null;
  const form = content as Partial<Record<keyof BookingForm, unknown>>;
  const texts = [form.appointment, form.visitType, form.practitioner, form.time, form.minutes, form.note];
  if (!texts.every((text) => typeof text === 'string') || typeof form.over !== 'boolean') return null;
  const repeat = isRepeatForm((content as { repeat?: unknown }).repeat) ? {} : { repeat: null };
  const given = (content as { instead?: unknown }).instead;
  const instead = given === undefined || isInstead(given) ? {} : { instead: null };
  return { reason: '', details: null, ...content, ...repeat, ...instead } as BookingForm; // each part but the patient was asked; the patient is only shown and passed on
}

function isInstead(content: unknown): content is NonNullable<BookingForm['instead']> {
  if (typeof content !== 'object' || content === null) return false;
  const { site, date, appointment, reason, gives } = content as Partial<Record<keyof Instead | 'gives', unknown>>;
  return [site, date, appointment, reason].every((text) => typeof text === 'string') && typeof gives === 'boolean';
}
