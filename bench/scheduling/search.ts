/**
 * How long finding an opening takes at 20 providers × 90 days × 40 visits a day each: `node bench/scheduling/search.ts`.
 * The days are made ready once, when the search is opened; each search then reads only bits.
 */
import type { Fact } from '../../src/domain/fact.ts';
import { practiceOf } from '../../src/domain/practice/practice.ts';
import { between, pick, seeded } from '../../src/domain/random.ts';
import type { Appointment } from '../../src/domain/scheduling/appointment.ts';
import { conflictsOf } from '../../src/domain/scheduling/conflicts.ts';
import { findSlots, firstSlot, thirdNextAvailable } from '../../src/domain/scheduling/find-slots.ts';
import { ANY_SLOT, type SlotSearch } from '../../src/domain/scheduling/slot-search.ts';
import { freeDay, type FreeDay } from '../../src/domain/scheduling/free-time.ts';
import { findPairs } from '../../src/domain/scheduling/pair-slots.ts';
import { plusDays } from '../../src/domain/time.ts';

const PROVIDERS = 20;
const DAYS = 90;
const VISITS = 40;
const FIRST = '2026-11-23';
const RUNS = 200;
const random = seeded(11);

const practitioners = Array.from({ length: PROVIDERS }, (_, i) => `p-${i}`);
const everyDay = Array.from({ length: 7 }, () => [
  { from: 480, to: 720 },
  { from: 780, to: 1020 }
]);
const facts = [
  { kind: 'site/added', of: { site: 'main', name: 'Main', zone: 'America/New_York' } },
  { kind: 'visit-type/added', of: { visitType: 'short', name: 'Short', minutes: 10, hue: 0 } },
  { kind: 'visit-type/added', of: { visitType: 'long', name: 'Long', minutes: 40, hue: 1 } },
  ...practitioners.flatMap((practitioner, hue) => [
    { kind: 'practitioner/added', of: { practitioner, family: 'Vey', given: 'A', called: practitioner, hue: hue % 8 } },
    { kind: 'hours/set', of: { practitioner, site: 'main', week: everyDay } },
    {
      kind: 'block/placed',
      of: {
        block: `b-${practitioner}`,
        kind: 'template',
        title: 'Long visits',
        resources: [{ kind: 'practitioner', id: practitioner }],
        date: FIRST,
        start: 780,
        minutes: 60,
        rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
        visitTypes: ['long']
      }
    }
  ])
];
const practice = practiceOf(
  facts.map((fact, clock) => ({ client: 1, clock, fact: { ...fact, at: clock, by: 'u' } as Fact }))
);

function visitsOn(day: number): Appointment[] {
  return practitioners.flatMap((practitioner) =>
    Array.from({ length: VISITS }, (_, i) => ({
      appointment: `a-${day}-${practitioner}-${i}`,
      patient: `pat-${between(random, 0, 40_000)}`,
      label: { family: 'Rook', given: 'Ann', birthDate: null },
      visitType: pick(random, ['short', 'long']),
      at: { practitioner, start: (i < 20 ? 480 : 540) + i * 12 - ((i * 12) % 5), minutes: between(random, 1, 2) * 5 },
      note: '',
      status: 'booked' as const,
      reason: null,
      provisional: false,
      replaces: null,
      rescheduledTo: null,
      slip: null,
      last: '1.0' as const,
      contested: [],
      problems: []
    }))
  );
}

const SEARCH: SlotSearch = {
  ...ANY_SLOT,
  patient: 'pat',
  visitType: 'long',
  usual: 'p-3',
  preferredParts: [{ from: 900, to: 1020 }]
};
const ready = (days: readonly (readonly Appointment[])[]): FreeDay[] =>
  days.map((visits, i) => freeDay(practice, 'main', plusDays(FIRST, i), visits));

const booked = Array.from({ length: DAYS }, (_, day) => visitsOn(day));
tell('90 days made ready (72,000 visits)', () => ready(booked), 5);
tell('a search of any kind, the days made ready anew', () => findSlots(ready(booked), SEARCH, 20), 5);
const days = ready(booked);
const fresh = (): FreeDay[] => days.map((day) => ({ ...day, free: new Map() }));
tell('20 best, any provider, never asked before', () => findSlots(fresh(), SEARCH, 20), RUNS);
tell('20 best, any provider, asked again', () => findSlots(days, SEARCH, 20), RUNS);
tell('all of 90 days ranked, no limit', () => findSlots(fresh(), SEARCH, Infinity), RUNS);
tell('nothing fits: 90 days to the end', () => findSlots(fresh(), { ...SEARCH, minutes: 300 }, 20), RUNS);
tell('next available', () => firstSlot(fresh(), SEARCH), RUNS);
tell('third next available', () => thirdNextAvailable(fresh(), SEARCH), RUNS);
tell('two of a family, 10 days', () => findPairs(fresh(), [SEARCH, { ...SEARCH, visitType: 'short' }], 30, 10), RUNS);
const [first = []] = booked;
tell(
  'conflicts of a day of 800 visits',
  () => conflictsOf({ practice, site: 'main', date: FIRST, appointments: first }),
  50
);

function tell(what: string, run: () => unknown, runs: number): void {
  for (let i = 0; i < Math.min(5, runs); i++) run();
  const took = Array.from({ length: runs }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  }).sort((a, b) => a - b);
  const [median = 0, p95 = 0] = [took[Math.floor(runs / 2)], took[Math.floor(runs * 0.95)]];
  console.log(
    `${what}: ${median.toFixed(2)} ms median, ${p95.toFixed(2)} ms p95; ×4: ${(median * 4).toFixed(1)} / ${(p95 * 4).toFixed(1)} ms`
  );
}
