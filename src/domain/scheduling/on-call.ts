import { localDateOf, plusDays, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import { instantsOf, stretchesOf } from './blocks.ts';
import type { Resource } from './plan-facts.ts';
import type { Plan, PlannedBlock } from './plan.ts';
import { handoffKey, holderOf } from './swap.ts';

/** One turn of being on call: who answers first, who else, for what, and from when to when. */
export interface OnCallShift {
  readonly block: PlannedBlock;
  /** The day its rule gives it. */
  readonly date: LocalDate;
  /** What it is called: two of one name are one duty and must not overlap. */
  readonly duty: string;
  readonly first: Resource;
  readonly backup: readonly Resource[];
  /** Empty where none is said. */
  readonly phone: string;
  /** What the one before left to know; empty where nothing. */
  readonly note: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** A time nobody, or more than one, is on call for a duty. */
export interface CoverageFault {
  readonly kind: 'gap' | 'twice';
  readonly duty: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Shifts reach into a stretch of days from up to so long before. */
const LONGEST_SHIFT_DAYS = 32;

/** Every on-call shift that touches a stretch of time, in order of its start [CALL-1], with whoever has it after the swaps both agreed to [CALL-4], its number and what was handed over [CALL-6]. */
export function shiftsBetween(plan: Plan, from: Instant, to: Instant, zone: ZoneId): readonly OnCallShift[] {
  const first = plusDays(localDateOf(from, zone), -LONGEST_SHIFT_DAYS);
  const last: LocalDate = localDateOf(to, zone);
  const shifts: OnCallShift[] = [];
  for (const block of plan.blocks.values()) {
    const [one, ...backup] = block.resources;
    if (block.kind !== 'on-call' || !one) continue;
    for (const { instance, at } of stretchesOf(block, first, last)) {
      const times = instantsOf(at, zone);
      if (!(times.from < to && from < times.to)) continue;
      const holder = holderOf(plan.swaps, { block: block.block, date: instance, first: one });
      // Who takes a turn over and was to help with it helps no more.
      const others = backup.filter((other) => other.kind !== holder.kind || other.id !== holder.id);
      const note = plan.handoffs.get(handoffKey(block.block, instance)) ?? '';
      const said = { duty: block.title, phone: block.phone ?? '', note };
      shifts.push({ block, date: instance, ...said, first: holder, backup: others, ...times });
    }
  }
  return shifts.sort((a, b) => a.from - b.from || (a.duty < b.duty ? -1 : a.duty > b.duty ? 1 : 0) || a.to - b.to);
}

/** Who is on call at a moment, a line a duty [CALL-2]. What the answering service asks. */
export function onCallAt(plan: Plan, at: Instant, zone: ZoneId): readonly OnCallShift[] {
  return shiftsBetween(plan, at, at + 1, zone);
}

/**
 * Where a duty that there is in a stretch of time is nobody's, or two people's at once [CALL-3]. The stretch begins and ends covered only where a
 * shift covers it.
 */
export function coverageFaults(plan: Plan, from: Instant, to: Instant, zone: ZoneId): readonly CoverageFault[] {
  const faults: CoverageFault[] = [];
  const shifts = shiftsBetween(plan, from, to, zone);
  for (const duty of new Set(shifts.map((shift) => shift.duty))) {
    let covered = from;
    for (const shift of shifts.filter((one) => one.duty === duty)) {
      if (shift.from > covered) faults.push({ kind: 'gap', duty, from: covered, to: shift.from });
      const shared = Math.min(covered, shift.to, to);
      if (shared > Math.max(shift.from, from))
        faults.push({ kind: 'twice', duty, from: Math.max(shift.from, from), to: shared });
      covered = Math.max(covered, shift.to);
    }
    if (covered < to) faults.push({ kind: 'gap', duty, from: covered, to });
  }
  return faults.sort((a, b) => a.from - b.from || (a.duty < b.duty ? -1 : 1));
}
