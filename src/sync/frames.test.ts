import { expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { nextFrame, type Waiting } from './frames.ts';

const here = clientIdOf(1, 1);
const older = clientIdOf(1, 0);
const fact = (n: number, text = ''): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v${n}`, text } });
const waiting = (client: number, clock: number, facts: readonly Fact[]): Waiting => ({
  since: 0,
  run: { client, clock, length: facts.length, bytes: encodeRun({ client, clock, facts }) }
});
const sent = (frame: ReturnType<typeof nextFrame>) => {
  // After the message type, the sync type and the length, a message is the update.
  const message = frame!.message;
  const update = message.subarray(message.length - updateLength(message));
  return decodeRuns(update);
};
function updateLength(message: Uint8Array): number {
  for (let cut = 2; cut < 8; cut++) {
    const rest = message.subarray(cut);
    if (Buffer.compare(encodeUpdate(rest), message) === 0) return rest.length;
  }
  throw new Error('no update message');
}
const all = { most: Infinity, taken: new Map<number, number>() };

test('[SYN-27] commands of one client that follow each other go in one frame; another client’s wait', () => {
  const rows = [waiting(here, 0, [fact(1), fact(2)]), waiting(older, 4, [fact(9)]), waiting(here, 2, [fact(3)])];
  const frame = nextFrame(rows, all);
  expect(frame).toMatchObject({ client: here, clock: 0, end: 3, commands: 2 });
  expect(sent(frame)).toEqual([{ client: here, clock: 0, facts: [fact(1), fact(2), fact(3)] }]);
  expect(nextFrame([], all)).toBeNull();
});

test('[SYN-28] after a no, no more commands than are asked for', () => {
  const rows = [waiting(here, 0, [fact(1), fact(2)]), waiting(here, 2, [fact(3)])];
  expect(nextFrame(rows, { ...all, most: 1 })).toMatchObject({ clock: 0, end: 2, commands: 1 });
});

test('[SYN-29] a long command is cut to what a frame holds, and goes on where the server is', () => {
  const facts = Array.from({ length: 60 }, (_, n) => fact(n, 'x'.repeat(500)));
  const rows = [waiting(here, 10, facts), waiting(here, 70, [fact(99)])];
  const first = nextFrame(rows, all)!;
  expect(first.message.length).toBeLessThan(13_000);
  const second = nextFrame(rows, { ...all, taken: new Map([[here, first.end]]) })!;
  expect(second.clock).toBe(first.end);
  expect(sent(second)[0]?.facts[0]).toEqual(facts[first.end - 10]);
});

test('small and many: what fits, fits', () => {
  const rows = Array.from({ length: 500 }, (_, n) => waiting(here, n, [fact(n)]));
  const frame = nextFrame(rows, all)!;
  expect(frame.commands).toBeGreaterThan(100);
  expect(frame.message.length).toBeLessThan(13_000);
});
