import type { SiteId } from '#domain/ids.ts';
import { sitesWithClosed, type Practice } from '#domain/practice/practice.ts';
import { conflictsOf } from '#domain/scheduling/conflicts.ts';
import { planWith } from '#domain/scheduling/plan.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import { onOtherDays, patientsToAsk, visitsOfAll } from '#station/other-visits.ts';
import type { Station } from '#station/station.ts';
import type { PracticeChange } from './change-practice.ts';

export interface WouldConflict {
  readonly count: number;
  /** The first day that has one. */
  readonly first: LocalDate | null;
}

const DAYS = 30;

/** Which visits of the next 30 days would be in conflict after a change, and are not now [RULE-5]. Nothing is written. */
export async function wouldConflict(
  rows: Pick<Station['rows'], 'practice' | 'appointments' | 'appointmentsOf'>,
  site: SiteId,
  today: LocalDate,
  change: PracticeChange
): Promise<WouldConflict> {
  const practice = await rows.practice();
  const after = practiceWith(practice, change);
  let count = 0;
  let first: LocalDate | null = null;
  for (let ahead = 0; ahead < DAYS; ahead++) {
    const date = plusDays(today, ahead);
    const appointments = await rows.appointments(site, date);
    if (appointments.length === 0) continue;
    const asked = [practice, after].flatMap((one) => patientsToAsk(one, appointments));
    const others = onOtherDays(await visitsOfAll(rows, [...new Set(asked)]), date);
    const day = { site, date, appointments, others };
    const before = new Set(conflictsOf({ ...day, practice }).flatMap(named));
    const fresh = conflictsOf({ ...day, practice: after }).filter((one) =>
      named(one).some((name) => !before.has(name))
    );
    count += fresh.length;
    if (fresh.length > 0) first ??= date;
  }
  return { count, first };
}

function named({ id, classes }: { readonly id: string; readonly classes: readonly string[] }): readonly string[] {
  return classes.map((one) => `${one} ${id}`);
}

/** The practice as it would be. */
export function practiceWith(practice: Practice, change: PracticeChange): Practice {
  const { plan } = practice;
  const next = {
    blocks: new Map(plan.blocks),
    typeRules: new Map(plan.typeRules),
    overlap: new Map(plan.overlap),
    siteHours: new Map(plan.siteHours),
    devices: new Map(plan.devices),
    recalls: new Map(plan.recalls),
    profiles: new Map(plan.profiles),
    unconfirmed: plan.unconfirmed,
    noShows: plan.noShows,
    swaps: new Map(plan.swaps),
    handoffs: new Map(plan.handoffs),
    rulings: new Map(plan.rulings)
  };
  planWith(next, { kind: change.kind, of: change.of, at: 0, by: '' });
  if (change.kind === 'site/closed') return { ...practice, sites: sitesWithClosed(practice.sites, change.of) };
  if (change.kind !== 'hours/set') return { ...practice, plan: next };
  const { practitioner, site, week } = change.of;
  const known = practice.practitioners.get(practitioner);
  if (!known) return practice;
  const hours = new Map(known.hours).set(site, week);
  return { ...practice, practitioners: new Map(practice.practitioners).set(practitioner, { ...known, hours }) };
}
