import { daysBetween, localDateOf, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import type { Scan } from './scan.ts';

/** How long papers have waited, in days of the office: `to` is the last day of a band, null: and more. */
export const BACKLOG_BANDS = [
  { from: 0, to: 0 },
  { from: 1, to: 2 },
  { from: 3, to: 7 },
  { from: 8, to: null }
] as const;

export interface Backlog {
  /** When the one came in that has waited longest; null while none waits. */
  readonly oldest: Instant | null;
  /** Days that it has waited. */
  readonly days: number;
  /** How many wait in each of the bands, in their order. */
  readonly counts: readonly number[];
}

/** How old the papers are that wait to be filed [DOC-20]. What somebody filed and took out again has waited since it first came. */
export function backlogOf(
  scans: readonly Pick<Scan, 'stage' | 'since'>[],
  { today, zone }: { readonly today: LocalDate; readonly zone: ZoneId }
): Backlog {
  const waiting = scans.filter(({ stage }) => stage === 'inbox');
  const ages = waiting.map(({ since }) => Math.max(0, daysBetween(localDateOf(since, zone), today)));
  const counts = BACKLOG_BANDS.map(({ from, to }) => ages.filter((age) => age >= from && age <= (to ?? age)).length);
  const oldest = waiting.length === 0 ? null : Math.min(...waiting.map(({ since }) => since));
  return { oldest, days: Math.max(0, ...ages), counts };
}
