import type { NewFact, Recorded } from '#domain/fact.ts';
import type { DeviceNo, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { CELL_MINUTES } from '#domain/scheduling/cells.ts';
import { freeCells, freeDay } from '#domain/scheduling/free-time.ts';
import { dealLeases, leasesOf } from '#domain/scheduling/lease.ts';
import { instantAt, plusDays, type LocalDate, type Minutes, type ZoneId } from '#domain/time.ts';

/** What a grant is worked out from. */
export interface GrantAsked {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly date: LocalDate;
  readonly appointments: readonly Appointment[];
  /** Of the day's document: what was granted before stands. */
  readonly facts: readonly Recorded[];
  /** Desks of the site that are not revoked. */
  readonly desks: readonly DeviceNo[];
}

/** Where no visit type says how long one takes. */
const USUAL_MINUTES = 20;

/**
 * The leases still to be granted for a day, as facts for its document [LEASE-5]: its free time that nobody holds, dealt among the desks. Good
 * until the day is over. Nothing where only one desk could hold them all: it alone books, and asks nobody.
 */
export function grantsFor({ practice, site, zone, date, appointments, facts, desks }: GrantAsked): readonly NewFact[] {
  const held = leasesOf(facts);
  // Dealt once: a desk that joins later has its share from the next day on.
  if (held.length > 0 || desks.length < 2) return [];
  const day = freeDay(practice, site, date, appointments, [], zone);
  const free = new Map(
    [...practice.practitioners.values()]
      .filter(({ retired }) => !retired)
      // Of no type: time that a template keeps for some types is promised with the server's knowledge only.
      .map(
        ({ practitioner }) => [practitioner, freeCells(day, { kind: 'practitioner', id: practitioner }, '')] as const
      )
  );
  const until = instantAt(plusDays(date, 1), 0, zone);
  const leases = dealLeases({ date, free, devices: desks, piece: pieceOf(practice), until });
  return leases.map((of) => ({ kind: 'lease/granted', of }));
}

/** The visit that is booked without much ado: the middle one of all types' lengths, on the grid. */
function pieceOf({ visitTypes }: Practice): Minutes {
  const lengths = [...visitTypes.values()].map(({ minutes }) => minutes).sort((a, b) => a - b);
  const middle = lengths[Math.floor(lengths.length / 2)] ?? USUAL_MINUTES;
  return Math.max(CELL_MINUTES, Math.ceil(middle / CELL_MINUTES) * CELL_MINUTES);
}
