/**
 * The folds a second time, by somebody else and without thought of speed: plain lists, everything looked through every time. What
 * the product shows of a day must be what this says of the same facts (RELIABILITY §5).
 */
export interface OracleFact {
  readonly client: number;
  readonly clock: number;
  readonly kind: string;
  readonly at: number;
  readonly of: Readonly<Record<string, unknown>>;
}

export interface OracleAppointment {
  readonly id: string;
  readonly patient: string;
  readonly status: string;
  readonly at: Place;
  readonly provisional: boolean;
  /** Promised on a desk's lease, and not moved since. */
  readonly leased: boolean;
  readonly contested: number;
  readonly problems: readonly string[];
  readonly replaces: string | null;
}

interface Place {
  readonly practitioner: string;
  readonly start: number;
  readonly minutes: number;
}

/** A day's facts in the one order, without those that were taken back. */
export function inOrder(facts: readonly OracleFact[]): OracleFact[] {
  const kept: OracleFact[] = [];
  for (const fact of facts) {
    if (fact.kind === 'fact/voided') continue;
    const name = `${fact.client}.${fact.clock}`;
    if (facts.some((other) => other.kind === 'fact/voided' && other.of['fact'] === name)) continue;
    let place = 0;
    while (place < kept.length && isBefore(kept[place]!, fact)) place++;
    kept.splice(place, 0, fact);
  }
  return kept;
}

function isBefore(a: OracleFact, b: OracleFact): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.client !== b.client) return a.client < b.client;
  return a.clock < b.clock;
}

export function appointmentsOf(day: readonly OracleFact[]): OracleAppointment[] {
  const ids: string[] = [];
  for (const { kind, of } of day)
    if (kind === 'appointment/booked' && !ids.includes(of['appointment'] as string))
      ids.push(of['appointment'] as string);
  return ids.map((id) =>
    appointmentOf(
      id,
      day.filter(({ kind, of }) => kind.startsWith('appointment/') && of['appointment'] === id)
    )
  );
}

function appointmentOf(id: string, facts: readonly OracleFact[]): OracleAppointment {
  const from = facts.findIndex(({ kind }) => kind === 'appointment/booked');
  const { of } = facts[from]!;
  let status = 'booked';
  let at = of['at'] as Place;
  let contested: Place[] = [];
  let leased = of['lease'] !== undefined;
  let movedTo: unknown = null;
  const problems: string[] = [];
  for (const fact of facts.slice(from + 1)) {
    const name = `${fact.client}.${fact.clock}`;
    const end = {
      'appointment/cancelled': 'cancelled',
      'appointment/no-show': 'no-show',
      'appointment/rescheduled': 'rescheduled'
    }[fact.kind];
    if (fact.kind === 'appointment/moved') {
      const step = fact.of as unknown as { from: Place; to: Place };
      if (status !== 'booked') problems.push(name);
      else if (same(step.from, at) && same(step.to, at)) contested = [];
      else if (!same(step.to, at)) {
        if (!same(step.from, at)) contested = [...contested, at];
        at = step.to;
        leased = false;
      }
    } else if (end !== undefined) {
      const to = (fact.of['to'] as { appointment?: string } | undefined)?.appointment ?? null;
      if (status === 'booked') {
        status = end;
        movedTo = to;
      } else if (status !== end || (end === 'rescheduled' && to !== movedTo)) problems.push(name);
    }
  }
  const replaces = of['replaces'] as { date: string; appointment: string } | undefined;
  return {
    id,
    patient: of['patient'] as string,
    status,
    at,
    provisional: of['provisional'] === true,
    leased,
    contested: contested.length,
    problems,
    replaces: replaces ? `${replaces.date} ${replaces.appointment}` : null
  };
}

function same(a: Place, b: Place): boolean {
  return a.practitioner === b.practitioner && a.start === b.start && a.minutes === b.minutes;
}

/** Pairs that stand in each other's way, each pair of a day looked at. @returns `a+b: classes`, sorted */
export function overlapsOf(all: readonly OracleAppointment[]): string[] {
  const found: string[] = [];
  const live = all.filter(({ status }) => status === 'booked');
  for (const a of live)
    for (const b of live) {
      if (a.id >= b.id) continue;
      const together = a.at.start < b.at.start + b.at.minutes && b.at.start < a.at.start + a.at.minutes;
      const classes: string[] = [];
      const sameProvider = together && a.at.practitioner === b.at.practitioner;
      // One of the two was promised without the other's being known.
      const isOpen = a.provisional || b.provisional || a.leased !== b.leased;
      if ((sameProvider && isOpen) || (a.replaces !== null && a.replaces === b.replaces)) classes.push('C12');
      if (together && a.patient === b.patient) classes.push('C3');
      if (sameProvider && !isOpen) classes.push('C1');
      if (classes.length > 0) found.push(`${a.id}+${b.id}: ${classes.join(' ')}`);
    }
  return found.sort();
}

/** Each visit's state, room, ticket, and how many facts could not follow. @returns `id: state room ticket problems` */
export function visitsOf(day: readonly OracleFact[]): string[] {
  const ids = new Set(day.filter(({ kind }) => kind === 'visit/arrived').map(({ of }) => of['visit'] as string));
  return [...ids]
    .map((id) => {
      const facts = day.filter(({ kind, of }) => kind.startsWith('visit/') && of['visit'] === id);
      const first = facts.findIndex(({ kind }) => kind === 'visit/arrived');
      const visit = { state: 'waiting', room: '-', ticket: facts[first]!.of['ticket'] as string, problems: 0 };
      for (const fact of facts.slice(first + 1)) step(visit, fact);
      return `${id}: ${visit.state} ${visit.room} ${visit.ticket} ${visit.problems}`;
    })
    .sort();
}

/** How far each step is on the way; a step back is a problem, but for another call before the provider and after. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  'visit/called': ['waiting', 'called', 'in-room', 'ready', 'done'],
  'visit/roomed': ['waiting', 'called'],
  'visit/ready': ['called', 'in-room', 'with-provider'],
  'visit/with-provider': ['called', 'in-room', 'ready'],
  'visit/done': ['called', 'in-room', 'ready', 'with-provider'],
  'visit/checked-out': ['waiting', 'called', 'in-room', 'ready', 'with-provider', 'done'],
  'visit/left': ['waiting', 'called', 'in-room', 'ready', 'with-provider', 'done']
};
const TO: Readonly<Record<string, string>> = {
  'visit/called': 'called',
  'visit/roomed': 'in-room',
  'visit/ready': 'ready',
  'visit/with-provider': 'with-provider',
  'visit/done': 'done',
  'visit/checked-out': 'checked-out',
  'visit/left': 'left'
};

function step(
  visit: { state: string; room: string; ticket: string; problems: number },
  { kind, of }: OracleFact
): void {
  if (kind === 'visit/arrived') {
    if (visit.state === 'checked-out') visit.problems++;
    if (visit.state === 'left') Object.assign(visit, { state: 'waiting', room: '-' });
    return;
  }
  const room = of['room'] as string | undefined;
  if (!FROM[kind]) return;
  if (FROM[kind].includes(visit.state)) {
    visit.state = TO[kind]!;
    if (room !== undefined) visit.room = room;
  } else if (visit.state !== TO[kind] || (room !== undefined && room !== visit.room)) visit.problems++;
}
