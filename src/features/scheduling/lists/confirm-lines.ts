import type { Channel } from '#domain/casework/attempts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { DeviceNo } from '#domain/ids.ts';
import { holderOf, type CallBatch } from '#domain/scheduling/calls.ts';
import { nextCall } from '#domain/scheduling/next-call.ts';
import type { Unconfirmed } from '#domain/scheduling/unconfirmed.ts';
import { minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import { confirmationOf, isDoNotContact, type Confirmation } from '#domain/scheduling/confirmation.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { WorkLine } from './WorkRows.svelte';
import { CHANNEL_WORDS, NEXT_WORDS, triesText } from './work-words.ts';

/** Appointments of the days ahead, those still to be reached first. */
export interface ToConfirm {
  readonly open: readonly DatedAppointment[];
  /** Confirmed, asked for another time, cannot be reached, or not to be contacted. */
  readonly done: readonly DatedAppointment[];
}

/** Splits booked appointments by whether one should still try [CONF-3]. @param never by patient, the ways that are ruled out */
export function toConfirm(
  booked: readonly DatedAppointment[],
  never: ReadonlyMap<string, readonly Channel[]>
): ToConfirm {
  const isOpen = ({ appointment }: DatedAppointment): boolean => {
    const { state } = confirmationOf(appointment);
    return (state === 'unconfirmed' || state === 'attempted') && !isDoNotContact(never.get(appointment.patient) ?? []);
  };
  return { open: booked.filter(isOpen), done: booked.filter((one) => !isOpen(one)) };
}

export function confirmLines(
  appointments: readonly DatedAppointment[],
  practice: Practice,
  never: ReadonlyMap<string, readonly Channel[]>,
  clock: Clock
): readonly WorkLine[] {
  return appointments.map(({ date, appointment }) => ({
    key: `${date} ${appointment.appointment}`,
    lead: `${dayText(date).slice(0, 3)} ${clockText(appointment.at.start)}`,
    label: appointment.label,
    what: practice.practitioners.get(appointment.at.practitioner)?.called ?? '',
    more: triesText(triesAbout(appointment)),
    status: statusOf(confirmationOf(appointment), never.get(appointment.patient) ?? [], appointment),
    act: NEXT_WORDS[nextCall(appointment, never.get(appointment.patient) ?? [], clock.now, clock.zone)] || null
  }));
}

const triesAbout = ({ attempts = [] }: DatedAppointment['appointment']) =>
  attempts.filter(({ about, stale }) => about === 'confirm' && !stale);

export interface Clock {
  readonly now: Instant;
  readonly zone: ZoneId;
}

/** Who is still to be called, by whose call it is [DEAL-2]. */
export interface ByHolder {
  readonly mine: readonly DatedAppointment[];
  /** The first of my batches to end. */
  readonly until: Instant | null;
  readonly others: readonly DatedAppointment[];
  readonly free: readonly DatedAppointment[];
}

export function byHolder(
  open: readonly DatedAppointment[],
  batches: readonly CallBatch[],
  device: DeviceNo,
  now: Instant
): ByHolder {
  const holders = open.map((one) => {
    const { date, appointment } = one;
    return { one, holder: holderOf(batches, { date, appointment: appointment.appointment }, now) };
  });
  const those = (is: (holder: CallBatch | null) => boolean) =>
    holders.filter(({ holder }) => is(holder)).map(({ one }) => one);
  const ends = holders.flatMap(({ holder }) => (holder?.device === device ? [holder.until] : []));
  return {
    mine: those((holder) => holder?.device === device),
    until: ends.length > 0 ? Math.min(...ends) : null,
    others: those((holder) => holder !== null && holder.device !== device),
    free: those((holder) => holder === null)
  };
}

/** A part of the list; `settles`: what Enter does is to say what becomes of the visit. */
export interface ConfirmPart {
  readonly title: string;
  readonly lines: readonly WorkLine[];
  readonly settles: boolean;
}

/** What is to be settled first, then who is to be called by whom, then who was. */
export function confirmParts(
  {
    due,
    holders,
    split,
    never
  }: {
    readonly due: readonly Unconfirmed[];
    readonly holders: ByHolder;
    readonly split: ToConfirm;
    readonly never: ReadonlyMap<string, readonly Channel[]>;
  },
  practice: Practice,
  clock: Clock
): readonly ConfirmPart[] {
  const lines = (some: readonly DatedAppointment[]) => confirmLines(some, practice, never, clock);
  const end = holders.until === null ? '' : clockText(minuteOfDayOf(holders.until, clock.zone));
  const settled = { title: 'Past noon of the day before, and not confirmed', settles: true };
  return [
    { ...settled, lines: unconfirmedLines(due, practice) },
    { title: `Yours to call until ${end}`, lines: lines(holders.mine), settles: false },
    { title: 'Not confirmed', lines: lines(holders.free), settles: false },
    { title: 'Another desk is calling', lines: lines(holders.others), settles: false },
    { title: 'Confirmed, or tried enough', lines: lines(split.done), settles: false }
  ].filter((part) => part.lines.length > 0);
}

const POLICY_ACTS = { keep: 'Keep', overbook: 'Book over', release: 'Release' } as const;

/** Visits of which somebody has to say what becomes of them [CONF-7]. */
export function unconfirmedLines(due: readonly Unconfirmed[], practice: Practice): readonly WorkLine[] {
  return due.map(({ date, appointment, atRisk, proposed }) => ({
    key: `${date} ${appointment.appointment}`,
    lead: `${dayText(date).slice(0, 3)} ${clockText(appointment.at.start)}`,
    label: appointment.label,
    what: practice.practitioners.get(appointment.at.practitioner)?.called ?? '',
    more: triesText(triesAbout(appointment)) || 'nobody tried',
    status: atRisk
      ? { hue: 'trouble', word: 'clinical risk' }
      : { hue: 'waiting', word: confirmationOf(appointment).state === 'unreachable' ? 'not reached' : 'unconfirmed' },
    act: POLICY_ACTS[proposed]
  }));
}

function statusOf(
  confirmation: Confirmation,
  never: readonly Channel[],
  { attempts = [] }: DatedAppointment['appointment']
): WorkLine['status'] {
  // Two desks called while one did not know of the other: an apology may be due [DEAL-3].
  if (attempts.some(({ unknowing, stale }) => unknowing && !stale)) return { hue: 'trouble', word: 'called twice' };
  if (isDoNotContact(never)) return { hue: 'trouble', word: 'do not contact' };
  switch (confirmation.state) {
    case 'confirmed':
      return { hue: 'done', word: `confirmed, ${CHANNEL_WORDS[confirmation.channel].toLowerCase()}` };
    case 'asks':
      return { hue: 'trouble', word: confirmation.what === 'cancel' ? 'asks to cancel' : 'asks to move' };
    case 'unreachable':
      return { hue: 'trouble', word: 'not reached' };
    case 'attempted':
      return { hue: 'waiting', word: confirmation.tries === 1 ? 'tried once' : `tried ${confirmation.tries} times` };
    case 'unconfirmed':
      return { hue: 'expected', word: 'unconfirmed' };
  }
}
