import type { PractitionerId } from '#domain/ids.ts';
import type { Minutes } from '#domain/time.ts';
import { latenessOf, type DelaySources } from '#domain/visit/delay.ts';
import type { Visit } from '#domain/visit/visit.ts';

/** How late each practitioner runs, of those who do, from the day's rows [QUE-24]. */
export function lateNow({
  visits,
  ...sources
}: Omit<DelaySources, 'visit'> & { readonly visits: readonly Visit[] }): ReadonlyMap<PractitionerId, Minutes> {
  const byId = new Map(visits.map((visit) => [visit.visit, visit]));
  return latenessOf({ ...sources, visit: (id) => byId.get(id) });
}
