import { expect, test } from 'vitest';
import { instantAt } from '../time.ts';
import { isToBeTold, latenessOf, type DelaySaid, type DelaySources } from './delay.ts';
import { visitOf } from './visit-facts.ts';
import type { VisitState } from './visit.ts';

const DATE = '2026-11-20';
const ZONE = 'America/New_York';
const at = (minute: number): number => instantAt(DATE, minute, ZONE);

function late(
  now: number,
  ...booked: readonly (readonly [practitioner: string, start: number, arrived: number, state?: VisitState])[]
): unknown {
  const visits = new Map(
    booked.map(([, , arrived, state = 'waiting'], index) => [visitOf(`a${index}`), { state, arrivedAt: at(arrived) }])
  );
  const sources: DelaySources = {
    appointments: booked.map(([practitioner, start], index) => ({
      appointment: `a${index}`,
      status: 'booked',
      at: { practitioner, start, minutes: 20 }
    })),
    visit: (id) => visits.get(id),
    date: DATE,
    zone: ZONE,
    now: at(now)
  };
  return Object.fromEntries(latenessOf(sources));
}

test.each([
  ['within the limit', late(614, ['kim', 600, 590]), {}],
  ['from the limit on', late(615, ['kim', 600, 590]), { kim: 15 }],
  ['by the longest wait', late(620, ['kim', 600, 590], ['kim', 590, 580]), { kim: 30 }],
  ['not by somebody who came late', late(620, ['kim', 580, 610]), {}],
  ['each for themselves', late(630, ['kim', 600, 590], ['lee', 610, 600]), { kim: 30, lee: 20 }],
  ['not by somebody who was called', late(630, ['kim', 600, 590, 'called']), {}]
])('[AGT-4] a provider is late %s', (_, found, expected) => {
  expect(found).toEqual(expected);
});

const said = (minutes: number, isTold: boolean): DelaySaid => ({ minutes, isTold, at: at(600) });

test.each<[string, number, DelaySaid | null, number, boolean]>([
  ['who was never told', 20, null, 600, true],
  ['not who was told', 34, said(20, true), 620, false],
  ['who was told of less by fifteen minutes', 35, said(20, true), 620, true],
  ['not at once who was not reached', 20, said(20, false), 614, false],
  ['who was not reached, after fifteen minutes', 20, said(20, false), 615, true]
])('[QUE-24] is to be told: %s', (_, minutes, before, now, isDue) => {
  expect(isToBeTold(minutes, before, at(now))).toBe(isDue);
});
