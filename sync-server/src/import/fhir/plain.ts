import { cleanLine } from '#domain/text.ts';
import type { LocalDate, ZoneId } from '#domain/time.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import { dayFrom } from './dates.ts';

/** Reading for what may be anything: what is of another shape is not there. Resources that are kept whole are read so, because nothing of them is lost. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];
}

export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? cleanLine(value) : '');

/** Of a CodeableConcept. */
export function codesOf(concept: unknown): readonly string[] {
  return objectsIn(objectIn(concept)['coding']).flatMap(({ code }) => (textOf(code) ? [textOf(code)] : []));
}

export interface ReadPeriod {
  readonly start: LocalDate | null;
  readonly end: LocalDate | null;
}

/** Null where a day cannot be read, or it ends before it begins. */
export function periodOf(value: unknown, zone: ZoneId): ReadPeriod | null {
  const { start, end } = objectIn(value);
  const day = (given: unknown): LocalDate | null | undefined =>
    given === undefined ? null : typeof given === 'string' ? (dayFrom(given, zone) ?? undefined) : undefined;
  const [from, until] = [day(start), day(end)];
  if (from === undefined || until === undefined) return null;
  return from !== null && until !== null && until < from ? null : { start: from, end: until };
}
