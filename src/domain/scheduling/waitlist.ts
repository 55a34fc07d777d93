import type { WaitlistEntry } from '../casework/case.ts';
import type { AppointmentId, PractitionerId, VisitTypeId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import {
  daysBetween,
  instantAt,
  localDateOf,
  weekdayOf,
  type Instant,
  type LocalDate,
  type MinuteOfDay,
  type Minutes,
  type ZoneId
} from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { CELL_MINUTES, minutesOf } from './cells.ts';
import { freeCells, freeDay } from './free-time.ts';
import { overlap, spanOf } from './grid.ts';
import { isHolding, type SlotOffer } from './slot-offer.ts';

/** A stretch of a provider's day that somebody gave back. */
export interface FreedTime {
  readonly date: LocalDate;
  readonly practitioner: PractitionerId;
  readonly start: MinuteOfDay;
  readonly minutes: Minutes;
  /** The appointment that was there. */
  readonly freed: AppointmentId;
}

/** Minutes before a visit from which on its time is no longer offered to anybody: nobody could come [WAIT-4]. */
export const LEAD_MINUTES = 30;
/** How long an offer holds its time. */
export const OFFER_MINUTES = 15;
/** How many patients one time is offered to at once: one by a call, three by what is written [WAIT-5]. */
export const PARALLEL = { phone: 1, sms: 3, email: 3, portal: 3, letter: 0, 'in-person': 1 } as const;

interface DayOfSite {
  readonly practice: Practice;
  readonly site: string;
  readonly date: LocalDate;
  readonly appointments: readonly Appointment[];
}

/**
 * What cancellations, no-shows, moves to other days left free in a day and is free still [WAIT-3]: of each the longest stretch in which its own
 * type fits, in order of time. Two appointments that stood in one place leave one.
 */
export function freedTimes(day: DayOfSite): readonly FreedTime[] {
  const gone = day.appointments.filter((one) => !isLive(one));
  if (gone.length === 0) return [];
  const free = freeDay(day.practice, day.site, day.date, day.appointments);
  const found: FreedTime[] = [];
  for (const { at, visitType, appointment } of gone.toSorted(byStart)) {
    const resource = { kind: 'practitioner', id: at.practitioner } as const;
    const { from, to } = spanOf(at);
    const run = longestRun(minutesOf(freeCells(free, resource, visitType)).filter((one) => from <= one && one < to));
    if (!run) continue;
    const freed = { date: day.date, practitioner: at.practitioner, ...run, freed: appointment };
    const isTold = found.some((one) => one.practitioner === freed.practitioner && overlap(spanOf(one), spanOf(freed)));
    if (!isTold) found.push(freed);
  }
  return found.sort((a, b) => a.start - b.start || (a.practitioner < b.practitioner ? -1 : 1));
}

function longestRun(cells: readonly MinuteOfDay[]): { start: MinuteOfDay; minutes: Minutes } | null {
  let best: { start: MinuteOfDay; minutes: Minutes } | null = null;
  let start = -1;
  for (const [i, minute] of cells.entries()) {
    if (i === 0 || cells[i - 1] !== minute - CELL_MINUTES) start = minute;
    const minutes = minute + CELL_MINUTES - start;
    if (!best || minutes > best.minutes) best = { start, minutes };
  }
  return best;
}

/** Somebody who could have a time, and as what. */
export interface WaitlistMatch {
  readonly entry: WaitlistEntry;
  readonly visitType: VisitTypeId;
  readonly minutes: Minutes;
  /** Whole days on the list. */
  readonly waitedDays: number;
}

export interface WaitlistState {
  readonly practice: Practice;
  readonly entries: readonly WaitlistEntry[];
  /** Offers of the time's day. */
  readonly offers: readonly SlotOffer[];
  readonly now: Instant;
  readonly zone: ZoneId;
}

/**
 * Who could have a freed time, whom to ask first [WAIT-4]: by priority, then by days of waiting, then those whom the fewest other times suit. Who
 * needs longer notice, was offered it before, or is being offered something just now is left out.
 */
export function matchesFor(time: FreedTime, state: WaitlistState): readonly WaitlistMatch[] {
  const { practice, now, zone } = state;
  const begins = instantAt(time.date, time.start, zone);
  const today = localDateOf(now, zone);
  if (begins - now < LEAD_MINUTES * 60_000) return [];
  return state.entries
    .flatMap((entry): WaitlistMatch[] => {
      const visitType = entry.visitTypes.find(
        (id) => (practice.visitTypes.get(id)?.minutes ?? Infinity) <= time.minutes
      );
      const minutes = visitType === undefined ? undefined : practice.visitTypes.get(visitType)?.minutes;
      if (visitType === undefined || minutes === undefined) return [];
      const isWanted =
        entry.closed === null &&
        (entry.expires === null || today <= entry.expires) &&
        entry.earliest <= time.date &&
        (entry.latest === null || time.date <= entry.latest) &&
        (entry.practitioners.length === 0 || entry.practitioners.includes(time.practitioner)) &&
        suits(entry, time, minutes) &&
        begins - now >= entry.noticeHours * 3_600_000 &&
        isSooner(entry, time) &&
        !wasAsked(entry, time, state);
      if (!isWanted) return [];
      const waitedDays = Math.max(0, daysBetween(localDateOf(entry.since, zone), today));
      return [{ entry, visitType, minutes, waitedDays }];
    })
    .sort(
      (a, b) =>
        a.entry.priority - b.entry.priority ||
        b.waitedDays - a.waitedDays ||
        flexibility(a.entry) - flexibility(b.entry) ||
        a.entry.since - b.entry.since ||
        (a.entry.case < b.entry.case ? -1 : 1)
    );
}

/** Within the hours the patient said they can come. */
function suits({ times }: WaitlistEntry, { date, start }: FreedTime, minutes: Minutes): boolean {
  if (times.length === 0) return true;
  const day = weekdayOf(date);
  return times.some(({ weekday, from, to }) => weekday === day && from <= start && start + minutes <= to);
}

/** A booking is only given up for no later day, and never for its own time. */
function isSooner({ frees }: WaitlistEntry, { date, freed }: FreedTime): boolean {
  return !frees || (date <= frees.date && frees.appointment !== freed);
}

/** Offered this time before, or being offered any now. */
function wasAsked(entry: WaitlistEntry, time: FreedTime, { offers, now }: WaitlistState): boolean {
  const isBusy = entry.offers.some(({ outcome, until }) => outcome === null && now < until);
  const span = spanOf(time);
  return (
    isBusy ||
    offers.some(
      (offer) =>
        offer.case === entry.case &&
        offer.at.practitioner === time.practitioner &&
        overlap(spanOf(offer.at), span) &&
        (offer.outcome !== 'withdrawn' || isHolding(offer, now))
    )
  );
}

/** How much of the week, and how many providers, an entry leaves open: hours × providers. */
function flexibility({ times, practitioners }: WaitlistEntry): number {
  const week = times.reduce((sum, { from, to }) => sum + (to - from), 0) || 7 * 1440;
  return week * (practitioners.length || 100);
}

function byStart(a: Appointment, b: Appointment): number {
  return a.at.start - b.at.start || (a.appointment < b.appointment ? -1 : 1);
}
