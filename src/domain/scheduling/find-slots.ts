import type { PractitionerId, VisitTypeId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import { plusDays, weekdayOf, type LocalDate, type MinuteOfDay, type Minutes } from '../time.ts';
import {
  add,
  and,
  CELL_MINUTES,
  earlier,
  fillWithin,
  has,
  later,
  minutesOf,
  noCells,
  runAround,
  startsOfRuns,
  type Cells
} from './cells.ts';
import { freeCells, type FreeDay } from './free-time.ts';
import type { Segment } from './plan-facts.ts';
import { whoCan } from './profiles.ts';
import type { FoundSlot, SlotReason, SlotSearch } from './slot-search.ts';

/** What a reason is worth, in days of waiting. A clinic's judgement, not a measurement; the order is the specification's. */
const WORTH = { usual: 3, gap: 1.5, preferred: 1, site: 2 } as const;

/**
 * Every place a visit fits, within each day end to end from the start of each stretch where it can begin (SCH-8), ranked: soonest,
 * continuity, no piece left that is too short to use, the patient's wishes, the way to go [FIND-1]. Ties go by date, start, provider.
 *
 * @param days in order; what they hold is not read again
 */
export function findSlots(days: readonly FreeDay[], search: SlotSearch, most: number): readonly FoundSlot[] {
  const found: FoundSlot[] = [];
  for (const day of days) {
    if (isDayWanted(day, search)) found.push(...slotsOfDay(day, search, days[0]?.date ?? day.date));
    // Nothing on a later day can come before what is found: its cost is at least its days of waiting.
    const due = waitOf(days[0]?.date ?? day.date, day.date) + 1 - WORTH.usual - WORTH.preferred;
    if (found.length >= most && found.filter(({ cost }) => cost < due).length >= most) break;
  }
  const soonest = found.reduce<FoundSlot | null>(
    (first, slot) => (first && byTime(first, slot) <= 0 ? first : slot),
    null
  );
  const ranked = found.sort(byCost).slice(0, most);
  return ranked.map((slot) => (slot === soonest ? { ...slot, reasons: ['soonest', ...slot.reasons] } : slot));
}

/** The first place in time where it fits; null when no day has one. */
export function firstSlot(days: readonly FreeDay[], search: SlotSearch): FoundSlot | null {
  for (const day of days) {
    if (!isDayWanted(day, search)) continue;
    const [first] = slotsOfDay(day, search, day.date).sort(byTime);
    if (first) return first;
  }
  return null;
}

/** The third next available (IHI): the third place in time, so that one cancellation does not look like access [FIND-5]. */
export function thirdNextAvailable(days: readonly FreeDay[], search: SlotSearch): FoundSlot | null {
  const found: FoundSlot[] = [];
  for (const day of days) {
    // Several offices may have the same day.
    if (found.length >= 3 && day.date > (found.at(-1)?.date ?? '')) break;
    if (isDayWanted(day, search)) found.push(...slotsOfDay(day, search, day.date));
  }
  return found.sort(byTime)[2] ?? null;
}

/** How long a type takes: as asked, else as usual. */
export function minutesFor(
  practice: Practice,
  { visitType, minutes }: Pick<SlotSearch, 'visitType' | 'minutes'>
): Minutes {
  return minutes ?? practice.visitTypes.get(visitType)?.minutes ?? 0;
}

/** Whether anything of a day is asked for. */
export function isDayWanted({ date, practice }: FreeDay, search: SlotSearch): boolean {
  const { weekdays, authorization, notBefore, notAfter, gap, onDates, lastVisit, visitType } = search;
  if (weekdays.length > 0 && !weekdays.includes(weekdayOf(date))) return false;
  if (authorization && (date < authorization.from || date > authorization.to || authorization.left === 0)) return false;
  if (notBefore && date < notBefore.date) return false;
  if (notAfter !== null && date > notAfter) return false;
  if (gap && date < plusDays(gap.since, gap.days)) return false;
  if (onDates && !onDates.includes(date)) return false;
  const interval = practice.plan.typeRules.get(visitType)?.intervalDays ?? null;
  return interval === null || lastVisit === null || date >= plusDays(lastVisit, interval);
}

function slotsOfDay(day: FreeDay, search: SlotSearch, first: LocalDate): FoundSlot[] {
  return whoCan(day.practice, search).flatMap((practitioner) => {
    const minutes = minutesFor(day.practice, search);
    return endToEnd(startsFor(day, search, practitioner), minutes).map((start) =>
      slotAt(day, search, practitioner, start, first)
    );
  });
}

/** Every minute on the grid of five at which it could begin with one provider. */
export function startsFor(day: FreeDay, search: SlotSearch, practitioner: PractitionerId): Cells {
  const minutes = minutesFor(day.practice, search);
  const none = noCells();
  if (minutes < CELL_MINUTES) return none;
  const wanted = segmentsFor(day.practice, search, practitioner, minutes);
  const provider = wanted.find(({ kind, any }) => kind === 'practitioner' && any[0] === practitioner);
  if (!provider || isFull(day, search, practitioner)) return none;
  let starts: Cells | null = null;
  for (const segment of wanted) {
    const here = startsOf(day, segment, search.visitType);
    starts = starts ? and(starts, here) : here;
  }
  if (!starts) return none;
  return withinAsked(day, search, minutes, practitioner, starts);
}

/** The starts of a visit that a segment allows: any one of its resources free for its length, `offset` later. */
function startsOf(day: FreeDay, { kind, any, offset, minutes }: Segment, visitType: VisitTypeId): Cells {
  const starts = noCells();
  for (const id of any) add(starts, startsOfRuns(freeCells(day, { kind, id }, visitType), minutes));
  return earlier(starts, Math.floor(offset / CELL_MINUTES));
}

/** The parts a visit needs, with the provider named. Buffers are the provider's, before and after. */
function segmentsFor(
  practice: Practice,
  search: SlotSearch,
  practitioner: PractitionerId,
  minutes: Minutes
): Segment[] {
  const rules = practice.plan.typeRules.get(search.visitType);
  const parts: readonly Segment[] =
    rules && rules.segments.length > 0 ? rules.segments : [{ kind: 'practitioner', any: [], offset: 0, minutes }];
  const named = parts.map((part) =>
    part.kind === 'practitioner' && part.any.length === 0 ? { ...part, any: [practitioner] } : part
  );
  return [...named, ...search.with.map((extra) => ({ ...extra, offset: 0, minutes }))];
}

function isFull(day: FreeDay, { visitType }: SlotSearch, practitioner: PractitionerId): boolean {
  const cap = day.practice.plan.typeRules.get(visitType)?.dailyCap ?? null;
  return cap !== null && (day.booked.get(`${practitioner} ${visitType}`) ?? 0) >= cap;
}

function withinAsked(
  day: FreeDay,
  search: SlotSearch,
  minutes: Minutes,
  practitioner: PractitionerId,
  starts: Cells
): Cells {
  let kept = starts;
  const { dayParts, notBefore } = search;
  if (dayParts.length > 0) {
    const parts = noCells();
    for (const { from, to } of dayParts) fillWithin(parts, from, to);
    kept = and(kept, startsOfRuns(parts, minutes));
  }
  if (notBefore?.date === day.date) {
    const after = noCells();
    fillWithin(after, notBefore.minute, 1440);
    kept = and(kept, after);
  }
  const rules = day.practice.plan.typeRules.get(search.visitType);
  if (!rules || rules.before + rules.after === 0) return kept;
  // The provider is free before and after too, within hours (S-36).
  const free = freeCells(day, { kind: 'practitioner', id: practitioner }, search.visitType);
  return and(
    kept,
    later(startsOfRuns(free, rules.before + minutes + rules.after), Math.ceil(rules.before / CELL_MINUTES))
  );
}

/** Of all starts, those that follow each other with nothing between (SCH-8). */
function endToEnd(starts: Cells, minutes: Minutes): MinuteOfDay[] {
  const kept: MinuteOfDay[] = [];
  let from = -1;
  for (const start of minutesOf(starts)) {
    if (start < from) continue;
    kept.push(start);
    from = start + minutes;
  }
  return kept;
}

function slotAt(
  day: FreeDay,
  search: SlotSearch,
  practitioner: PractitionerId,
  start: MinuteOfDay,
  first: LocalDate
): FoundSlot {
  const minutes = minutesFor(day.practice, search);
  const wanted = segmentsFor(day.practice, search, practitioner, minutes);
  // The column's own provider goes by that, so that the visit can be moved to another column.
  const segments = wanted.map((segment) => {
    const isColumn = segment.kind === 'practitioner' && segment.any[0] === practitioner;
    return { ...segment, any: isColumn ? [] : [freeOne(day, segment, search.visitType, start)] };
  });
  const isPlain = segments.length === 1 && segments[0]?.offset === 0 && segments[0].minutes === minutes;
  const reasons: SlotReason[] = [];
  let cost = waitOf(first, day.date) + start / 1440;
  if (practitioner === search.usual) {
    reasons.push('usual-provider');
    cost -= WORTH.usual;
  }
  const gap = gapLeft(day, search, practitioner, start, minutes);
  if (gap === 'fills-gap') reasons.push('fills-gap');
  if (gap === 'leaves-gap') {
    reasons.push('leaves-gap');
    cost += WORTH.gap;
  }
  if (search.preferredParts.some(({ from, to }) => from <= start && start + minutes <= to)) {
    reasons.push('preferred-time');
    cost -= WORTH.preferred;
  }
  if (search.homeSite !== null && search.homeSite !== day.site) {
    reasons.push('other-site');
    cost += WORTH.site;
  }
  return {
    site: day.site,
    date: day.date,
    practitioner,
    start,
    minutes,
    segments: isPlain ? [] : segments,
    reasons,
    cost
  };
}

/** Which of a segment's resources is free there; the first of several. */
function freeOne(
  day: FreeDay,
  { kind, any, offset, minutes }: Segment,
  visitType: VisitTypeId,
  start: MinuteOfDay
): string {
  const at = start + Math.floor(offset / CELL_MINUTES) * CELL_MINUTES;
  const free = any.find((id) => has(startsOfRuns(freeCells(day, { kind, id }, visitType), minutes), at));
  return free ?? any[0] ?? '';
}

/** Whether what it leaves of the provider's free stretch can still be used by the shortest visit there is. */
function gapLeft(
  day: FreeDay,
  { visitType }: SlotSearch,
  practitioner: PractitionerId,
  start: MinuteOfDay,
  minutes: Minutes
): 'fills-gap' | 'leaves-gap' | null {
  const free = runAround(freeCells(day, { kind: 'practitioner', id: practitioner }, visitType), start);
  const shortest = Math.min(...[...day.practice.visitTypes.values()].map((type) => type.minutes));
  const left = [start - free.from, free.to - (start + minutes)];
  if (left.every((piece) => piece === 0)) return 'fills-gap';
  return left.some((piece) => piece > 0 && piece < shortest) ? 'leaves-gap' : null;
}

/** Days from one to the other. */
export function waitOf(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function byTime(a: FoundSlot, b: FoundSlot): number {
  return (
    (a.date < b.date ? -1 : a.date > b.date ? 1 : 0) ||
    a.start - b.start ||
    (a.practitioner < b.practitioner ? -1 : a.practitioner > b.practitioner ? 1 : 0)
  );
}

function byCost(a: FoundSlot, b: FoundSlot): number {
  return a.cost - b.cost || byTime(a, b);
}
