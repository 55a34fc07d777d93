import { expect, test } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

test('what is asked for again while it is under way is passed over; afterwards it runs again, a failure before or not', async () => {
  const asked: string[] = [];
  const ends: { done: () => void; fail: (error: Error) => void }[] = [];
  const run = oneAtATime(async (what: string) => {
    asked.push(what);
    await new Promise<void>((done, fail) => ends.push({ done, fail }));
  });

  const first = run('a');
  await run('b');
  expect(asked).toEqual(['a']);
  ends[0]?.fail(new Error('the disk is full'));
  await expect(first).rejects.toThrow('the disk is full');
  const second = run('c');
  expect(asked).toEqual(['a', 'c']);
  ends[1]?.done();
  await second;
});
