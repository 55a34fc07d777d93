import { instantAt, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

/** Whole hours from now to the start of a visit: what the patient, or the office, gave as notice [BOOK-15]. Negative once it has begun. */
export function noticeFor(station: Pick<Station, 'now' | 'zone'>, date: LocalDate, start: MinuteOfDay): number {
  return Math.floor((instantAt(date, start, station.zone) - station.now()) / 3_600_000);
}
