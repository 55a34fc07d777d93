import { standing, type Fact, type Recorded } from '../fact.ts';
import type { AppointmentId, UserId } from '../ids.ts';
import { instantOf, type Instant, type MinuteOfDay } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { spanOf, type Span } from './grid.ts';
import { grouped } from './grouped.ts';
import { otherParts, resourceKey } from './occupations.ts';

/**
 * Whose day one page of a day sheet is: `provider:p-kim`, a resource's key (`room:r-1`, `site:main`, or `practitioner:…` for a provider who is needed
 * in others' visits), or `none` for visits that need no room.
 */
export type SheetPage = string;

/** One visit as it stands on paper: where in the day, and what stands beside the time, as a digest. No word of a patient is in it [SHEET-1]. */
export interface SheetLine {
  readonly appointment: AppointmentId;
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
  readonly says: string;
}

/** One page as it was printed. */
export interface SheetPrint {
  readonly page: SheetPage;
  /** Stands on the paper. Two desks that print at once, apart, may give one number twice; the sheet says which desk. */
  readonly version: number;
  /** With names, birth dates and notes on it. */
  readonly names: boolean;
  /** Only what changed since that version is on this paper; what had been on the earlier ones is in `lines` all the same. */
  readonly since?: number;
  readonly lines: readonly SheetLine[];
}

/** In the document of the day: what hangs on a wall is every desk's business [SHEET-1]. */
export type SheetFact = Fact<'day-sheet/printed', SheetPrint>;

/** A page's last print, and who made it when. */
export interface PrintedSheet extends SheetPrint {
  readonly at: Instant;
  readonly by: UserId;
}

/** The last print of each page of a day, in the order of the pages; its version is the highest that was given. */
export function printedSheets(facts: Iterable<Recorded>): readonly PrintedSheet[] {
  const last = new Map<SheetPage, PrintedSheet>();
  for (const { fact: recorded } of standing(facts)) {
    const fact = recorded as SheetFact; // other kinds are passed over
    if (fact.kind !== 'day-sheet/printed') continue;
    const version = Math.max(fact.of.version, last.get(fact.of.page)?.version ?? 0);
    last.set(fact.of.page, { ...fact.of, version, at: instantOf(fact.at), by: fact.by });
  }
  return [...last.values()].sort((a, b) => (a.page < b.page ? -1 : 1));
}

/** The visits that stand on a page as the day is now, in order of time; only those that hold their time. */
export function linesOf(page: SheetPage, appointments: readonly Appointment[], names: boolean): readonly SheetLine[] {
  return appointments
    .filter(isLive)
    .flatMap((one) =>
      spansOn(page, one).map((span) => ({ appointment: one.appointment, ...span, says: digestOf(said(one, names)) }))
    )
    .sort((a, b) => a.from - b.from || (a.appointment < b.appointment ? -1 : 1));
}

/** Where a visit stands on a page: once, as often as it needs that room, or not at all. */
function spansOn(page: SheetPage, appointment: Appointment): readonly Span[] {
  if (page === `provider:${appointment.at.practitioner}` || page.startsWith('site:')) return [spanOf(appointment.at)];
  const parts = otherParts(appointment);
  if (page === 'none') return parts.length === 0 ? [spanOf(appointment.at)] : [];
  return parts.filter(({ resource }) => resourceKey(resource) === page).map(({ span }) => span);
}

/** What stands beside the time. How far the visit has come is not the schedule's: who has arrived changes no paper. */
function said({ at, visitType, segments = [], label, note }: Appointment, names: boolean): string {
  const bare = [at.practitioner, visitType, segments];
  return JSON.stringify(names ? [...bare, label.family, label.given, label.birthDate, note] : bare);
}

/** Two FNV-1a hashes of a text, from either end: tells versions of one line apart and is no secret. */
function digestOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x811c9dc5];
  for (let i = 0; i < text.length; i += 1) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return [a, b].map((half) => (half >>> 0).toString(36)).join('-');
}

/** What the paper does not say of one visit: it is new on the page, at another time, no more there, or something else about it changed. */
export interface SheetChange {
  readonly appointment: AppointmentId;
  readonly what: 'added' | 'moved' | 'gone' | 'changed';
  /** Where it stands on paper; empty for what was added. */
  readonly was: readonly Span[];
  /** Where it stands now; empty for what is gone. */
  readonly now: readonly Span[];
}

/** Exactly the visits that stand otherwise on a page now than when it was printed, in order of time [SHEET-2]. */
export function changesSince(print: SheetPrint, appointments: readonly Appointment[]): readonly SheetChange[] {
  const before = grouped(print.lines, ({ appointment }) => appointment);
  const after = grouped(linesOf(print.page, appointments, print.names), ({ appointment }) => appointment);
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((appointment): SheetChange[] => {
    const [was, now] = [before.get(appointment) ?? [], after.get(appointment) ?? []];
    const what = changeOf(was, now);
    return what ? [{ appointment, what, was: was.map(spanOnly), now: now.map(spanOnly) }] : [];
  });
  return changes.sort((a, b) => startOf(a) - startOf(b) || (a.appointment < b.appointment ? -1 : 1));
}

function changeOf(was: readonly SheetLine[], now: readonly SheetLine[]): SheetChange['what'] | null {
  if (was.length === 0) return 'added';
  if (now.length === 0) return 'gone';
  const isSamePlace =
    was.length === now.length && was.every(({ from, to }, i) => now[i]?.from === from && now[i].to === to);
  if (!isSamePlace) return 'moved';
  return was.every(({ says }, i) => now[i]?.says === says) ? null : 'changed';
}

const spanOnly = ({ from, to }: SheetLine): Span => ({ from, to });
const startOf = ({ was, now }: SheetChange): MinuteOfDay => (now[0] ?? was[0])?.from ?? 0;
