import type { SiteId } from '../ids.ts';
import type { DayHours } from '../practice/practice-facts.ts';
import type { Practitioner } from '../practice/practice.ts';
import { weekdayOf, type LocalDate, type MinuteOfDay, type Minutes } from '../time.ts';

/** Lines of the schedule, minutes apart. */
export type Grid = 5 | 10 | 15;

/** A stretch of a day: from the first minute to before the last. */
export interface Span {
  readonly from: MinuteOfDay;
  /** 1440 is midnight at the day's end. */
  readonly to: MinuteOfDay;
}

export function spanOf(at: { readonly start: MinuteOfDay; readonly minutes: Minutes }): Span {
  return { from: at.start, to: at.start + at.minutes };
}

/** Ends that touch do not overlap [APT-2] (S-19). */
export function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

export function onGrid(minute: MinuteOfDay, grid: Grid): boolean {
  return Number.isInteger(minute) && minute % grid === 0;
}

/** The line at or before a minute. */
export function gridBefore(minute: MinuteOfDay, grid: Grid): MinuteOfDay {
  return Math.floor(minute / grid) * grid;
}

/** The line at or after a minute. */
export function gridAfter(minute: MinuteOfDay, grid: Grid): MinuteOfDay {
  return Math.ceil(minute / grid) * grid;
}

/** The nearest line, for what is dropped between two; halfway goes to the later. */
export function snapped(minute: MinuteOfDay, grid: Grid): MinuteOfDay {
  return Math.round(minute / grid) * grid;
}

/**
 * When a practitioner works at a site on a day: in order, windows that touch or overlap joined to one (S-34). Null when no hours were ever
 * set there, which is not the same as a day off (S-18).
 */
export function hoursOn(practitioner: Practitioner, site: SiteId, date: LocalDate): readonly Span[] | null {
  const week = practitioner.hours.get(site);
  return week ? joinedHours(week[weekdayOf(date)] ?? []) : null;
}

/** In order, windows that touch or overlap joined to one (S-34). */
export function joinedHours(hours: DayHours): readonly Span[] {
  const spans: Span[] = [];
  for (const { from, to } of [...hours].sort((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    if (last && from <= last.to) spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else spans.push({ from, to });
  }
  return spans;
}
