import { expect, test } from 'vitest';
import type { Recorded } from '../fact.ts';
import type { AlarmFact } from './alarm-facts.ts';
import { ALARM_STANDS_MS, alarmsOf, isOverseer, mayClose, standingAlarms } from './alarms.ts';
import { practiceOf } from './practice.ts';

const START = Date.UTC(2026, 10, 20, 9, 0);
const raised = (alarm: string): AlarmFact => ({
  kind: 'alarm/raised',
  at: START * 1024,
  by: 'device:7',
  of: {
    alarm,
    what: 'glass-broken',
    user: 'nell',
    name: 'Nell Ashgrove',
    means: 'kit',
    vouched: [],
    device: 'A',
    reason: 'network down, patient in distress',
    until: START + 3_600_000
  }
});
const closed = (alarm: string, afterMs: number): AlarmFact => ({
  kind: 'alarm/closed',
  at: (START + afterMs) * 1024,
  by: 'ivy',
  of: { alarm }
});
const told = (...facts: readonly { kind: string; at: number; by: string; of: unknown }[]): Recorded[] =>
  facts.map((fact, clock) => ({ client: 1, clock, fact }));

test('[GLASS-6] an alarm stands a day, whatever anybody says', () => {
  for (const early of [0, 60_000, ALARM_STANDS_MS - 1]) {
    const alarms = alarmsOf(told(raised('a1'), closed('a1', early)));
    expect(standingAlarms(alarms)).toHaveLength(1);
    expect(mayClose(alarms.get('a1')!, START + early)).toBe(false);
  }
  const alarms = alarmsOf(told(raised('a1'), closed('a1', ALARM_STANDS_MS)));
  expect(standingAlarms(alarms)).toEqual([]);
  expect(alarms.get('a1')?.closed).toEqual({ by: 'ivy', at: START + ALARM_STANDS_MS });
});

test('[GLASS-6] it cannot be taken back, and told by device and server it is one', () => {
  const voided = { kind: 'fact/voided', at: (START + 1) * 1024, by: 'ivy', of: { fact: '1.0' } };
  const again = { ...raised('a1'), at: (START + 9_000) * 1024, by: 'device:1' };
  const practice = practiceOf(told(raised('a1'), voided, again));
  expect(standingAlarms(practice.alarms)).toEqual([{ ...raised('a1').of, at: START, closed: null }]);
});

test('[GLASS-6] the latest is first; a closing without an alarm is nothing', () => {
  const later = { ...raised('a2'), at: (START + 5) * 1024 };
  const alarms = alarmsOf(told(closed('a9', ALARM_STANDS_MS), later, raised('a1')));
  expect(standingAlarms(alarms).map(({ alarm }) => alarm)).toEqual(['a2', 'a1']);
});

test('[GLASS-6] alarms are the business of managers and of who looks after the access log', () => {
  expect(
    [new Set(['people']), new Set(['audit']), new Set(['book', 'flow']), undefined].map((verbs) =>
      isOverseer(verbs as never)
    )
  ).toEqual([true, true, false, false]);
});
