import { dateOfFloating, DAY_MS, floatingAt, minuteOfFloating, type FloatingMs } from '../calendar/floating.ts';
import { ruleFrom } from '../calendar/recurrence-rule.ts';
import { instancesOf } from '../calendar/recurrence.ts';
import { instantAt, localDateOf, minuteOfDayOf, plusDays, type LocalDate, type ZoneId } from '../time.ts';
import type { Span } from './grid.ts';
import type { Block, BlockId, BlockKind, Resource, Stretch } from './plan-facts.ts';
import type { Plan, PlannedBlock } from './plan.ts';

/** The part of a block that lies on one day. */
export interface DayBlock {
  readonly block: Block;
  /** The day its rule gives this instance: what `block/moved-once` names. */
  readonly instance: LocalDate;
  readonly span: Span;
}

/** Takes its resources' time: nobody can be booked over it without saying so. */
export const TAKES_TIME: Readonly<Record<BlockKind, boolean>> = {
  template: false,
  hold: true,
  lunch: true,
  meeting: true,
  admin: true,
  'on-call': false,
  leave: true,
  closure: true,
  rep: true,
  courier: false,
  surgery: true
};

/** Instances of one block looked at in a query; a daily one over eleven years has fewer. */
const MOST_INSTANCES = 4_000;
const NONE: readonly DayBlock[] = [];

/** Every block that touches a stretch of days, by day; within a day by start, then id [PLAN-2]. @param to included */
export function blocksBetween(plan: Plan, from: LocalDate, to: LocalDate): ReadonlyMap<LocalDate, readonly DayBlock[]> {
  const days = new Map<LocalDate, DayBlock[]>();
  for (const block of plan.blocks.values()) {
    for (const { instance, at } of stretchesOf(block, from, to)) {
      for (const { date, span } of daysOf(at)) {
        if (date < from || date > to) continue;
        const day = days.get(date) ?? [];
        if (day.length === 0) days.set(date, day);
        day.push({ block, instance, span });
      }
    }
  }
  for (const day of days.values()) day.sort(inOrder);
  return days;
}

/** The blocks of one day. Asked again for the same plan, the answer is the same object. */
export function blocksOn(plan: Plan, date: LocalDate): readonly DayBlock[] {
  if (plan.blocks.size === 0) return NONE;
  const known = remembered.get(plan) ?? new Map<LocalDate, readonly DayBlock[]>();
  remembered.set(plan, known);
  const before = known.get(date);
  if (before) return before;
  if (known.size > 400) known.clear();
  const blocks = blocksBetween(plan, date, date).get(date) ?? NONE;
  known.set(date, blocks);
  return blocks;
}
const remembered = new WeakMap<Plan, Map<LocalDate, readonly DayBlock[]>>();

/** Each instance of a block that may touch a stretch of days, where it takes place [PLAN-3]. */
export function stretchesOf(
  block: PlannedBlock,
  from: LocalDate,
  to: LocalDate
): { readonly instance: LocalDate; readonly at: Stretch }[] {
  const reach = Math.ceil((block.start + block.minutes) / 1440);
  const found: { instance: LocalDate; at: Stretch }[] = [];
  for (const date of instanceDates(block, plusDays(from, -reach), to)) {
    if (!block.once.has(date)) found.push({ instance: date, at: { date, start: block.start, minutes: block.minutes } });
  }
  // A moved instance may come from any day to any other.
  for (const [instance, at] of block.once) if (at && isInstance(block, instance)) found.push({ instance, at });
  return found;
}

/** What recurs: the first day and minute, and how. */
export type Recurring = Pick<Block, 'rule' | 'date' | 'start' | 'also' | 'except'>;

/** The days a block's rule gives, without those it leaves out. @param to included */
export function instanceDates(block: Recurring, from: LocalDate, to: LocalDate): readonly LocalDate[] {
  const dates = new Set<LocalDate>();
  const rule = block.rule === undefined ? null : ruleFrom(block.rule);
  const start = floatingAt(block.date, block.start);
  // A rule that a newer version wrote and this one cannot read leaves the first instance.
  if (!rule?.ok) dates.add(block.date);
  else {
    const last = floatingAt(to, 0) + DAY_MS;
    let left = MOST_INSTANCES;
    for (const at of instancesOf(rule.value, start)) {
      if (at >= last || left-- <= 0) break;
      dates.add(dateOfFloating(at));
    }
  }
  for (const date of block.also ?? []) dates.add(date);
  for (const date of block.except ?? []) dates.delete(date);
  return [...dates].filter((date) => date >= from && date <= to).sort();
}

function isInstance(block: Block, date: LocalDate): boolean {
  return instanceDates(block, date, date).length > 0;
}

/** The parts of a stretch by day, on the wall clock: a night shift is two. */
export function daysOf({ date, start, minutes }: Stretch): { readonly date: LocalDate; readonly span: Span }[] {
  const parts: { date: LocalDate; span: Span }[] = [];
  const end = start + minutes;
  for (let day = 0; day * 1440 < end; day++) {
    const span = { from: Math.max(0, start - day * 1440), to: Math.min(1440, end - day * 1440) };
    if (span.from < span.to) parts.push({ date: plusDays(date, day), span });
  }
  return parts;
}

/** Whether a block is for a resource: named itself, or by the site it is at. */
export function isFor({ resources }: Block, resource: Resource, site: string): boolean {
  return resources.some(
    ({ kind, id }) => (kind === resource.kind && id === resource.id) || (kind === 'site' && id === site)
  );
}

/**
 * "This and following" of a recurring block as two: the one that ends before `date`, and one that begins there [PLAN-4]. Null when the
 * rule gives no instance on that day. @param id of the new one
 */
export function splitAt(
  block: PlannedBlock,
  date: LocalDate,
  id: BlockId
): { before: Block | null; after: Block } | null {
  if (!isInstance(block, date)) return null;
  const { once: _, ...plain } = block;
  const rule = block.rule === undefined ? null : ruleFrom(block.rule);
  const earlier = instanceDates(block, block.date, plusDays(date, -1));
  const days = (list: readonly LocalDate[] | undefined, keep: (date: LocalDate) => boolean): LocalDate[] =>
    (list ?? []).filter(keep);
  const parts = (keep: (date: LocalDate) => boolean) => ({
    except: days(block.except, keep),
    also: days(block.also, keep)
  });
  if (!rule?.ok || block.rule === undefined) {
    return { before: null, after: { ...plain, block: id, from: block.block, date, ...parts(() => true) } };
  }
  const head = block.rule.replace(/;?(?:COUNT|UNTIL)=[^;]*/gi, '');
  const until = `${plusDays(date, -1).replaceAll('-', '')}T235959`;
  const ended = { ...plain, rule: `${head};UNTIL=${until}`, ...parts((day) => day < date) };
  const left = rule.value.count === null ? null : rule.value.count - countBefore(block, date);
  const tail = left === null ? block.rule : `${head};COUNT=${Math.max(1, left)}`;
  return {
    before: earlier.length > 0 ? ended : null,
    after: { ...plain, block: id, from: block.block, date, rule: tail, ...parts((day) => day >= date) }
  };
}

/** Instances the rule itself gave before a day, also those that were left out: COUNT counts them. */
function countBefore(block: Block, date: LocalDate): number {
  const { except: _, also: __, ...bare } = block;
  return instanceDates(bare, block.date, plusDays(date, -1)).length;
}

/** When an instance really begins and ends: wall clock in a zone, so a shift over the spring change is an hour shorter [PLAN-5]. */
export function instantsOf({ date, start, minutes }: Stretch, zone: ZoneId): { from: number; to: number } {
  const end: FloatingMs = floatingAt(date, start + minutes);
  return { from: instantAt(date, start, zone), to: instantAt(dateOfFloating(end), minuteOfFloating(end), zone) };
}

/**
 * Minutes of a day that the wall clock skips or shows twice where summer time begins or ends [PLAN-5]: nothing is offered there, for nobody
 * would know which hour was meant. Changes are at whole quarters of an hour everywhere.
 */
export function unclearSpans(date: LocalDate, zone: ZoneId): readonly Span[] {
  const extra = instantAt(plusDays(date, 1), 0, zone) - instantAt(date, 0, zone) - DAY_MS;
  // Midnight may be what is skipped: then the day before ends early, and this one has its usual length.
  if (extra === 0 && minuteOfDayOf(instantAt(date, 0, zone), zone) === 0) return NO_SPANS;
  const spans: Span[] = [];
  for (let minute = 0; minute < 1440; minute += 15) {
    const at = instantAt(date, minute, zone);
    const isShown = minuteOfDayOf(at, zone) === minute && localDateOf(at, zone) === date;
    const isTwice = extra > 0 && minuteOfDayOf(at + extra, zone) === minute && localDateOf(at + extra, zone) === date;
    if (isShown && !isTwice) continue;
    const last = spans.at(-1);
    if (last?.to === minute) spans[spans.length - 1] = { from: last.from, to: minute + 15 };
    else spans.push({ from: minute, to: minute + 15 });
  }
  return spans;
}
const NO_SPANS: readonly Span[] = [];

function inOrder(a: DayBlock, b: DayBlock): number {
  return a.span.from - b.span.from || (a.block.block < b.block.block ? -1 : a.block.block > b.block.block ? 1 : 0);
}
