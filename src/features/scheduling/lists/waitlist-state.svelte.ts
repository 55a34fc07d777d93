import type { WaitlistEntry } from '#domain/casework/case.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { isHolding, offerClashes, type OfferClash, type SlotOffer } from '#domain/scheduling/slot-offer.ts';
import { freedTimes, matchesFor, type FreedTime, type WaitlistMatch } from '#domain/scheduling/waitlist.ts';
import { localDateOf, plusDays, type Instant, type LocalDate } from '#domain/time.ts';
import { live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';

/** A freed time with who could have it. */
export interface OpenTime {
  readonly key: string;
  readonly time: FreedTime;
  readonly matches: readonly WaitlistMatch[];
  /** Offers of this time that still hold. */
  readonly running: readonly SlotOffer[];
}

export interface DatedOffer {
  readonly date: LocalDate;
  readonly offer: SlotOffer;
}

/** The waitlist as it is now, followed for as long as the calling component lives. */
export interface WaitlistNow {
  readonly practice: Practice | undefined;
  /** Undefined until the first answer; of this office. */
  readonly entries: readonly WaitlistEntry[] | undefined;
  readonly times: readonly OpenTime[];
  readonly offers: readonly DatedOffer[];
  readonly clashes: readonly { readonly date: LocalDate; readonly clash: OfferClash }[];
}

/** Cancelled times are looked for so far ahead. */
const DAYS = 14;

interface DayNow {
  readonly date: LocalDate;
  readonly appointments: readonly Appointment[];
  readonly offers: readonly SlotOffer[];
}

/** @param now the wall clock, followed */
export function liveWaitlist(station: Station, now: () => Instant): WaitlistNow {
  const { site } = station.device;
  const today = $derived(localDateOf(now(), station.zone));
  const practice = live(station, () => (rows) => rows.practice());
  const entries = live(station, () => async (rows) => {
    const open = await rows.cases('waitlist');
    return open.filter((one): one is WaitlistEntry => one.kind === 'waitlist' && one.site === site);
  });
  const days = live(station, () => {
    const dates = Array.from({ length: DAYS }, (_, i) => plusDays(today, i));
    return (rows) =>
      Promise.all(
        dates.map(async (date): Promise<DayNow> => {
          const [appointments, offers] = await Promise.all([rows.appointments(site, date), rows.offers(site, date)]);
          return { date, appointments, offers };
        })
      );
  });
  const freed = $derived.by(() => {
    const known = practice.value;
    if (!known) return [];
    return (days.value ?? []).flatMap(({ date, appointments, offers }) =>
      freedTimes({ practice: known, site, date, appointments }).map((time) => ({ time, offers }))
    );
  });
  const times = $derived.by(() => {
    const known = practice.value;
    const waiting = entries.value;
    if (!known || !waiting) return [];
    return freed.flatMap(({ time, offers }): OpenTime[] => {
      const key = `${time.date} ${time.practitioner} ${time.start}`;
      const state = { practice: known, entries: waiting, offers, now: now(), zone: station.zone };
      const matches = matchesFor(time, state);
      const running = offers.filter(
        (one) => isHolding(one, now()) && one.at.practitioner === time.practitioner && one.at.start === time.start
      );
      return matches.length > 0 || running.length > 0 ? [{ key, time, matches, running }] : [];
    });
  });
  const offers = $derived(
    (days.value ?? []).flatMap(({ date, offers: made }) =>
      made.filter((one) => isHolding(one, now())).map((offer) => ({ date, offer }))
    )
  );
  const clashes = $derived(
    (days.value ?? []).flatMap(({ date, offers: made }) => offerClashes(made, now()).map((clash) => ({ date, clash })))
  );
  return {
    get practice() {
      return practice.value;
    },
    get entries() {
      return entries.value;
    },
    get times() {
      return times;
    },
    get offers() {
      return offers;
    },
    get clashes() {
      return clashes;
    }
  };
}
