import type { WaitlistEntry } from '#domain/casework/case.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { OfferClash } from '#domain/scheduling/slot-offer.ts';
import { localDateOf, minutesBetween, type Instant, type LocalDate, type ZoneId } from '#domain/time.ts';
import { clockText, counted, dayText, nameText } from '#ui/format.ts';
import type { DatedOffer, OpenTime } from './waitlist-state.svelte.ts';
import type { WorkLine } from './WorkRows.svelte';
import { CHANNEL_WORDS, daysText, OFFER_WORDS, timesText } from './work-words.ts';

/** One time two desks offered to two patients [WAIT-7]. */
export function clashLines(
  clashes: readonly { readonly date: LocalDate; readonly clash: OfferClash }[],
  practice: Practice
): readonly WorkLine[] {
  return clashes.map(({ date, clash: { stands, yields } }) => ({
    key: `clash ${yields.offer}`,
    lead: `${dayText(date).replace(/^\w+, /, '')} ${clockText(yields.at.start)}`,
    label: yields.label,
    what: called(practice, yields.at.practitioner),
    more: `${nameText(stands.label)} was asked first`,
    status: { hue: 'trouble', word: 'offered twice' },
    act: 'Take back'
  }));
}

export function offerLines(offers: readonly DatedOffer[], practice: Practice, now: Instant): readonly WorkLine[] {
  return offers.map(({ date, offer }) => ({
    key: `offer ${offer.offer}`,
    lead: clockText(offer.at.start),
    label: offer.label,
    what: `${dayText(date)}, ${called(practice, offer.at.practitioner)}`,
    more: practice.visitTypes.get(offer.visitType)?.name ?? '',
    status: { hue: 'waiting', word: `${Math.max(1, minutesBetween(now, offer.until))} min left` },
    act: 'Answer'
  }));
}

export function timeLines(times: readonly OpenTime[], practice: Practice): readonly WorkLine[] {
  return times.map(({ key, time, matches, running }) => ({
    key: `time ${key}`,
    lead: clockText(time.start),
    label: null,
    what: `${dayText(time.date)}, ${called(practice, time.practitioner)}, ${time.minutes} min`,
    more: matches[0] ? `first: ${nameText(matches[0].entry.label)}` : '',
    status:
      running.length > 0
        ? { hue: 'waiting', word: 'being offered' }
        : { hue: 'active', word: counted(matches.length, 'fits', 'fit') },
    act: running.length > 0 ? null : 'Offer'
  }));
}

/** Who waits, the most pressing first, then the longest waiting. */
export function entryLines(
  entries: readonly WaitlistEntry[],
  practice: Practice,
  today: LocalDate,
  zone: ZoneId
): readonly WorkLine[] {
  return entries
    .toSorted((a, b) => a.priority - b.priority || a.since - b.since)
    .map((entry) => {
      const types = entry.visitTypes.map((id) => practice.visitTypes.get(id)?.name ?? '').join(', ');
      const providers = entry.practitioners.map((id) => called(practice, id)).join(', ');
      const times = timesText(entry.times) || 'any time';
      return {
        key: `entry ${entry.case}`,
        lead: daysText(daysSince(entry.since, today, zone)),
        label: entry.label,
        what: providers ? `${types}, ${providers}` : types,
        more: entry.frees ? `sooner than ${dayText(entry.frees.date)}; ${times}` : times,
        status: statusOf(entry, today),
        act: null
      };
    });
}

function statusOf(entry: WaitlistEntry, today: LocalDate): WorkLine['status'] {
  const last = entry.offers.at(-1);
  if (entry.torn.length > 0) return { hue: 'trouble', word: 'booked twice' };
  if (entry.expires !== null && entry.expires < today) return { hue: 'trouble', word: 'time is over' };
  if (last?.outcome) return { hue: 'expected', word: OFFER_WORDS[last.outcome] };
  if (entry.priority === 1) return { hue: 'waiting', word: 'soonest' };
  return { hue: 'expected', word: CHANNEL_WORDS[entry.channel].toLowerCase() };
}

const called = (practice: Practice, id: string): string => practice.practitioners.get(id)?.called ?? '';

export function daysSince(since: Instant, today: LocalDate, zone: ZoneId): number {
  return Math.round((Date.parse(today) - Date.parse(localDateOf(since, zone))) / 86_400_000);
}
