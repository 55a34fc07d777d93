import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewFact } from '../fact.ts';
import { instantAt } from '../time.ts';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { TODAY, ZONE, SITE, practiceFacts } from '#tests/fixtures/practice.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { bookedFact, dayOf, ROOK } from '#tests/fixtures/booked.ts';
import { lateArrivals, silentKiosks, type DayAtDesk } from './late-arrivals.ts';

const at = (minute: number) => instantAt(TODAY, minute, ZONE);
const arrived: DatedFact = {
  kind: 'visit/arrived',
  of: { visit: 'v-a-1', appointment: 'a-1', patient: 'pat-rook', label: ROOK, ticket: 'K1-001' }
};

test('[MISS-2] the same facts are the same silence', () => {
  const of = (kind: string, device: number, time: number): NewFact =>
    kind === 'kiosk/silent'
      ? { kind, of: { device, label: `K${device}`, since: time } }
      : { kind, of: { device, at: time } };
  const some = [of('kiosk/silent', 1, 5), of('kiosk/silent', 2, 6), of('kiosk/heard', 1, 9), of('kiosk/heard', 2, 9)];
  expectFoldLaws(silentKiosks, fc.constantFrom(...some), 100);
});

async function late(facts: readonly DatedFact[], over: Partial<DayAtDesk> = {}) {
  const station = memoryStation({ facts: [practiceFacts(), dayOf(facts)] });
  const [appointments, visits] = [await station.rows.appointments(SITE, TODAY), await station.rows.visits(SITE, TODAY)];
  const day = { date: TODAY, zone: ZONE, appointments, visits, silent: [], offlineSince: null, now: at(556), ...over };
  return lateArrivals(day).map(({ appointment, minutesLate, waitsFor }) => {
    return [appointment.appointment, minutesLate, waitsFor.map(({ what, label }) => `${what} ${label}`.trim())];
  });
}

describe('[MISS-1] who is missing', () => {
  test.each<[string, readonly DatedFact[], number, unknown]>([
    ['nobody within a quarter of an hour', [bookedFact()], 554, []],
    ['from then on', [bookedFact()], 555, [['a-1', 15, []]]],
    ['not who has arrived, and is with the provider or gone by now', [bookedFact(), arrived], 600, []],
    [
      'not who called it off',
      [bookedFact(), { kind: 'appointment/no-show', of: { appointment: 'a-1', reason: 'no-call' } }],
      600,
      []
    ],
    [
      'the latest first',
      [bookedFact({ appointment: 'a-2' }, { start: 550 }), bookedFact()],
      600,
      [
        ['a-1', 60, []],
        ['a-2', 50, []]
      ]
    ]
  ])('%s', async (_, facts, now, prompts) => {
    expect(await late(facts, { now: at(now) })).toEqual(prompts);
  });
});

describe('[MISS-2] what may know of an arrival that is not known here', () => {
  const silent = (minute: number) => [{ device: 4, label: 'K2', since: at(minute) }];
  test.each<[string, Partial<DayAtDesk>, readonly string[]]>([
    ['nothing', {}, []],
    ['a kiosk that was last heard before the grace was over', { silent: silent(554) }, ['kiosk K2']],
    ['not one that was heard after it', { silent: silent(555) }, []],
    ['this desk, while it is alone', { offlineSince: at(500) }, ['desk']],
    ['not when it was alone only since', { offlineSince: at(556) }, []]
  ])('%s', async (_, over, waits) => {
    expect(await late([bookedFact()], { now: at(600), ...over })).toEqual([['a-1', 60, waits]]);
  });
  test('an arrival that comes late from a kiosk ends the prompt', async () => {
    expect(await late([bookedFact(), { ...arrived, at: at(541) }], { now: at(600) })).toEqual([]);
  });
});
