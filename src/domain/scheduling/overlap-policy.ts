import type { Appointment } from './appointment.ts';
import { overlap, type Span } from './grid.ts';
import { providerSpans } from './occupations.ts';
import type { OverlapPolicy } from './plan-facts.ts';
import { policyFor, type Plan } from './plan.ts';

/**
 * The pairs of one provider's visits that overlap beyond what the provider allows [ENG-4]. Both sides' policies must allow a pair: its
 * types, how many at once, how many a session, and at which minutes of the hour. A stated need of a reason is met by a booking that was made over it.
 *
 * @param mine one provider's live visits, in order of start @param sessions the provider's hours that day
 */
export function overlapsBeyond(
  plan: Plan,
  mine: readonly Appointment[],
  sessions: readonly Span[]
): (readonly [Appointment, Appointment])[] {
  const visits = mine.map((visit) => ({ visit, spans: providerSpans(visit), policy: policyOf(plan, visit) }));
  const pairs: (readonly [number, number])[] = [];
  for (const [i, one] of visits.entries()) {
    for (let j = i + 1; j < visits.length; j++) {
      const other = visits[j];
      if (other && one.spans.some((a) => other.spans.some((b) => overlap(a, b)))) pairs.push([i, j]);
    }
  }
  const doubled = new Set(pairs.flat());
  const isAllowed = (i: number, j: number): boolean => {
    const [one, other] = [visits[i], visits[j]];
    if (!one || !other) return true;
    if (metUnknowing(one.visit, other.visit)) return false;
    if (isOverUnconfirmed(one, other, visits)) return true;
    return [one, other].every((side, at) => {
      const { policy } = side;
      const facing = at === 0 ? other : one;
      if (!policy || policy.maxConcurrent < 2) return false;
      if (policy.mayOverlap && !policy.mayOverlap.includes(facing.visit.visitType)) return false;
      if (policy.needsReason && !one.visit.over && !other.visit.over) return false;
      const together = visits.filter(({ spans }) => spans.some((a) => side.spans.some((b) => overlap(a, b))));
      if (mostAtOnce(together.flatMap(({ spans }) => spans)) > policy.maxConcurrent) return false;
      return isInPosition(side.visit, policy, mine) && isWithinSession(side.visit, policy, sessions, mine, doubled);
    });
  };
  return pairs.flatMap(([i, j]) => {
    const [one, other] = [mine[i], mine[j]];
    return one && other && !isAllowed(i, j) ? [[one, other] as const] : [];
  });
}

/** The one of them is not confirmed, and may be booked over once [CONF-7]. */
function isOverUnconfirmed(one: Spanned, other: Spanned, visits: readonly Spanned[]): boolean {
  const opened = [one, other].filter(({ visit }) => visit.unconfirmed === 'overbook');
  return opened.some(({ spans }) => {
    const over = visits.filter(
      ({ visit, spans: theirs }) =>
        visit.unconfirmed !== 'overbook' && spans.some((a) => theirs.some((b) => overlap(a, b)))
    );
    return opened.length === 1 && mostAtOnce(over.flatMap((each) => each.spans)) <= 1;
  });
}

interface Spanned {
  readonly visit: Appointment;
  readonly spans: readonly Span[];
}

/** One was promised without the other's being known: offline, on a lease or without. */
export function metUnknowing(one: Appointment, other: Appointment): boolean {
  if (one.provisional || other.provisional) return true;
  return (one.lease === undefined) !== (other.lease === undefined);
}

function policyOf(plan: Plan, { at, visitType }: Appointment): OverlapPolicy | null {
  return policyFor(plan, at.practitioner, visitType);
}

/** The most stretches that share a moment. */
export function mostAtOnce(spans: readonly Span[]): number {
  return Math.max(0, ...spans.map(({ from }) => spans.filter((span) => span.from <= from && from < span.to).length));
}

function isInPosition({ at }: Appointment, { positions }: OverlapPolicy, mine: readonly Appointment[]): boolean {
  if (positions.length === 0) return true;
  const position = positions.find(({ minute }) => minute === at.start % 60);
  return position !== undefined && mine.filter((other) => other.at.start === at.start).length <= position.starts;
}

function isWithinSession(
  { at }: Appointment,
  { maxPerSession }: OverlapPolicy,
  sessions: readonly Span[],
  mine: readonly Appointment[],
  doubled: ReadonlySet<number>
): boolean {
  if (maxPerSession === null) return true;
  const session = sessions.find(({ from, to }) => from <= at.start && at.start < to) ?? { from: 0, to: 1440 };
  const inIt = mine.filter(
    (other, i) => doubled.has(i) && session.from <= other.at.start && other.at.start < session.to
  );
  return inIt.length <= maxPerSession;
}
