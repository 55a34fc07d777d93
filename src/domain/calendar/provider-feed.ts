import type { PractitionerId, SiteId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import type { Appointment } from '../scheduling/appointment.ts';
import { isFor, stretchesOf, TAKES_TIME } from '../scheduling/blocks.ts';
import { instantOf, type Instant, type LocalDate, type Stamp, type ZoneId } from '../time.ts';
import { escaped, folded } from './content-lines.ts';
import { wallText, zoneLines } from './zone-description.ts';

/** What of a patient a calendar outside shows. Initials are the least by which a provider knows whom they see [ICS-2]. */
export type FeedShows = 'initials' | 'names';

/** An appointment with what a calendar needs to know of its history. */
export interface FeedAppointment {
  readonly date: LocalDate;
  readonly appointment: Appointment;
  /** How many facts there are about it: it only grows, so that a calendar knows which of two versions is the newer. */
  readonly facts: number;
  readonly changedAt: Stamp;
}

export interface FeedAsked {
  readonly practice: Practice;
  readonly practitioner: PractitionerId;
  readonly site: SiteId;
  readonly shows: FeedShows;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly appointments: readonly FeedAppointment[];
}

/**
 * A provider's appointments and other time at one office as a calendar (RFC 5545) [ICS-3]. Each keeps its UID for ever; what changes has
 * a higher SEQUENCE; what was called off is there as cancelled, or calendars would keep it.
 */
export function providerFeed(asked: FeedAsked): string {
  const { practice, practitioner, site, from, to, appointments } = asked;
  const zone = practice.sites.get(site)?.zone ?? 'UTC';
  const called = practice.practitioners.get(practitioner)?.called ?? '';
  const mine = appointments
    .filter(({ appointment }) => appointment.at.practitioner === practitioner)
    .toSorted((a, b) => order(a, b));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Anteroom//Provider feed//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(called)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...zoneLines(zone, from, to),
    ...mine.flatMap((one) => visitLines(one, asked, zone)),
    ...blockLines(asked, zone),
    'END:VCALENDAR'
  ];
  return lines.map(folded).join('');
}

function order(a: FeedAppointment, b: FeedAppointment): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return (
    a.appointment.at.start - b.appointment.at.start || (a.appointment.appointment < b.appointment.appointment ? -1 : 1)
  );
}

function visitLines(
  { date, appointment, facts, changedAt }: FeedAppointment,
  { practice, site, shows }: FeedAsked,
  zone: ZoneId
): readonly string[] {
  const { at, status, label, visitType } = appointment;
  const type = practice.visitTypes.get(visitType)?.name ?? '';
  const name = `${label.given} ${label.family}`.trim();
  const summary = shows === 'names' ? [name, type].filter(Boolean).join(', ') : initialsOf(name);
  return [
    'BEGIN:VEVENT',
    `UID:${appointment.appointment}@anteroom`,
    `DTSTAMP:${utcText(instantOf(changedAt))}`,
    `SEQUENCE:${facts - 1}`,
    `DTSTART;TZID=${zone}:${wallText(date, at.start)}`,
    `DTEND;TZID=${zone}:${wallText(date, at.start + at.minutes)}`,
    `SUMMARY:${escaped(summary)}`,
    `LOCATION:${escaped(practice.sites.get(site)?.name ?? '')}`,
    `STATUS:${status === 'booked' ? 'CONFIRMED' : 'CANCELLED'}`,
    `TRANSP:${status === 'booked' ? 'OPAQUE' : 'TRANSPARENT'}`,
    'CLASS:PRIVATE',
    'END:VEVENT'
  ];
}

/** Leave, meetings and the like: no patient is in them. Each instance stands by itself, as our rules may say more than a calendar reads. */
function blockLines({ practice, practitioner, site, from, to }: FeedAsked, zone: ZoneId): readonly string[] {
  return [...practice.plan.blocks.values()]
    .filter((block) => block.kind !== 'template' && isFor(block, { kind: 'practitioner', id: practitioner }, site))
    .flatMap((block) => stretchesOf(block, from, to).map((one) => ({ block, ...one })))
    .flatMap(({ block, instance, at }) => [
      'BEGIN:VEVENT',
      `UID:${block.block}-${instance}@anteroom`,
      'DTSTAMP:19700101T000000Z',
      `DTSTART;TZID=${zone}:${wallText(at.date, at.start)}`,
      `DTEND;TZID=${zone}:${wallText(at.date, at.start + at.minutes)}`,
      `SUMMARY:${escaped(block.title || block.kind)}`,
      `TRANSP:${TAKES_TIME[block.kind] ? 'OPAQUE' : 'TRANSPARENT'}`,
      'END:VEVENT'
    ]);
}

/** `Ann B. Rook` is `ABR`; three at most, so that they stay initials. */
function initialsOf(name: string): string {
  const letters = name.split(/[\s-]+/).map((word) => [...word].find((letter) => /\p{L}/u.test(letter)) ?? '');
  const [first = '', ...rest] = letters.filter(Boolean);
  const last = rest.at(-1) ?? '';
  return `${first}${rest.length > 1 ? (rest[0] ?? '') : ''}${last}`.toUpperCase() || 'Visit';
}

function utcText(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
