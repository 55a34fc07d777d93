import type { SiteId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import type { DayHours, WeekHours } from '../practice/practice-facts.ts';
import { localDateOf, minuteOfDayOf, weekdayOf, type Instant } from '../time.ts';

/** People come before the doors open and leave after they close. Minutes. */
const AROUND = 60;

/**
 * Whether an office was closed then: outside its hours, or those of all who work there where it has none of its own, an hour either
 * side left out. False where nobody has said any hours [AUD-17].
 */
export function isAfterHours(practice: Practice, site: SiteId, at: Instant): boolean {
  const zone = practice.sites.get(site)?.zone;
  const weeks = weeksOf(practice, site);
  if (zone === undefined || !weeks.some((week) => week.some((day) => day.length > 0))) return false;
  const weekday = weekdayOf(localDateOf(at, zone));
  const minute = minuteOfDayOf(at, zone);
  const isOpen = (day: DayHours | undefined): boolean =>
    (day ?? []).some(({ from, to }) => from - AROUND <= minute && minute < to + AROUND);
  return !weeks.some((week) => isOpen(week[weekday]));
}

function weeksOf({ plan, practitioners }: Practice, site: SiteId): readonly WeekHours[] {
  const own = plan.siteHours.get(site);
  return own ? [own] : [...practitioners.values()].map(({ hours }) => hours.get(site) ?? []);
}
