import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardOf } from '#domain/board/board.ts';
import { entityOf } from '#domain/entities.ts';
import type { Fact, Recorded } from '#domain/fact.ts';
import { packetOf } from '#domain/forms/packet.ts';
import { arrivalsOf } from '#domain/intake/arrivals.ts';
import { handlingFrom, sealedFrom } from '#domain/intake/submissions.ts';
import { directoryEntryOf } from '#domain/patient/directory.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { patientIndex } from '#domain/patient/search-index.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { blocksBetween } from '#domain/scheduling/blocks.ts';
import { conflictsOf, noticesOf } from '#domain/scheduling/conflicts.ts';
import { thirdNextAvailable } from '#domain/scheduling/find-slots.ts';
import { ANY_SLOT } from '#domain/scheduling/slot-search.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { roomSaidFrom } from '#domain/visit/room.ts';
import { visitFrom } from '#domain/visit/visit.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { clinicFacts } from '#tests/fixtures/day.ts';
import { EVERY_KIND, KINDS_KNOWN } from '#tests/fixtures/every-kind.ts';
import { PLAN_FACTS } from '#tests/fixtures/plan.ts';
import { SITE, TODAY } from '#tests/fixtures/practice.ts';

/** The facts of a clinic, a few of each kind. */
const FACTS: readonly Fact[] = (() => {
  const kept = new Map<string, Fact[]>();
  for (const { facts } of clinicFacts({ now: Date.UTC(2026, 10, 20, 22, 0) })) {
    for (const { kind, of } of facts) {
      const some = kept.get(kind) ?? kept.set(kind, []).get(kind)!;
      if (some.length < 6) some.push({ kind, at: 1, by: 'u', of });
    }
  }
  const forms = KINDS_KNOWN.filter((kind) => /^(?:packet|form|consent)\//.test(kind)).map((kind) => ({
    ...{ kind, at: 1, by: 'u' },
    of: EVERY_KIND[kind]
  }));
  const plan = PLAN_FACTS.map(({ kind, of }) => ({ kind, at: 1, by: 'u', of }));
  return [...[...kept.values()].flat(), ...plan, ...forms];
})();

/** A fact as a broken or hostile writer might send it: one part, at any depth, put in place of another or taken out. */
function broken(fact: Fact, path: readonly number[], by: unknown): Fact {
  const copy = structuredClone(fact) as unknown as Record<string, unknown>;
  let parent = copy;
  let key = 'of';
  for (const step of path) {
    const inner = parent[key];
    if (typeof inner !== 'object' || inner === null) break;
    const keys = Object.keys(inner);
    if (keys.length === 0) break;
    parent = inner as Record<string, unknown>;
    key = keys[step % keys.length]!;
  }
  if (by === GONE) delete parent[key];
  else parent[key] = by;
  return copy as unknown as Fact;
}
const GONE = Symbol('gone');

test('[FACT-8] whatever passes the check folds, in any company, without a fault', () => {
  const oddities = fc.oneof(
    fc.constant(GONE),
    fc.constantFrom(null, '', 'p-kim', 0, -1, 1e15, true, [], {}),
    fc.jsonValue()
  );
  const anyFact = fc
    .tuple(fc.constantFrom(...FACTS), fc.array(fc.nat(9), { maxLength: 4 }), fc.option(oddities))
    .map(([fact, path, by]) => (by === null ? fact : broken(fact, path, by)));
  let refused = 0;
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 25 }), (facts) => {
      const taken = facts.filter((fact) => checkFact(fact).ok);
      refused += facts.length - taken.length;
      foldEverything(taken.map((fact, clock) => ({ client: 1, clock, fact: { ...fact, at: clock } })));
    }),
    { numRuns: 1_500 }
  );
  expect(refused).toBeGreaterThan(100);
});

function foldEverything(facts: readonly Recorded[]): void {
  for (const { fact } of facts) entityOf(fact);
  const practice = practiceOf(facts);
  packetOf(facts);
  const patient = patientOf(facts);
  if (patient) patientIndex([directoryEntryOf(patient)]).find('a 1971 5', 5);
  boardOf(facts);
  arrivalsOf(facts);
  sealedFrom(facts);
  handlingFrom(facts);
  roomSaidFrom(facts);
  visitFrom(facts);
  const appointment = appointmentOf(facts);
  const day = { practice, site: SITE, date: TODAY, appointments: appointment ? [appointment] : [] };
  conflictsOf(day);
  noticesOf(day);
  blocksBetween(practice.plan, '2026-11-01', '2026-12-31');
  thirdNextAvailable([freeDay(practice, SITE, TODAY, day.appointments, [], null)], {
    ...ANY_SLOT,
    visitType: 'annual'
  });
}
