import { expect, test } from 'vitest';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { ageOn } from './age.ts';
import { statusOf, stayOf } from './lateness.ts';
import { stepsOf } from './steps.ts';
import { todayOf, type TodayRow } from './today.ts';

async function rowOf(visit: OneVisit): Promise<TodayRow> {
  const { rows } = memoryStation({ facts: [practiceFacts(), smallDay([visit])] });
  const [practice, appointments, visits] = await Promise.all([
    rows.practice(),
    rows.appointments(SITE, TODAY),
    rows.visits(SITE, TODAY)
  ]);
  const today = todayOf({ date: TODAY, site: SITE, zone: ZONE, practice, appointments, visits });
  return Object.values(today).flat()[0]!;
}

const ROOM = { at: 605, room: 'room-1' };
const one = (part: Partial<OneVisit>): OneVisit => ({ id: 'one', start: 600, ...part });

test.each<[string, Partial<OneVisit>, number, { minutes: number; word: string; hue: string }]>([
  ['expected within the grace', {}, 605, { minutes: 5, word: 'Expected', hue: 'expected' }],
  ['expected after it', {}, 606, { minutes: 6, word: 'Late', hue: 'trouble' }],
  ['waiting', { arrived: 590 }, 605, { minutes: 15, word: 'Waiting', hue: 'waiting' }],
  ['waiting long', { arrived: 590 }, 606, { minutes: 16, word: 'Waiting long', hue: 'trouble' }],
  ['waiting, by a clock that is behind', { arrived: 590 }, 580, { minutes: 0, word: 'Waiting', hue: 'waiting' }],
  ['called', { arrived: 590, called: ROOM }, 612, { minutes: 7, word: 'Called', hue: 'active' }],
  [
    'at check-out',
    { arrived: 590, called: ROOM, then: [[620, 'done']] },
    625,
    { minutes: 5, word: 'Check-out', hue: 'waiting' }
  ]
])('[QUE-13] someone %s shows the minutes that count, and when they are too many', async (_, visit, minute, shown) => {
  const row = await rowOf(one(visit));
  const { hue, word } = statusOf(row, at(minute));
  expect({ minutes: stayOf(row, at(minute))?.minutes, word, hue }).toEqual(shown);
});

test('[QUE-13] before the time of an appointment, and at the end of a visit, no minutes count', async () => {
  expect(stayOf(await rowOf(one({})), at(590))).toBeNull();
  expect(stayOf(await rowOf(one({ arrived: 590, then: [[600, 'left']] })), at(700))).toBeNull();
});

test('[QUE-8] each line has its usual next step first, and those that are over have a way back', async () => {
  const first = async (visit: Partial<OneVisit>) => stepsOf(await rowOf(one(visit)))[0];
  expect([
    await first({}),
    await first({ arrived: 590 }),
    await first({ arrived: 590, called: ROOM }),
    await first({ arrived: 590, called: ROOM, then: [[606, 'roomed']] }),
    await first({ arrived: 590, called: ROOM, then: [[606, 'with-provider']] }),
    await first({ arrived: 590, called: ROOM, then: [[606, 'done']] }),
    await first({ arrived: 590, then: [[606, 'left']] })
  ]).toEqual(['arrive', 'call', 'in-room', 'ready', 'done', 'check-out', 'bring-back']);
});

test.each([
  ['1971-03-09', '2026-03-08', 54],
  ['1971-03-09', '2026-03-09', 55],
  ['2024-02-29', '2025-02-28', 0],
  ['2027-01-01', '2026-11-20', null],
  [null, '2026-11-20', null]
])('someone born on %s is on %s %s years old', (born, today, years) => {
  expect(ageOn(born, today)).toBe(years);
});
