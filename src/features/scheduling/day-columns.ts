import type { AppointmentId, SiteId } from '#domain/ids.ts';
import type { DayHours } from '#domain/practice/practice-facts.ts';
import type { Practice, Practitioner, VisitType } from '#domain/practice/practice.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { blocksOn, isFor, type DayBlock } from '#domain/scheduling/blocks.ts';
import { weekdayOf, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { lanesOf } from './lanes.ts';

import { statusOf, type CardStatus } from './status-words.ts';

/** One appointment as the grid shows it. */
export interface Card {
  readonly appointment: Appointment;
  readonly visit: Visit | undefined;
  /** Undefined when the practice no longer knows the type. */
  readonly type: VisitType | undefined;
  readonly status: CardStatus;
  readonly lane: number;
  readonly lanes: number;
  /** What it clashes with, in words; empty for almost all. */
  readonly clashes: readonly string[];
}

export interface Column {
  readonly practitioner: Practitioner;
  readonly open: DayHours;
  readonly cards: readonly Card[];
  /** What else is on it, in order of time: the provider's own, and what is for everybody here. */
  readonly blocks: readonly DayBlock[];
}

export interface DayRows {
  readonly practice: Practice;
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  readonly clashes: ReadonlyMap<AppointmentId, readonly string[]>;
}

export interface DayAsked {
  readonly site: SiteId;
  readonly date: LocalDate;
  /** Cancelled, missed and rescheduled appointments too. */
  readonly closed: boolean;
}

const NO_CLASHES: readonly string[] = [];

/**
 * The day by provider [SCH-1]. What has not changed since `before` is the same object as in `before`, down to the column, so
 * that a screen redraws only what changed [SCH-2].
 */
export function columnsOf(rows: DayRows, asked: DayAsked, before: readonly Column[] = []): readonly Column[] {
  const visits = new Map(rows.visits.map((visit) => [visit.appointment, visit]));
  const perPractitioner = Map.groupBy(
    rows.appointments.filter((appointment) => asked.closed || isLive(appointment)),
    (appointment) => appointment.at.practitioner
  );
  const earlier = new Map(before.map((column) => [column.practitioner.practitioner, column]));

  const allBlocks = blocksOn(rows.practice.plan, asked.date);

  const columns = [...rows.practice.practitioners.values()].flatMap((practitioner): Column[] => {
    const { practitioner: id, hours, retired } = practitioner;
    const mine = perPractitioner.get(id) ?? [];
    const week = hours.get(asked.site);
    // Who works elsewhere, or no more, has a column only while somebody is booked in it.
    if ((retired || !week) && mine.length === 0) return [];
    const open = week?.[weekdayOf(asked.date)] ?? [];
    const old = earlier.get(id);
    const cards = cardsOf(mine, rows, visits, old?.cards ?? []);
    const blocks = allBlocks.filter(({ block }) => isFor(block, { kind: 'practitioner', id }, asked.site));
    const same =
      old &&
      old.cards === cards &&
      old.practitioner === practitioner &&
      sameHours(old.open, open) &&
      sameBlocks(old.blocks, blocks);
    return [same ? old : { practitioner, open, cards, blocks }];
  });
  return columns.length === before.length && columns.every((column, i) => column === before[i]) ? before : columns;
}

function cardsOf(
  appointments: readonly Appointment[],
  { practice, clashes }: DayRows,
  visits: ReadonlyMap<AppointmentId | null, Visit>,
  before: readonly Card[]
): readonly Card[] {
  const ordered = appointments.toSorted((a, b) => a.at.start - b.at.start || b.at.minutes - a.at.minutes || byId(a, b));
  const lanes = lanesOf(ordered.map(({ at }) => at));
  const earlier = new Map(before.map((card) => [card.appointment.appointment, card]));
  const cards = ordered.map((appointment, i): Card => {
    const visit = visits.get(appointment.appointment);
    const old = earlier.get(appointment.appointment);
    const card: Card = {
      appointment: old && sameRow(old.appointment, appointment) ? old.appointment : appointment,
      visit: old?.visit && visit && sameRow(old.visit, visit) ? old.visit : visit,
      type: practice.visitTypes.get(appointment.visitType),
      status: statusOf(appointment, visit),
      ...(lanes[i] ?? { lane: 0, lanes: 1 }),
      clashes: clashes.get(appointment.appointment) ?? NO_CLASHES
    };
    return old && sameCard(old, card) ? old : card;
  });
  return cards.length === before.length && cards.every((card, i) => card === before[i]) ? before : cards;
}

function sameCard(a: Card, b: Card): boolean {
  return (
    a.appointment === b.appointment &&
    a.visit === b.visit &&
    a.type === b.type &&
    a.status === b.status &&
    a.lane === b.lane &&
    a.lanes === b.lanes &&
    a.clashes.join('\n') === b.clashes.join('\n')
  );
}

/** Rows come decoded anew with every answer: they are the same when they say the same. */
function sameRow(a: Appointment | Visit, b: Appointment | Visit): boolean {
  return a === b || (a.last === b.last && JSON.stringify(a) === JSON.stringify(b));
}

function sameHours(a: DayHours, b: DayHours): boolean {
  return a === b || (a.length === b.length && a.every(({ from, to }, i) => from === b[i]?.from && to === b[i]?.to));
}

function sameBlocks(a: readonly DayBlock[], b: readonly DayBlock[]): boolean {
  const isSame = (one: DayBlock, other: DayBlock | undefined): boolean =>
    one.block === other?.block && one.instance === other.instance && one.span.from === other.span.from;
  return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
}

function byId(a: Appointment, b: Appointment): number {
  return a.appointment < b.appointment ? -1 : 1;
}

/** The hours a day is shown for: all opening times and all appointments, in whole hours; 8 to 5 for an empty day [SCH-1]. */
export function shownHours(columns: readonly Column[]): { readonly from: MinuteOfDay; readonly to: MinuteOfDay } {
  let from = 24 * 60;
  let to = 0;
  for (const { open, cards } of columns) {
    for (const hours of open) [from, to] = [Math.min(from, hours.from), Math.max(to, hours.to)];
    for (const { appointment } of cards) {
      const { start, minutes } = appointment.at;
      [from, to] = [Math.min(from, start), Math.max(to, start + minutes)];
    }
  }
  if (from >= to) return { from: 8 * 60, to: 17 * 60 };
  return { from: Math.floor(from / 60) * 60, to: Math.min(24, Math.ceil(to / 60)) * 60 };
}
