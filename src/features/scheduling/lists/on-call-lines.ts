import type { Practice } from '#domain/practice/practice.ts';
import type { CoverageFault, OnCallShift } from '#domain/scheduling/on-call.ts';
import type { Resource } from '#domain/scheduling/plan-facts.ts';
import { isWaiting, type Swap } from '#domain/scheduling/swap.ts';
import { localDateOf, minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { WorkLine } from './WorkRows.svelte';

export function personText({ practitioners, staff }: Practice, { kind, id }: Resource): string {
  if (kind === 'practitioner') return practitioners.get(id)?.called ?? 'Somebody';
  return kind === 'staff' ? (staff.get(id)?.name ?? 'Somebody') : 'Everybody';
}

/** `Fri, Nov 20, 5:00 pm`. */
export function momentText(at: Instant, zone: ZoneId): string {
  return `${dayText(localDateOf(at, zone))}, ${clockText(minuteOfDayOf(at, zone))}`;
}

/** The hour alone where it ends on the day it begins. */
function endText({ from, to }: OnCallShift, zone: ZoneId): string {
  const isSameDay = localDateOf(from, zone) === localDateOf(to, zone);
  return isSameDay ? clockText(minuteOfDayOf(to, zone)) : momentText(to, zone);
}

export const turnKey = ({ block, date }: OnCallShift): string => `${block.block} ${date}`;

/** The swap of a turn that still waits for somebody's word; the last that was asked for. */
export function waitingSwap(swaps: Iterable<Swap>, shift: OnCallShift): Swap | null {
  const mine = [...swaps].filter((one) => one.block === shift.block.block && one.date === shift.date && isWaiting(one));
  return mine.at(-1) ?? null;
}

export function turnLines(
  shifts: readonly OnCallShift[],
  practice: Practice,
  now: Instant,
  zone: ZoneId
): readonly WorkLine[] {
  return shifts.map((shift) => {
    const then = shift.backup.map((one) => personText(practice, one)).join(', ');
    const swap = waitingSwap(practice.plan.swaps.values(), shift);
    return {
      key: turnKey(shift),
      lead: dayText(localDateOf(shift.from, zone)),
      label: null,
      what: `${shift.duty}: ${personText(practice, shift.first)}${then ? `, then ${then}` : ''}`,
      more: [`${clockText(minuteOfDayOf(shift.from, zone))} to ${endText(shift, zone)}`, shift.phone, shift.note]
        .filter(Boolean)
        .join(' · '),
      status: swap ? { hue: 'waiting', word: 'swap asked' } : shift.from <= now ? { hue: 'active', word: 'now' } : null,
      act: null
    };
  });
}

export function faultLines(faults: readonly CoverageFault[], zone: ZoneId): readonly WorkLine[] {
  return faults.map((fault) => ({
    key: `${fault.kind} ${fault.duty} ${fault.from}`,
    lead: dayText(localDateOf(fault.from, zone)),
    label: null,
    what: `${fault.duty}: ${fault.kind === 'gap' ? 'nobody' : 'two at once'}`,
    more: `${clockText(minuteOfDayOf(fault.from, zone))} to ${momentText(fault.to, zone)}`,
    status: { hue: 'trouble', word: fault.kind === 'gap' ? 'a gap' : 'twice' },
    act: null
  }));
}
