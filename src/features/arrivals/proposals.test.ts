import { expect, test } from 'vitest';
import { dayDoc, inboxDoc } from '#domain/documents.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at } from '#tests/fixtures/small-day.ts';
import { watchProposals, type Waiting } from './proposals.ts';

const KIOSK = 3;
const KEY = { keyId: 'key-1', key: new Uint8Array(65) };
// What opens is the memory station's own seal, which asks only whether there is a key.
const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };

const said = (submission: string, minute: number): Submission => ({
  submission,
  ticket: `K2-${submission}`,
  at: at(minute),
  language: 'en',
  family: 'Rook'
});

async function submit(station: MemoryStation, submission: Submission, keyId = KEY.keyId): Promise<void> {
  const sealed = await station.sealSubmission(submission, { ...KEY, keyId });
  const of = { submission: submission.submission, ticket: submission.ticket, date: TODAY, keyId: KEY.keyId, sealed };
  station.receive(inboxDoc(KIOSK), [{ kind: 'submission/sealed', of, at: submission.at }], KIOSK);
}

async function shown(station: MemoryStation): Promise<{ last(): readonly Waiting[]; stop(): void }> {
  let latest: readonly Waiting[] = [];
  const stop = watchProposals(station, TODAY, (next) => (latest = next));
  await settled(station);
  return { last: () => latest, stop };
}

/** Opening follows the rows by a few turns of the microtask queue. */
async function settled(station: MemoryStation): Promise<void> {
  await station.settled();
  await new Promise((resolve) => setTimeout(resolve));
}

test('[ARR-4] what waits is opened, oldest first, and goes once a desk has dealt with it', async () => {
  const station = memoryStation({ facts: [practiceFacts()], now: at(600), arrivalsKey });
  await submit(station, said('002', 595));
  await submit(station, said('001', 590));
  const { last } = await shown(station);
  expect(last().map(({ said: opened }) => opened?.ticket)).toEqual(['K2-001', 'K2-002']);
  expect([...station.opened]).toContain(inboxDoc(KIOSK));

  const of = { submission: '001', device: KIOSK, outcome: 'dismissed', visit: null };
  station.receive(dayDoc(SITE, TODAY), [{ kind: 'submission/handled', of }], 7);
  await settled(station);
  expect(last().map(({ sealed }) => sealed.submission)).toEqual(['002']);
});

test('[ARR-8] what cannot be opened is listed all the same, and says whether a key is missing', async () => {
  const withKey = memoryStation({ facts: [practiceFacts()], now: at(600), arrivalsKey });
  await submit(withKey, said('001', 590), 'another key');
  expect((await shown(withKey)).last()).toMatchObject([{ said: null, hasKey: true, sealed: { ticket: 'K2-001' } }]);

  const without = memoryStation({ facts: [practiceFacts()], now: at(600) });
  await submit(without, said('001', 590));
  expect((await shown(without)).last()).toMatchObject([{ said: null, hasKey: false }]);
});

test('[ARR-9] once stopped it lets go of the inboxes and tells nothing more', async () => {
  const station = memoryStation({ facts: [practiceFacts()], now: at(600), arrivalsKey });
  await submit(station, said('001', 590));
  const { last, stop } = await shown(station);
  stop();
  await submit(station, said('002', 591));
  await settled(station);
  expect(last()).toHaveLength(1);
  expect(station.opened.size).toBe(0);
});

test('[ARR-10] an urgent one stands before those that came earlier', async () => {
  const station = memoryStation({ facts: [practiceFacts()], now: at(600), arrivalsKey });
  await submit(station, said('001', 590));
  await submit(station, said('002', 592));
  await submit(station, { ...said('003', 595), reason: 'chest pain', urgent: true });
  const { last } = await shown(station);
  expect(last().map(({ sealed }) => sealed.submission)).toEqual(['003', '001', '002']);
});
