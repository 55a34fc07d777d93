import type { PatientId, RoomId, SiteId, VisitId } from '#domain/ids.ts';
import { flagsTogether, type PatientFlag } from '#domain/patient/flags.ts';
import type { Instant, LocalDate, Minutes } from '#domain/time.ts';
import type { OpenNeed } from '#domain/visit/needs.ts';
import { NOTHING_SAID, roomStanding, type RoomStanding } from '#domain/visit/room.ts';
import type { BlockReason } from '#domain/visit/visit-facts.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';
import type { Rows } from '#station/rows.ts';

/** Who is in a room, as the tablet on its wall shows it: two identifiers, and what for. */
export interface Occupant {
  readonly visit: VisitId;
  readonly patient: PatientId | null;
  readonly ticket: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: LocalDate | null;
  /** The visit's type and the booking's note: `Established · knee`. */
  readonly reason: string;
  readonly state: VisitState;
  /** When the present state began. */
  readonly since: Instant;
  /** What whoever comes in has to know of them [FLAG-3]. */
  readonly flags: readonly PatientFlag[];
  /** What is called for, and since when [ROOM-10]. */
  readonly needs: readonly OpenNeed[];
}

/** A room as its tablet shows it. Who comes next is not here: a door is no place for it [ROOM-2]. */
export interface RoomNow {
  readonly name: string;
  readonly state: RoomStanding['state'];
  readonly since: Instant | null;
  /** Since when the turnover runs; null while it does not [ROOM-11]. */
  readonly leftAt: Instant | null;
  /** From when on that is too long, as the practice has set it. */
  readonly longTurnover: Minutes;
  readonly blockedFor: BlockReason | null;
  /** Who is in it; null when nobody is. */
  readonly occupant: Occupant | null;
  /** The ticket of who has just left, while nobody has said that the room is free. */
  readonly lastTicket: string | null;
  /** Tickets of others shown in this room too [ROOM-6]. */
  readonly alsoHere: readonly string[];
}

/** Null when the room is none of this practice's any more. */
export async function roomNow(rows: Rows, site: SiteId, date: LocalDate, room: RoomId): Promise<RoomNow | null> {
  const [practice, standing] = await Promise.all([rows.practice(), standingOf(rows, site, date, room)]);
  const place = practice.rooms.get(room);
  if (!place) return null;

  const { state, visit, others, since, leftAt, blockedFor } = standing;
  const isTaken = state === 'taken' && visit !== null;
  return {
    name: place.name,
    state,
    since,
    leftAt,
    longTurnover: practice.flow.longTurnover,
    blockedFor,
    occupant: isTaken ? await occupantOf(visit, rows, await reasonOf(rows, site, date, visit)) : null,
    lastTicket: !isTaken && visit ? visit.ticket : null,
    alsoHere: others.map(({ ticket }) => ticket)
  };
}

export async function standingOf(rows: Rows, site: SiteId, date: LocalDate, room: RoomId): Promise<RoomStanding> {
  const [visits, uses] = await Promise.all([rows.visits(site, date), rows.rooms(site, date)]);
  return roomStanding(visits, room, uses.find((use) => use.room === room) ?? NOTHING_SAID);
}

async function occupantOf(of: Visit, rows: Rows, reason: string): Promise<Occupant> {
  const { visit, patient, ticket, label, state, since, needs } = of;
  const record = patient === null ? undefined : await rows.patient(patient);
  return { ...label, visit, patient, ticket, state, since, needs, reason, flags: flagsTogether(record, of) };
}

async function reasonOf(rows: Rows, site: SiteId, date: LocalDate, visit: Visit): Promise<string> {
  if (!visit.appointment) return 'Walk-in';
  const [practice, appointment] = await Promise.all([rows.practice(), rows.appointment(site, date, visit.appointment)]);
  const type = appointment && practice.visitTypes.get(appointment.visitType)?.name;
  return [type, appointment?.note].filter(Boolean).join(' · ');
}
