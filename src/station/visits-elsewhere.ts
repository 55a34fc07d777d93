import { daysBeside, elsewhereOn, type OfficeDay, type VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import type { AppointmentId, SiteId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from './station.ts';

/**
 * What the other offices have on a day: a desk keeps the days of all of them. None in a practice of one office.
 * @param leaving an appointment that will not stand there any more
 */
export async function visitsElsewhere(
  rows: Pick<Station['rows'], 'practice' | 'appointments'>,
  day: OfficeDay,
  leaving?: AppointmentId
): Promise<readonly VisitElsewhere[]> {
  const practice = await rows.practice();
  const days = await Promise.all(
    daysBeside(practice, day).map(async ({ site, date }) => ({
      site,
      date,
      appointments: await rows.appointments(site, date)
    }))
  );
  return elsewhereOn(practice, day, days).filter(({ appointment }) => appointment.appointment !== leaving);
}

/** The same of several days of an office, each read once. @param leaving appointments that will not stand there any more */
export async function daysElsewhere(
  rows: Pick<Station['rows'], 'practice' | 'appointments'>,
  site: SiteId,
  dates: readonly LocalDate[],
  leaving: ReadonlySet<AppointmentId> = NONE
): Promise<ReadonlyMap<LocalDate, readonly VisitElsewhere[]>> {
  const days = [...new Set(dates)].map(async (date) => {
    const all = await visitsElsewhere(rows, { site, date });
    return [date, all.filter(({ appointment }) => !leaving.has(appointment.appointment))] as const;
  });
  return new Map(await Promise.all(days));
}
const NONE: ReadonlySet<AppointmentId> = new Set();
