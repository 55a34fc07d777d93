import { expect, test } from 'vitest';
import { LIMITS } from '#protocol/limits.ts';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import { createPace } from './pace.ts';

test('[SYN-26] never sends more than the server takes, keeps the order, and loses nothing', async () => {
  const seams = virtualSeams();
  const sent: number[] = [];
  const { framesPerSecond, burst } = LIMITS.kiosk;
  const pace = createPace(LIMITS.kiosk, seams, ([n]) => sent.push(n ?? -1));
  for (let i = 0; i < 60; i++) pace.send(Uint8Array.of(i));

  expect(sent.length).toBeLessThan(burst);
  for (let second = 1; second <= 40; second++) {
    await seams.pass(1_000);
    expect(sent.length).toBeLessThanOrEqual(burst + framesPerSecond * second);
  }
  expect(sent).toEqual(Array.from({ length: 60 }, (_, i) => i));
});

test('what waits when the socket is gone is forgotten', async () => {
  const seams = virtualSeams();
  const sent: unknown[] = [];
  const pace = createPace({ framesPerSecond: 1, burst: 2 }, seams, (frame) => sent.push(frame));
  for (let i = 0; i < 5; i++) pace.send(new Uint8Array(1));
  pace.stop();
  await seams.pass(60_000);
  expect(sent.length).toBe(1);
});
