import { instantAt, isLocalDate, localDateOf, type Instant, type LocalDate, type ZoneId } from '#domain/time.ts';

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The moment of a FHIR `dateTime`; null when it names none. A day without a time begins at its midnight in the clinic's zone,
 * and so does a time without an offset belong to that zone [IMP-15].
 */
export function instantFrom(text: string, zone: ZoneId): Instant | null {
  const [, day = '', clock, offset] = DATE_TIME.exec(text) ?? [];
  if (!isLocalDate(day)) return null;
  if (clock === undefined) return instantAt(day, 0, zone);
  if (offset === undefined) {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return hour < 24 && minute < 60 ? instantAt(day, hour * 60 + minute, zone) : null;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** The day of a FHIR `dateTime` in the clinic's zone; null when it names no whole day. */
export function dayFrom(text: string, zone: ZoneId): LocalDate | null {
  if (isLocalDate(text)) return text;
  const at = instantFrom(text, zone);
  return at === null ? null : localDateOf(at, zone);
}
