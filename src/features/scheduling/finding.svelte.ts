import type { SiteId } from '#domain/ids.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { findSlots, thirdNextAvailable } from '#domain/scheduling/find-slots.ts';
import { freeDay, type FreeDay } from '#domain/scheduling/free-time.ts';
import { providerSpans } from '#domain/scheduling/occupations.ts';
import { findPairs, type FoundPair } from '#domain/scheduling/pair-slots.ts';
import { heldTimes, type HeldTime, type SlotOffer } from '#domain/scheduling/slot-offer.ts';
import type { FoundSlot } from '#domain/scheduling/slot-search.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { localDateOf, minuteOfDayOf, plusDays, type Instant, type LocalDate } from '#domain/time.ts';
import { live, liveNow } from '#station/live.svelte.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import type { BookingInHand } from './booking.svelte.ts';
import { findTrouble, newFindForm, searchFrom, type FindForm } from './find-form.ts';
import { knownOf, NOBODY, type Known } from './find-known.ts';
import { NO_PAYER, type PayerForm } from './payer-form.ts';

/** How far ahead is looked, and how many days are read at a time: the first are shown while the rest are read. */
const PER_READ = 15;
const CHUNKS = 6;

/** A search for a time, and what it finds [FIND-6]; it follows what other desks book. */
export interface Finding {
  /** Null while none is open, or the booking it led to is. */
  readonly search: FindForm | null;
  /** What is known of the patient the time is for. */
  readonly known: Known;
  readonly slots: readonly FoundSlot[];
  readonly pairs: readonly FoundPair[];
  /** Third next available. */
  readonly third: FoundSlot | null;
  /** All days have been read. */
  readonly complete: boolean;
  begin(from: LocalDate): void;
  change(form: FindForm): void;
  /** Takes a place into the booking, and shows its day. */
  choose(
    slot: Pick<FoundSlot, 'date' | 'practitioner' | 'start' | 'minutes'> & Partial<FoundSlot>,
    visitType: string
  ): void;
  close(): void;
}

/** Some days of one office. */
interface DaysRead {
  readonly site: SiteId;
  readonly visits: readonly (readonly Appointment[])[];
  readonly offers: readonly (readonly SlotOffer[])[];
}

export function createFinding(
  station: Station,
  booking: BookingInHand,
  go: (date: LocalDate, site: SiteId) => void
): Finding {
  let form = $state.raw<FindForm | null>(null);
  let read = $state.raw<readonly (readonly DaysRead[] | undefined)[]>([]);
  let chosen = $state(false);
  const { site } = station.device;
  // An offer that is over gives its time back.
  const clock = liveNow(station, 30_000);
  const practice = live(station, () => (rows) => rows.practice());
  const open = $derived(form !== null);
  const first = $derived(form?.from ?? '');
  const sites = $derived([...(practice.value?.sites.keys() ?? [site])].join(' '));

  $effect(() => {
    if (!open || first === '') return;
    const from = first;
    const offices = sites.split(' ');
    read = [];
    const stops = Array.from({ length: CHUNKS }, (_, chunk) => {
      const dates = Array.from({ length: PER_READ }, (__, i) => plusDays(from, chunk * PER_READ + i));
      return station.watch(
        (rows) => Promise.all(offices.map((office) => daysRead(rows, office, dates))),
        (days) => (read = Array.from({ length: CHUNKS }, (__, i) => (i === chunk ? days : read[i])))
      );
    });
    return () => stops.forEach((stop) => stop());
  });

  const patient = $derived(booking.form?.patient?.patient ?? null);
  const known = live(station, () => {
    const who = patient;
    const today = station.today();
    return (rows) => (who === null ? Promise.resolve(NOBODY) : knownOf(rows, who, today));
  });
  const days = $derived.by(() =>
    practice.value && form
      ? daysOf(practice.value, first, read, clock.value).filter((day) => form?.site === '' || day.site === form?.site)
      : []
  );
  const asked = $derived.by(() => {
    if (!form || !practice.value || findTrouble(form) !== null) return null;
    const now = station.now();
    const at = { date: localDateOf(now, station.zone), minute: minuteOfDayOf(now, station.zone) };
    return searchFrom(form, practice.value, site, known.value ?? NOBODY, at);
  });
  const second = $derived(form?.second ?? '');
  const most = $derived(Number(form?.most ?? '12'));
  const slots = $derived(asked && second === '' ? findSlots(days, asked, most) : []);
  const pairs = $derived(
    asked && second !== ''
      ? findPairs(days, [asked, { ...asked, visitType: second, minutes: null, lastVisit: null }], 60, most)
      : []
  );
  const third = $derived(asked ? thirdNextAvailable(days, asked) : null);

  return {
    get search() {
      // A pair is booked one after the other: between the two the search comes back.
      return form !== null && chosen && booking.form !== null ? null : form;
    },
    get known() {
      return known.value ?? NOBODY;
    },
    get slots() {
      return slots;
    },
    get pairs() {
      return pairs;
    },
    get third() {
      return third;
    },
    get complete() {
      return read.length === CHUNKS && read.every((chunk) => chunk !== undefined);
    },
    begin(from) {
      const { visitType = '', minutes = '', practitioner = '' } = booking.form ?? {};
      const type = practice.value?.visitTypes.get(visitType) ?? [...(practice.value?.visitTypes.values() ?? [])][0];
      const today = station.today();
      chosen = false;
      form = newFindForm({
        visitType: type?.visitType ?? visitType,
        minutes: minutes || String(type?.minutes ?? ''),
        practitioners: practitioner === '' ? [] : [practitioner],
        from: from < today ? today : from,
        site
      });
    },
    change: (next) => (form = next),
    choose(slot, visitType) {
      chosen = true;
      const keeps = second !== '';
      const { practitioner, start, minutes, segments, site: office = site } = slot;
      go(slot.date, office);
      const details = segments && segments.length > 0 ? { details: { segments } } : {};
      const payer = payerFrom(known.value ?? NOBODY, form?.authorization ?? '');
      booking.begin({ practitioner, start, minutes, visitType, site: office, ...details, ...payer });
      if (!keeps) form = null;
    },
    close() {
      form = null;
      chosen = false;
    }
  };
}

/** The authorization that was looked within goes into the booking, as the last booking of it had it. */
function payerFrom({ authorizations }: Known, number: string): { payer?: PayerForm } {
  const one = authorizations.find((known) => known.number === number);
  if (!one) return {};
  const units = one.units === null ? '' : String(one.units);
  return { payer: { ...NO_PAYER, number, from: one.from, to: one.to, units } };
}

async function daysRead(rows: Rows, site: SiteId, dates: readonly LocalDate[]): Promise<DaysRead> {
  const [visits, offers] = await Promise.all([
    Promise.all(dates.map((date) => rows.appointments(site, date))),
    Promise.all(dates.map((date) => rows.offers(site, date)))
  ]);
  return { site, visits, offers };
}

/** Days made ready once for what was read of them. */
const ready = new WeakMap<Practice, WeakMap<readonly DaysRead[], FreeDay[]>>();

/** Day by day, and within a day office by office. */
function daysOf(
  practice: Practice,
  first: LocalDate,
  read: readonly (readonly DaysRead[] | undefined)[],
  now: Instant
): FreeDay[] {
  const known = ready.get(practice) ?? new WeakMap<readonly DaysRead[], FreeDay[]>();
  ready.set(practice, known);
  const days: FreeDay[] = [];
  // In order: a later stretch that was read before an earlier one would look like the soonest.
  for (const [chunk, offices] of read.entries()) {
    if (!offices) break;
    const dates = Array.from({ length: PER_READ }, (_, i) => plusDays(first, chunk * PER_READ + i));
    const dayAt = (office: DaysRead, i: number, held: readonly HeldTime[]): FreeDay => {
      const taken = [...held, ...atOthers(offices, office, i)];
      return freeDay(practice, office.site, dates[i] ?? first, office.visits[i] ?? [], taken);
    };
    const each = dates.flatMap((_, i) => offices.map((office) => ({ office, i })));
    const made = known.get(offices) ?? each.map(({ office, i }) => dayAt(office, i, []));
    known.set(offices, made);
    // The few days with an offer that is open are made anew as time goes on.
    days.push(
      ...made.map((day, at) => {
        const { office, i } = each[at] ?? { office: undefined, i: 0 };
        const held = office ? heldTimes(office.offers[i] ?? [], now) : [];
        return office && held.length > 0 ? dayAt(office, i, held) : day;
      })
    );
  }
  return days;
}

/** Whom another office has at that time is not free here [FIND-9]. Offices of one practice mostly go by one clock; where they do not, it is by each one's own. */
function atOthers(
  offices: readonly DaysRead[],
  here: DaysRead,
  day: number
): Pick<HeldTime, 'practitioner' | 'span'>[] {
  return offices
    .filter(({ site }) => site !== here.site)
    .flatMap(({ visits }) => visits[day] ?? [])
    .filter(isLive)
    .flatMap((visit) => providerSpans(visit).map((span) => ({ practitioner: visit.at.practitioner, span })));
}
