import { expect, test } from 'vitest';
import { draftKeeper } from './draft-keeper.ts';
import { memoryStation } from './memory-station.ts';
import { StorageFault } from './station.ts';

const draft = (content: unknown) => ({ title: 'New patient', path: '/patients/new/1', content });

test('of many keystrokes the last is what is kept, and few are written', async () => {
  const station = memoryStation();
  let writes = 0;
  const counting = {
    ...station,
    keepDraft: async (next: Parameters<typeof station.keepDraft>[0]) => {
      writes++;
      await station.keepDraft(next);
    }
  };
  const keeper = draftKeeper(counting, 'k');
  for (let i = 1; i <= 100; i++) keeper.save(draft(i));
  await keeper.settled();
  expect((await station.rows.draft('k'))?.content).toBe(100);
  expect(writes).toBe(2);
});

test('a dropped draft does not come back, whatever was still being written', async () => {
  const station = memoryStation();
  const keeper = draftKeeper(station, 'k');
  keeper.save(draft(1));
  keeper.save(draft(2));
  await keeper.drop();
  keeper.save(draft(3));
  await keeper.settled();
  expect(await station.rows.drafts()).toEqual([]);
});

test('a full disk stops no form', async () => {
  const station = memoryStation();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  const keeper = draftKeeper(station, 'k');
  keeper.save(draft(1));
  await keeper.settled();
  station.setFault(null);
  keeper.save(draft(2));
  await keeper.settled();
  expect((await station.rows.draft('k'))?.content).toBe(2);
});

test('[TEXT-2] a card number does not reach the disk with a draft', async () => {
  const station = memoryStation();
  const keeper = draftKeeper(station, 'k');
  keeper.save({
    title: 'New patient “4111 1111 1111 1111”',
    path: '/patients/new/1',
    content: { note: 'pays 5555555555554444', phones: [{ number: '3782 822463 10005' }], over: false, at: null }
  });
  await keeper.settled();
  const kept = await station.rows.draft('k');
  expect(kept?.title).toBe('New patient “•••• •••• •••• 1111”');
  expect(kept?.content).toEqual({
    note: 'pays ••••••••••••4444',
    phones: [{ number: '•••• •••••• •0005' }],
    over: false,
    at: null
  });
});
