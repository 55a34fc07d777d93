import type { PractitionerId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { minutesOf } from '#domain/scheduling/cells.ts';
import { startsFor } from '#domain/scheduling/find-slots.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { heldTimes, type HeldTime } from '#domain/scheduling/slot-offer.ts';
import { ANY_SLOT } from '#domain/scheduling/slot-search.ts';
import { plusDays, type Instant, type LocalDate, type MinuteOfDay, type Minutes } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';
import { GRID_MINUTES } from './place.ts';

export interface Opening {
  readonly practitioner: PractitionerId;
  readonly start: MinuteOfDay;
}

export interface OpeningsAsked {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly minutes: Minutes;
  /** What for: a time that is kept for other types is not free; empty: any. */
  readonly visitType?: VisitTypeId;
  /** One provider, or null for any. */
  readonly practitioner: PractitionerId | null;
  /** Not before this minute. */
  readonly from: MinuteOfDay;
  /** Time of that day that is being offered to somebody. */
  readonly held?: readonly HeldTime[];
}

/**
 * Free times of a day within opening hours, earliest first, then in the order of the columns [SCH-8]. In each gap they lie end
 * to end from its start, so that none offered leaves a piece too short to use.
 */
export function openingsOf(practice: Practice, day: readonly Appointment[], asked: OpeningsAsked): Opening[] {
  const { site, date, minutes } = asked;
  if (!(minutes >= GRID_MINUTES)) return [];
  const found: Opening[] = [];
  const free = freeDay(practice, site, date, day, asked.held);
  const search = { ...ANY_SLOT, visitType: asked.visitType ?? '', minutes, notBefore: { date, minute: asked.from } };
  for (const { practitioner, retired } of practice.practitioners.values()) {
    if (retired || (asked.practitioner !== null && asked.practitioner !== practitioner)) continue;
    let from = 0;
    for (const start of minutesOf(startsFor(free, search, practitioner))) {
      if (start < from) continue;
      found.push({ practitioner, start });
      from = start + minutes;
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** How many days ahead a first opening is looked for. */
const DAYS_AHEAD = 90;

/** The first opening on or after a day; null when there is none for three months. */
export async function firstOpening(
  rows: Rows,
  asked: OpeningsAsked,
  now: Instant
): Promise<(Opening & { readonly date: LocalDate }) | null> {
  const practice = await rows.practice();
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const date = plusDays(asked.date, ahead);
    const from = ahead === 0 ? asked.from : 0;
    const [day, offers] = await Promise.all([rows.appointments(asked.site, date), rows.offers(asked.site, date)]);
    const [opening] = openingsOf(practice, day, { ...asked, date, from, held: heldTimes(offers, now) });
    if (opening) return { ...opening, date };
  }
  return null;
}
