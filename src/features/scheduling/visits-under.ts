import type { SiteId } from '#domain/ids.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { daysOf, isFor, stretchesOf, TAKES_TIME } from '#domain/scheduling/blocks.ts';
import { overlap } from '#domain/scheduling/grid.ts';
import { occupationsOf } from '#domain/scheduling/occupations.ts';
import type { Block } from '#domain/scheduling/plan-facts.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';

/** How far ahead visits are looked for: nearly everybody is booked within a quarter. */
const DAYS_AHEAD = 92;

export interface VisitUnder {
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

/** Visits booked in the time that a block would take, in the next three months [BLK-4]. */
export async function visitsUnder(
  rows: Rows,
  site: SiteId,
  block: Block,
  today: LocalDate
): Promise<readonly VisitUnder[]> {
  if (!TAKES_TIME[block.kind]) return [];
  const from = block.date > today ? block.date : today;
  const to = plusDays(from, DAYS_AHEAD);
  const found: VisitUnder[] = [];
  for (const { at } of stretchesOf({ ...block, once: new Map() }, from, to)) {
    for (const { date, span } of daysOf(at)) {
      if (date < from || date > to) continue;
      const day = await rows.appointments(site, date);
      const under = day.filter(
        (one) =>
          isLive(one) && occupationsOf(one).some((use) => isFor(block, use.resource, site) && overlap(use.span, span))
      );
      found.push(...under.map((appointment) => ({ date, appointment })));
    }
  }
  return found;
}
