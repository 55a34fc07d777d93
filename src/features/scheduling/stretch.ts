import type { Appointment } from '#domain/scheduling/appointment.ts';
import { detailsOf } from '#domain/scheduling/appointment.ts';
import type { MinuteOfDay, Minutes } from '#domain/time.ts';
import { stationAt } from '#station/at-site.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { tellSchedule, type DayShown } from './carry.svelte.ts';
import type { Column } from './day-columns.ts';
import { moveAppointment } from './move-appointment.ts';
import { LONGEST_MINUTES, obstacleAt, SHORTEST_MINUTES } from './place.ts';

/** Its length when it ends there, as long as a visit may be. */
export function lengthTo({ at }: Appointment, end: MinuteOfDay): Minutes {
  return Math.min(LONGEST_MINUTES, Math.max(SHORTEST_MINUTES, end - at.start));
}

/** Makes an appointment longer or shorter where it stands. As with what is carried, an overlap is written and stays in the list [SCH-14]. */
export async function stretch(
  { station, toasts, day }: { station: Station; toasts: Toasts; day: DayShown },
  visit: Appointment,
  { site, date }: Pick<Column, 'site' | 'date'>,
  minutes: Minutes
): Promise<void> {
  if (!day.practice || visit.at.minutes === minutes) return;
  const { appointment, at: was, patient, visitType } = visit;
  const at = { ...was, minutes };
  const place = {
    site,
    date,
    at,
    patient,
    visitType,
    appointment,
    details: detailsOf(visit),
    elsewhere: day.elsewhereAt(site, date)
  };
  const over = obstacleAt(day.practice, day.appointmentsAt(site, date) ?? [], place) !== null;
  const command = moveAppointment(stationAt(station, day.practice, site), { date, appointment, to: at, over });
  await tellSchedule(station, toasts, command, `${nameText(visit.label)}: ${minutes} minutes now.`);
}
