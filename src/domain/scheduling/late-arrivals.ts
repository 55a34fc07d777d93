import { standing, type Fact, type Recorded } from '../fact.ts';
import type { DeviceNo } from '../ids.ts';
import { instantAt, minutesBetween, type Instant, type LocalDate, type Minutes, type ZoneId } from '../time.ts';
import { visitOf } from '../visit/visit-facts.ts';
import type { Visit } from '../visit/visit.ts';
import { isLive, type Appointment } from './appointment.ts';

/** A kiosk the server does not hear: what patients told it since is not known anywhere else. */
export interface SilentKiosk {
  readonly device: DeviceNo;
  /** What staff call it: `K2`. */
  readonly label: string;
  /** When it was last heard. */
  readonly since: Instant;
}

/** What the server's agent says in a day's document of the kiosks of its office, each time that one falls silent or is heard again. */
export type KioskFact =
  Fact<'kiosk/silent', SilentKiosk> | Fact<'kiosk/heard', { readonly device: DeviceNo; readonly at: Instant }>;

/** The kiosks of a day's office that are silent, as the last that was said of each has it; in order of their number. */
export function silentKiosks(facts: Iterable<Recorded>): readonly SilentKiosk[] {
  const silent = new Map<DeviceNo, SilentKiosk>();
  for (const recorded of standing(facts)) {
    const fact = recorded.fact as KioskFact; // other kinds are passed over
    if (fact.kind === 'kiosk/silent') silent.set(fact.of.device, fact.of);
    else if (fact.kind === 'kiosk/heard') silent.delete(fact.of.device);
  }
  return [...silent.values()].sort((a, b) => a.device - b.device);
}

/** Minutes after the start of a visit from which on it is asked whether the patient is missing. */
export const GRACE_MINUTES = 15;

/** Somebody who should be here. */
export interface LatePrompt {
  readonly appointment: Appointment;
  readonly minutesLate: Minutes;
  /** What may hold an arrival nobody here knows of: silent kiosks, and this desk itself while it is alone. Empty: all have reported later than the grace. */
  readonly waitsFor: readonly { readonly what: 'kiosk' | 'desk'; readonly label: string; readonly since: Instant }[];
}

export interface DayAtDesk {
  readonly date: LocalDate;
  readonly zone: ZoneId;
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  readonly silent: readonly SilentKiosk[];
  /** Since when this desk hears nothing of the server; null while it does. */
  readonly offlineSince: Instant | null;
  readonly now: Instant;
}

/**
 * Who was to be here a quarter of an hour ago and did not arrive, the latest first [MISS-1]. A prompt, never a status: what a kiosk or another desk knows may still
 * come, and `waitsFor` says from where [MISS-2].
 */
export function lateArrivals(day: DayAtDesk): readonly LatePrompt[] {
  const here = new Set(day.visits.map(({ visit }) => visit));
  return day.appointments
    .filter((one) => isLive(one) && !here.has(visitOf(one.appointment)))
    .flatMap((appointment): LatePrompt[] => {
      const start = instantAt(day.date, appointment.at.start, day.zone);
      const grace = start + GRACE_MINUTES * 60_000;
      if (day.now < grace) return [];
      const waitsFor: LatePrompt['waitsFor'][number][] = day.silent
        .filter(({ since }) => since < grace)
        .map(({ label, since }) => ({ what: 'kiosk', label, since }));
      if (day.offlineSince !== null && day.offlineSince < grace)
        waitsFor.push({ what: 'desk', label: '', since: day.offlineSince });
      return [{ appointment, minutesLate: minutesBetween(start, day.now), waitsFor }];
    })
    .sort((a, b) => b.minutesLate - a.minutesLate || (a.appointment.appointment < b.appointment.appointment ? -1 : 1));
}
