import { minuteOfDayOf, type LocalDate, type MinuteOfDay, type ZoneId } from '#domain/time.ts';
import type { headlessDesk } from '../headless-desk.ts';

/** What is read of a booking here. */
export interface Booking {
  readonly appointment: string;
  readonly patient: string;
  readonly label: { readonly given: string; readonly family: string; readonly birthDate: LocalDate | null };
  readonly at: { readonly practitioner: string; readonly start: MinuteOfDay; readonly minutes: number };
}

/** A start that is now, whatever the time of day: within the window of every visit. */
export function startNow(zone: ZoneId): MinuteOfDay {
  return Math.min(minuteOfDayOf(Date.now(), zone), 1425);
}

/** Books one of the day's grown-up patients once more, now. */
export async function bookNow(
  desk: Awaited<ReturnType<typeof headlessDesk>>,
  day: string,
  zone: ZoneId,
  appointment = 'near-now'
): Promise<Booking> {
  const booked = (await desk.read(day))
    .filter(({ kind }) => kind === 'appointment/booked')
    .map(({ of }) => of as Booking);
  const adult = booked.find(({ label }) => label.birthDate !== null && label.birthDate < '2005')!;
  const now = { ...adult, appointment, at: { ...adult.at, start: startNow(zone), minutes: 10 } };
  await desk.append(day, 'appointment/booked', now);
  return now;
}
