import { standing, type Recorded } from '../fact.ts';
import { deviceOf, type AppointmentId, type Brand, type ClientId, type DeviceNo, type PractitionerId } from '../ids.ts';
import type { Instant, LocalDate, Minutes, Stamp } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import type { Placement } from './appointment-facts.ts';
import { CELL_MINUTES, minutesOf, type Cells } from './cells.ts';
import { overlap, spanOf, type Span } from './grid.ts';

export type LeaseId = Brand<string, 'LeaseId'>;

/** A desk's right to promise a stretch of a provider's day while nobody else can be asked (escrow). */
export interface Lease {
  readonly lease: LeaseId;
  readonly device: DeviceNo;
  readonly practitioner: PractitionerId;
  readonly date: LocalDate;
  readonly span: Span;
  /** By the server's clock. */
  readonly until: Instant;
}

/**
 * The leases of a day, from its document: all that were granted, each once, in order of their facts. Of two that overlap (a server that was
 * restored dealt again) the one granted first counts, the other is left out [LEASE-3].
 */
export function leasesOf(facts: Iterable<Recorded>): readonly Lease[] {
  const leases: Lease[] = [];
  for (const { fact } of standing(facts)) {
    if (fact.kind !== 'lease/granted') continue;
    const lease = fact.of as Lease; // its schema says so
    const isTaken = leases.some(
      (other) => other.practitioner === lease.practitioner && overlap(other.span, lease.span)
    );
    if (!isTaken) leases.push(lease);
  }
  return leases;
}

/** Every fifth piece stays for whoever asks the server. */
const COMMON_EVERY = 5;
const NOON = 720;

/** What a share of a day is dealt from. */
export interface ToDeal {
  readonly date: LocalDate;
  /** The free cells of each provider. */
  readonly free: ReadonlyMap<PractitionerId, Cells>;
  readonly devices: readonly DeviceNo[];
  /** Length of a piece, minutes: the visit that is booked most. */
  readonly piece: Minutes;
  readonly until: Instant;
}

/**
 * Deals a day's free time among the desks [LEASE-1]: by provider and half-day, piece after piece round the desks, every fifth piece to
 * nobody. The same for the same day and desks. Pieces of one desk that touch are one lease.
 */
export function dealLeases({ date, free, devices, piece, until }: ToDeal): readonly Lease[] {
  if (devices.length === 0 || piece < CELL_MINUTES) return [];
  const desks = [...devices].sort((a, b) => a - b);
  const leases: Lease[] = [];
  for (const [turn, [practitioner, cells]] of [...free].sort(byId).entries()) {
    for (const half of [0, 1] as const) {
      const pieces = piecesIn(cells, piece, half);
      // Another desk begins at each provider and half, so that nobody has all the early times.
      const dealt = pieces.map((span, i) => ({
        span,
        device: i % COMMON_EVERY === COMMON_EVERY - 1 ? null : (desks[(i + turn + half) % desks.length] ?? null)
      }));
      for (const { span, device } of joined(dealt)) {
        if (device === null) continue;
        const lease = `${date}.${practitioner}.${span.from}.${device}`;
        leases.push({ lease, device, practitioner, date, span, until });
      }
    }
  }
  return leases;
}

/** Whole pieces end to end in each free stretch of half a day. */
function piecesIn(cells: Cells, piece: Minutes, half: 0 | 1): Span[] {
  const pieces: Span[] = [];
  let from = -1;
  let to = -1;
  for (const minute of minutesOf(cells).filter((at) => at < NOON === (half === 0))) {
    if (minute !== to) from = minute;
    to = minute + CELL_MINUTES;
    if (to - from >= piece) {
      pieces.push({ from, to });
      from = to;
    }
  }
  return pieces;
}

function joined(dealt: readonly { span: Span; device: DeviceNo | null }[]): { span: Span; device: DeviceNo | null }[] {
  const out: { span: Span; device: DeviceNo | null }[] = [];
  for (const { span, device } of dealt) {
    const last = out.at(-1);
    if (last && last.device === device && last.span.to === span.from)
      out[out.length - 1] = { device, span: { from: last.span.from, to: span.to } };
    else out.push({ span, device });
  }
  return out;
}

/** Whether a lease still counts at a desk that believes it to be `now` at the server [LEASE-2]. */
export function isGood({ until }: Pick<Lease, 'until'>, now: Instant): boolean {
  return now < until;
}

/** The lease that covers a place for this desk, or null: then what it promises is provisional [LEASE-2]. */
export function leaseFor(
  leases: readonly Lease[],
  device: DeviceNo,
  date: LocalDate,
  at: Placement,
  now: Instant
): Lease | null {
  const { from, to } = spanOf(at);
  const mine = leases.find(
    (lease) =>
      lease.device === device &&
      lease.date === date &&
      lease.practitioner === at.practitioner &&
      lease.span.from <= from &&
      to <= lease.span.to &&
      isGood(lease, now)
  );
  return mine ?? null;
}

/** One promise to a patient, as far as it matters for who goes first. */
export interface SlotPromise {
  readonly appointment: AppointmentId;
  readonly at: Placement;
  /** On a lease, with the server's knowledge, or without either. */
  readonly standing: 'leased' | 'told' | 'provisional';
  readonly urgency: 1 | 2 | 3;
  readonly promised: Stamp;
  readonly writer: ClientId;
}

/** Two promises for one time, and whose it is. */
export interface Verdict {
  readonly stands: AppointmentId;
  readonly yields: AppointmentId;
}

/**
 * Who keeps a time that was promised twice [LEASE-4]: what was promised on a lease stands; what the server was told yields to a
 * lease only; of provisional ones the clinically more urgent goes first, then the earlier promise, then the lower device. A promise that has yielded takes nobody else's time. The same on every device.
 */
export function resolve(promises: readonly SlotPromise[]): readonly Verdict[] {
  const inTurn = [...promises].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.urgency - b.urgency ||
      a.promised - b.promised ||
      deviceOf(a.writer) - deviceOf(b.writer) ||
      (a.appointment < b.appointment ? -1 : 1)
  );
  const standing: SlotPromise[] = [];
  const verdicts: Verdict[] = [];
  for (const one of inTurn) {
    const over = standing.find(
      (other) => other.at.practitioner === one.at.practitioner && overlap(spanOf(other.at), spanOf(one.at))
    );
    const yields = one.standing === 'provisional' || (one.standing === 'told' && over?.standing === 'leased');
    if (over && yields) verdicts.push({ stands: over.appointment, yields: one.appointment });
    else standing.push(one);
  }
  return verdicts;
}

/**
 * A day's visits as promises. A lease counts only if the day's document has it and it is the writer's: what was booked on any other is
 * provisional.
 */
export function promisesOf(appointments: readonly Appointment[], leases: readonly Lease[]): readonly SlotPromise[] {
  const known = new Map(leases.map((lease) => [lease.lease, lease]));
  return appointments.filter(isLive).map(({ appointment, at, provisional, lease, urgency, promise }) => {
    const writer = promise?.writer ?? 0;
    const held = lease === undefined ? undefined : known.get(lease);
    const isGiven = held !== undefined && held.practitioner === at.practitioner && held.device === deviceOf(writer);
    const standing = isGiven ? 'leased' : provisional || lease !== undefined ? 'provisional' : 'told';
    return { appointment, at, standing, urgency: urgency ?? 3, promised: promise?.at ?? 0, writer };
  });
}

function rank({ standing }: SlotPromise): number {
  return RANKS[standing];
}
const RANKS = { leased: 0, told: 1, provisional: 2 } as const;

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
