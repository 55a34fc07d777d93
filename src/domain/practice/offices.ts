import type { SiteId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { Practice, Site } from './practice.ts';

/** Whether there is such an office on that day [OFF-2]. One that nobody has said anything of is taken to be there. */
export function isOfficeOn({ sites }: Pick<Practice, 'sites'>, site: SiteId, date: LocalDate): boolean {
  const from = sites.get(site)?.closedFrom;
  return from === undefined || date < from;
}

/** The offices there are on a day, in the order in which they were added: what asks for an office offers these [OFF-3]. */
export function officesOn({ sites }: Pick<Practice, 'sites'>, date: LocalDate): readonly Site[] {
  return [...sites.values()].filter(({ site }) => isOfficeOn({ sites }, site, date));
}
