import type { Attempt } from '#domain/casework/attempts.ts';
import type { Order, Recall } from '#domain/casework/case.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { withoutNewDate, type DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';
import { dayText } from '#ui/format.ts';
import { noticeText, reasonText } from '../status-words.ts';
import type { WorkLine } from './WorkRows.svelte';
import { triesText } from './work-words.ts';

/** What is to be scheduled at an office [SCHED-1] [SCHED-2] [RECALL-2]. */
export interface ToScheduleNow {
  readonly orders: readonly (Order | Recall)[];
  /** Recalls due within a month, or overdue. */
  readonly recalls: readonly Recall[];
  readonly cancelled: readonly DatedAppointment[];
  readonly missed: readonly DatedAppointment[];
  /** What each patient of an order or recall has booked from today on. */
  readonly booked: ReadonlyMap<string, readonly DatedAppointment[]>;
}

/** Days back that are looked through for what has no new date, and days ahead for what was called off early. */
const BACK = 60;
const AHEAD = 180;
/** A recall shows so many days before it is due. */
const WINDOW = 30;

export async function toScheduleNow(rows: Rows, site: string, today: LocalDate): Promise<ToScheduleNow> {
  const [orders, recalls, gone] = await Promise.all([
    rows.cases('order'),
    rows.cases('recall'),
    rows.gone(site, plusDays(today, -BACK), plusDays(today, AHEAD))
  ]);
  const isShown = ({ site: at, hiddenUntil }: Order | Recall): boolean =>
    at === site && (hiddenUntil === null || hiddenUntil <= today);
  const due = recalls.filter((one): one is Recall => one.kind === 'recall' && isShown(one));
  const placed = orders.filter((one): one is Order => one.kind === 'order' && isShown(one));
  const near = due.filter((one) => one.due <= plusDays(today, WINDOW));
  const patients = new Set([
    ...gone.map(({ appointment }) => appointment.patient),
    ...[...placed, ...near].map(({ patient }) => patient)
  ]);
  const of = new Map(
    await Promise.all([...patients].map(async (patient) => [patient, await rows.appointmentsOf(patient)] as const))
  );
  const recalled = new Set(due.flatMap((one) => (one.of ? [one.of.appointment] : [])));
  const open = withoutNewDate(gone, of).filter(({ appointment }) => !recalled.has(appointment.appointment));
  const isMissed = ({ appointment }: DatedAppointment): boolean => appointment.status === 'no-show';
  const booked = [...of].map(([patient, all]) => {
    return [patient, all.filter(({ date, appointment }) => date >= today && appointment.status === 'booked')] as const;
  });
  return {
    orders: placed.toSorted(byDue),
    recalls: near.toSorted(byDue),
    cancelled: open.filter((one) => !isMissed(one)),
    missed: open.filter(isMissed),
    booked: new Map(booked)
  };
}

const byDue = (a: Order | Recall, b: Order | Recall): number =>
  a.due < b.due ? -1 : a.due > b.due ? 1 : a.since - b.since;

/** The booking that answers an order or a recall: the patient's next of its type, made since; null while there is none. */
export function bookedFor(one: Order | Recall, booked: ToScheduleNow['booked']): DatedAppointment | null {
  const mine = booked.get(one.patient) ?? [];
  return mine.find(({ appointment }) => appointment.visitType === one.visitType) ?? null;
}

export function caseLines(
  cases: readonly (Order | Recall)[],
  now: Pick<ToScheduleNow, 'booked'>,
  practice: Practice,
  today: LocalDate
): readonly WorkLine[] {
  return cases.map((one) => {
    const booking = bookedFor(one, now.booked);
    const provider = one.practitioner ? (practice.practitioners.get(one.practitioner)?.called ?? '') : '';
    const type = practice.visitTypes.get(one.visitType)?.name ?? '';
    return {
      key: `case ${one.case}`,
      lead: shortDay(one.due),
      label: one.label,
      what: provider ? `${type}, ${provider}` : type,
      more: triesText(one.attempts) || one.note || '',
      status: booking
        ? { hue: 'done', word: `booked ${shortDay(booking.date)}` }
        : one.due < today
          ? { hue: 'trouble', word: 'overdue' }
          : { hue: 'expected', word: 'to schedule' },
      act: booking ? 'Done' : nextStep(one.attempts)
    };
  });
}

export function goneLines(gone: readonly DatedAppointment[], practice: Practice): readonly WorkLine[] {
  return gone.map(({ date, appointment }) => ({
    key: `gone ${date} ${appointment.appointment}`,
    lead: shortDay(date),
    label: appointment.label,
    what: practice.visitTypes.get(appointment.visitType)?.name ?? '',
    more: triesText(triesOf(appointment)) || reasonText(appointment),
    status: appointment.rescheduledTo
      ? { hue: 'trouble', word: 'new time not taken' }
      : isShort(appointment.noticeHours)
        ? {
            hue: 'waiting',
            word: noticeText(appointment.noticeHours ?? 0).includes('after') ? 'too late' : 'short notice'
          }
        : { hue: 'expected', word: 'no new date' },
    act: nextStep(triesOf(appointment))
  }));
}

/** Tries to get a patient another date; those to have the old one confirmed are none. */
export function triesOf({ attempts = [] }: { readonly attempts?: readonly Attempt[] }): readonly Attempt[] {
  return attempts.filter((one) => !('about' in one) || one.about !== 'confirm');
}

/** Calls about another date before a letter is written instead. */
const CALLS = 2;

/** What is done next about a patient who is to get a date [SCHED-4]: called, called once more, then written to; null once a letter is on its way. */
export function nextStep(attempts: readonly Pick<Attempt, 'channel'>[]): 'Call' | 'Call again' | 'Letter sent' | null {
  if (attempts.some(({ channel }) => channel === 'letter')) return null;
  if (attempts.length >= CALLS) return 'Letter sent';
  return attempts.length === 0 ? 'Call' : 'Call again';
}

const isShort = (hours: number | undefined): boolean => hours !== undefined && hours < 24;
const shortDay = (date: LocalDate): string => dayText(date).replace(/^\w+, /, '');
