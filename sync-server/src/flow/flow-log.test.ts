import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { backTest } from '#domain/waits/back-test.ts';
import { testData } from '#tests/test-data.ts';
import { FlowLogRefusal, instantFrom, readFlowLog } from './flow-log.ts';

const ZONE = 'America/New_York';
async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
const read = async (text: string) => await readFlowLog(bytes(text), ZONE);

const HEAD = 'visit,queue,arrived,started,ended,booked,type,left\n';

test('[WAIT-7] one row a wait, columns by their names', async () => {
  const { passages, refused } = await read(
    `Type,Visit,Arrived,Started\nnew,v1,2026-11-23T09:00:00-05:00,2026-11-23 09:20\nnew,v2,2026-11-23T09:05:00-05:00,\n`
  );
  expect(refused).toEqual([]);
  expect(passages.map(({ type, arrivedAt, startedAt }) => [type, (startedAt ?? arrivedAt) - arrivedAt])).toEqual([
    ['new', 20 * 60_000],
    ['new', 0]
  ]);
});

test('[WAIT-7] one row an event: a wait lies between the end of a step and the start of the next', async () => {
  const rows = [
    'patient,handling,handling_id,registration_type,time',
    'p1,Registration,1,start,2026-11-23T14:00:00Z',
    'p1,Registration,1,complete,2026-11-23T14:10:00Z',
    'p1,Exam,2,start,2026-11-23T14:30:00Z',
    'p1,Exam,2,complete,2026-11-23T14:50:00Z'
  ];
  const { passages } = await read(rows.join('\n'));
  expect(passages).toHaveLength(1);
  expect(passages[0]).toMatchObject({ queue: 'Exam', arrivedAt: Date.parse('2026-11-23T14:10:00Z') });
  expect(passages[0]?.startedAt).toBe(Date.parse('2026-11-23T14:30:00Z'));
});

test.each<[string, string, RegExp]>([
  ['no visit', ',main,2026-11-23T09:00:00Z,,,,,', /no visit/],
  ['no arrival', 'v1,main,,2026-11-23T09:00:00Z,,,,', /arrived “” is not a time/],
  ['a day that is none', 'v1,main,2026-02-30T09:00:00Z,,,,,', /arrived “2026-02-30T09:00:00Z” is not a time/],
  ['25 o’clock', 'v1,main,2026-11-23T25:00:00Z,,,,,', /is not a time/],
  ['American order', 'v1,main,11/23/2026 9:00,,,,,', /is not a time/],
  ['starts before it arrives', 'v1,main,2026-11-23T09:00:00Z,2026-11-23T08:59:00Z,,,,', /before it arrived/],
  [
    'ends before it starts',
    'v1,main,2026-11-23T09:00:00Z,2026-11-23T09:10:00Z,2026-11-23T09:05:00Z,,,',
    /before it started/
  ],
  ['ends without a start', 'v1,main,2026-11-23T09:00:00Z,,2026-11-23T09:05:00Z,,,', /without having started/],
  ['10 KB instead of a time', `v1,main,${'9'.repeat(10_240)},,,,,`, /is not a time/]
])('[WAIT-7] a bad row is refused, the others are read: %s', async (_, row, why) => {
  const { passages, refused } = await read(`${HEAD}${row}\ngood,main,2026-11-23T09:00:00Z,2026-11-23T09:10:00Z,,,,\n`);
  expect(passages).toHaveLength(1);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.line).toBe(2);
  expect(refused[0]?.say).toMatch(why);
  expect(refused[0]?.say.length).toBeLessThan(200);
});

test('[WAIT-7] a visit that is twice in a queue counts once', async () => {
  const row = 'v1,main,2026-11-23T09:00:00Z,2026-11-23T09:10:00Z,,,,';
  const { passages, refused } = await read(`${HEAD}${row}\n${row}\n`);
  expect([passages.length, refused.length]).toEqual([1, 1]);
});

test.each([
  ['nothing', ''],
  ['no log', 'name,age\nx,1\n'],
  ['half a header', 'visit,arrived\n1,2026-11-23T09:00:00Z\n']
])('[WAIT-7] %s is refused as a whole, naming the columns', async (_, text) => {
  await expect(read(text)).rejects.toThrow(FlowLogRefusal);
});

test.each([
  ['2026-11-23T09:00:00-05:00', '2026-11-23T14:00:00Z'],
  ['2026-11-23 09:00', '2026-11-23T14:00:00Z'],
  ['2026-07-01T09:00', '2026-07-01T13:00:00Z'],
  ['2026-11-23T09:00:00.250Z', '2026-11-23T09:00:00.250Z']
])('times: %s', (text, expected) => {
  expect(instantFrom(text, ZONE)).toBe(Date.parse(expected));
});

const folder = testData('patient-flow');
describe.skipIf(!folder)('patient-flow', () => {
  test('[WAIT-6] six queues of one clinic’s log: few are told too little, and better than by the queue-length rule', async () => {
    const file = createReadStream(path.join(folder ?? '', 'eventdatar-patients.csv.gz')).pipe(createGunzip());
    const { passages, refused } = await readFlowLog(file, 'UTC');
    expect([passages.length, refused.length]).toEqual([2_221, 0]);
    const { chosen, raw } = backTest(passages, 'UTC');
    expect(chosen.underestimated).toBeLessThanOrEqual(0.2);
    expect(chosen.meanError).toBeLessThanOrEqual(0.75 * (raw.find(({ by }) => by === 'M3')?.meanError ?? 0));
  });
});
