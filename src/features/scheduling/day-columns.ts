import type { AppointmentId, SiteId } from '#domain/ids.ts';
import type { DayHours } from '#domain/practice/practice-facts.ts';
import type { Practice, Practitioner, VisitType } from '#domain/practice/practice.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { blocksOn, isFor, type DayBlock } from '#domain/scheduling/blocks.ts';
import { spanOf, type Span } from '#domain/scheduling/grid.ts';
import type { Resource } from '#domain/scheduling/plan-facts.ts';
import type { HeldTime } from '#domain/scheduling/slot-offer.ts';
import { weekdayOf, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { lanesOf } from './lanes.ts';

import { statusOf, type CardStatus } from './status-words.ts';

/** One appointment as the grid shows it. */
export interface Card {
  readonly appointment: Appointment;
  /** What of the day it stands for in its column: the whole visit, or the part that takes a room or a device. */
  readonly span: Span;
  readonly visit: Visit | undefined;
  /** Undefined when the practice no longer knows the type. */
  readonly type: VisitType | undefined;
  readonly status: CardStatus;
  readonly lane: number;
  readonly lanes: number;
  /** What it clashes with, in words; empty for almost all. */
  readonly clashes: readonly string[];
  /** Whose visit it is, where the column does not say. */
  readonly called?: string;
}

export interface Column {
  /** Its own among those that are shown. */
  readonly key: string;
  /** Whose office's day it is part of. */
  readonly site: SiteId;
  readonly date: LocalDate;
  /** What stands over it: a provider, a room, a day. */
  readonly title: string;
  /** Of eight hues; null for none. */
  readonly hue: number | null;
  /** Less of it matters: a provider who has left. */
  readonly faint: boolean;
  /** Whose time a free place in it is; undefined in a room's column. */
  readonly practitioner: Practitioner | undefined;
  /** The room, device, person or office a column is for; undefined for a provider, null where what has none of them stands. */
  readonly resource: Resource | null | undefined;
  readonly open: DayHours;
  readonly cards: readonly Card[];
  /** What else is on it, in order of time: its own, and what is for everybody here. */
  readonly blocks: readonly DayBlock[];
  /** Time of it that is being offered to somebody who waits [SCH-19]. */
  readonly held: readonly HeldTime[];
}

export interface DayRows {
  readonly practice: Practice;
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  readonly clashes: ReadonlyMap<AppointmentId, readonly string[]>;
  /** Time of the day that is being offered; none where nobody looked. */
  readonly held?: readonly HeldTime[];
}

export interface DayAsked {
  readonly site: SiteId;
  readonly date: LocalDate;
  /** Cancelled, missed and rescheduled appointments too. */
  readonly closed: boolean;
}

/** What a column shows, before it is laid out. */
export type ColumnParts = Omit<Column, 'cards'> & { readonly items: readonly CardItem[] };
export interface CardItem {
  readonly appointment: Appointment;
  readonly span: Span;
}

const NO_CLASHES: readonly string[] = [];
const NONE_HELD: readonly HeldTime[] = [];

/**
 * The day by provider [SCH-1]. What has not changed since `before` is the same object as in `before`, down to the column, so
 * that a screen redraws only what changed [SCH-2].
 */
export function columnsOf(rows: DayRows, asked: DayAsked, before: readonly Column[] = []): readonly Column[] {
  const perPractitioner = Map.groupBy(shown(rows, asked), (appointment) => appointment.at.practitioner);
  const parts = [...rows.practice.practitioners.values()].flatMap((practitioner): ColumnParts[] => {
    const { practitioner: id, retired } = practitioner;
    const mine = perPractitioner.get(id) ?? [];
    // Who works elsewhere, or no more, has a column only while somebody is booked in it.
    if ((retired || !practitioner.hours.has(asked.site)) && mine.length === 0) return [];
    return [providerParts(practitioner, practitioner.called, id, mine, rows, asked)];
  });
  return kept(
    parts.map((part) => laidOut(part, rows, before)),
    before
  );
}

/** Appointments that are asked for. */
export function shown({ appointments }: DayRows, { closed }: DayAsked): readonly Appointment[] {
  return closed ? appointments : appointments.filter(isLive);
}

/** A provider's day as a column. @param mine the provider's appointments */
export function providerParts(
  practitioner: Practitioner,
  title: string,
  key: string,
  mine: readonly Appointment[],
  { practice, held = NONE_HELD }: DayRows,
  { site, date }: DayAsked
): ColumnParts {
  const { practitioner: id, hours, hue, retired } = practitioner;
  return {
    key,
    site,
    date,
    title,
    hue,
    faint: retired,
    practitioner,
    resource: undefined,
    open: hours.get(site)?.[weekdayOf(date)] ?? [],
    items: mine.map((appointment) => ({ appointment, span: spanOf(appointment.at) })),
    blocks: blocksOn(practice.plan, date).filter(({ block }) => isFor(block, { kind: 'practitioner', id }, site)),
    held: held.filter((one) => one.practitioner === id)
  };
}

/** The column with its cards; the one of `before` where nothing in it changed. */
export function laidOut({ items, ...parts }: ColumnParts, rows: DayRows, before: readonly Column[]): Column {
  const isNamed = parts.practitioner === undefined;
  const old = before.find(({ key }) => key === parts.key);
  const cards = cardsOf(items, rows, old?.cards ?? [], isNamed);
  const isSame =
    old !== undefined &&
    old.cards === cards &&
    old.site === parts.site &&
    old.date === parts.date &&
    old.title === parts.title &&
    old.practitioner === parts.practitioner &&
    sameHours(old.open, parts.open) &&
    sameBlocks(old.blocks, parts.blocks) &&
    sameHeld(old.held, parts.held);
  return isSame ? old : { ...parts, cards };
}

/** The list of `before` where every column is the one that was. */
export function kept(columns: readonly Column[], before: readonly Column[]): readonly Column[] {
  return columns.length === before.length && columns.every((column, i) => column === before[i]) ? before : columns;
}

function cardsOf(
  items: readonly CardItem[],
  { practice, clashes, visits: all }: DayRows,
  before: readonly Card[],
  isNamed: boolean
): readonly Card[] {
  const visits = visitsBy(all);
  const ordered = items.toSorted(
    (a, b) => a.span.from - b.span.from || b.span.to - a.span.to || byId(a.appointment, b.appointment)
  );
  const lanes = lanesOf(ordered.map(({ span }) => ({ start: span.from, minutes: span.to - span.from })));
  const earlier = new Map(before.map((card) => [cardKey(card), card]));
  const cards = ordered.map(({ appointment, span }, i): Card => {
    const visit = visits.get(appointment.appointment);
    const old = earlier.get(cardKey({ appointment, span }));
    const card: Card = {
      appointment: old && sameRow(old.appointment, appointment) ? old.appointment : appointment,
      span: old && old.span.to === span.to ? old.span : span,
      visit: old?.visit && visit && sameRow(old.visit, visit) ? old.visit : visit,
      type: practice.visitTypes.get(appointment.visitType),
      status: statusOf(appointment, visit),
      ...(lanes[i] ?? { lane: 0, lanes: 1 }),
      clashes: clashes.get(appointment.appointment) ?? NO_CLASHES,
      ...(isNamed ? { called: practice.practitioners.get(appointment.at.practitioner)?.called ?? '' } : {})
    };
    return old && sameCard(old, card) ? old : card;
  });
  return cards.length === before.length && cards.every((card, i) => card === before[i]) ? before : cards;
}

/** A visit that uses a room twice has two cards in its column. */
export function cardKey({ appointment, span }: CardItem): string {
  return `${appointment.appointment} ${span.from}`;
}

/** Made once for a list of visits: every column asks for it. */
const byAppointment = new WeakMap<readonly Visit[], ReadonlyMap<AppointmentId | null, Visit>>();
function visitsBy(visits: readonly Visit[]): ReadonlyMap<AppointmentId | null, Visit> {
  const known = byAppointment.get(visits) ?? new Map(visits.map((visit) => [visit.appointment, visit]));
  byAppointment.set(visits, known);
  return known;
}

function sameCard(a: Card, b: Card): boolean {
  return (
    a.appointment === b.appointment &&
    a.span === b.span &&
    a.visit === b.visit &&
    a.type === b.type &&
    a.status === b.status &&
    a.lane === b.lane &&
    a.lanes === b.lanes &&
    a.called === b.called &&
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

function sameHeld(a: readonly HeldTime[], b: readonly HeldTime[]): boolean {
  return a.length === b.length && (a.length === 0 || JSON.stringify(a) === JSON.stringify(b));
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
    for (const { span } of cards) {
      [from, to] = [Math.min(from, span.from), Math.max(to, span.to)];
    }
  }
  if (from >= to) return { from: 8 * 60, to: 17 * 60 };
  return { from: Math.floor(from / 60) * 60, to: Math.min(24, Math.ceil(to / 60)) * 60 };
}
