import type { SiteId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import { instantAt, localDateOf, minuteOfDayOf, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';

/** A visit of another office, as this office's day has to know of it: in minutes of this day, by this office's clock. */
export interface VisitElsewhere {
  readonly site: SiteId;
  readonly appointment: Appointment;
}

/** A day of an office. */
export interface OfficeDay {
  readonly site: SiteId;
  readonly date: LocalDate;
}

/** Days of the other offices that lie beside a day of this one: one each where they go by one clock, up to two where not. */
export function daysBeside({ sites }: Pick<Practice, 'sites'>, { site, date }: OfficeDay): readonly OfficeDay[] {
  const here = sites.get(site);
  if (!here) return [];
  return [...sites.values()].flatMap((other) => {
    if (other.site === site) return [];
    const [first, last] = [0, 1439].map((minute) => localDateOf(instantAt(date, minute, here.zone), other.zone));
    return [...new Set([first ?? date, last ?? date])].map((day) => ({ site: other.site, date: day }));
  });
}

/** The visits of those days that hold their time and fall into this one, in its minutes; what reaches over its ends is cut there. */
export function elsewhereOn(
  { sites }: Pick<Practice, 'sites'>,
  { site, date }: OfficeDay,
  days: readonly (OfficeDay & { readonly appointments: readonly Appointment[] })[]
): readonly VisitElsewhere[] {
  const here = sites.get(site)?.zone;
  return days.flatMap((day) => {
    const there = sites.get(day.site)?.zone;
    if (here === undefined || there === undefined) return [];
    return day.appointments.filter(isLive).flatMap((one): VisitElsewhere[] => {
      const from = instantAt(day.date, one.at.start, there);
      const start = minuteOn(date, from, here);
      const end = minuteOn(date, from + one.at.minutes * 60_000, here);
      if (start >= end) return [];
      return [{ site: day.site, appointment: { ...one, at: { ...one.at, start, minutes: end - start } } }];
    });
  });
}

/** The minute of a day at a moment; its ends for a moment that is not on it. */
function minuteOn(date: LocalDate, at: Instant, zone: ZoneId): number {
  const on = localDateOf(at, zone);
  if (on < date) return 0;
  return on > date ? 1440 : minuteOfDayOf(at, zone);
}
