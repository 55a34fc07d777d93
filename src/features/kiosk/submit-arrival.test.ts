import { expect, test } from 'vitest';
import { arrivalsDoc, inboxDoc } from '#domain/documents.ts';
import { plusDays } from '#domain/time.ts';
import { arrivalsPrivateKey, newArrivalsKeyPair, openSubmission, sealSubmission } from '#protocol/envelope.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { SITE, TODAY } from '#tests/fixtures/practice.ts';
import { arrivalsHere } from './arrivals-here.ts';
import { submitArrival } from './submit-arrival.ts';

const KEY = { siteName: 'Harbor Street', keyId: 'key-1', key: new Uint8Array([4, 1, 2]) };

function kiosk(date = TODAY): MemoryStation {
  return memoryStation({
    device: { no: 2, label: 'K2', surface: 'kiosk' },
    facts: [
      {
        doc: arrivalsDoc(SITE, date),
        facts: [
          { kind: 'arrivals/opened', of: KEY },
          { kind: 'envelope/placed', of: { envelope: 'e-1', sealed: new Uint8Array(4) } }
        ]
      }
    ]
  });
}

test('[KIO-4] a submission is one sealed fact in the kiosk’s own inbox, also without the server', async () => {
  const station = kiosk();
  station.setOnline(false);
  const here = await arrivalsHere(station.rows, SITE, TODAY);
  const ticket = await submitArrival(station, here!, { language: 'en', family: 'Canaryname', birthDate: '1971-03-09' });
  expect(ticket).toBe('K2-001');
  expect(station.recorded).toMatchObject([
    {
      command: 'kiosk/submit-arrival',
      doc: inboxDoc(2),
      facts: [{ kind: 'submission/sealed', of: { ticket, date: TODAY, keyId: 'key-1' } }]
    }
  ]);
});

test('[KIO-4] only a desk can read it: sealed as the wire seals, no word of it is in what is kept', async () => {
  const pair = await newArrivalsKeyPair();
  const memory = kiosk();
  const station = { ...memory, sealSubmission: (it: never, to: { key: Uint8Array }) => sealSubmission(it, to.key) };
  const told = { language: 'es', family: 'Canaryname', given: 'Inés', phoneLast4: '0142', reason: 'canary' } as const;
  await submitArrival(station, { ...KEY, key: pair.publicKey, envelopes: new Map() }, told);

  const { sealed } = memory.recorded[0]!.facts[0]!.of as { sealed: Uint8Array };
  const kept = JSON.stringify(memory.recorded) + new TextDecoder('latin1').decode(sealed);
  for (const word of ['Canaryname', 'canary', '0142']) expect(kept).not.toContain(word);
  expect(await openSubmission(sealed, await arrivalsPrivateKey(pair.privateKey))).toMatchObject(told);
});

test('[KIO-4] who is known and who is not leave facts of one shape', async () => {
  const station = kiosk();
  const here = await arrivalsHere(station.rows, SITE, TODAY);
  await submitArrival(station, here!, { language: 'en', family: 'Known' });
  await submitArrival(station, here!, { language: 'en', walkIn: true, reason: 'knee' });
  const shapes = station.recorded.map(({ facts }) => Object.keys(facts[0]!.of as object));
  expect(shapes[0]).toEqual(shapes[1]);
});

test('[KIO-25] pictures are kept as contents; the fact names them, and their keys are in what is sealed alone', async () => {
  const memory = kiosk();
  const pair = await newArrivalsKeyPair();
  const station = { ...memory, sealSubmission: (it: never, to: { key: Uint8Array }) => sealSubmission(it, to.key) };
  const here = { ...KEY, key: pair.publicKey, envelopes: new Map() };
  const picture = new TextEncoder().encode('Canarycard 123');
  await submitArrival(station, here, { language: 'en', insurance: 'changed', cards: { back: picture } });
  const of = memory.recorded[0]!.facts[0]!.of as { sealed: Uint8Array; parts: { blob: string }[] };
  const opened = await openSubmission(of.sealed, await arrivalsPrivateKey(pair.privateKey));
  expect(opened?.cards).toMatchObject([{ side: 'back', blob: of.parts[0]!.blob, size: picture.length }]);
  const key = Buffer.from(opened!.cards![0]!.key);
  for (const form of ['latin1', 'hex', 'base64'] as const)
    expect(JSON.stringify(of).includes(key.toString(form)) || Buffer.from(of.sealed).includes(key.toString(form))).toBe(
      false
    );
  const read = await memory.blobs.read(inboxDoc(2), opened!.cards![0]!);
  expect(read).toEqual({ ok: true, value: picture });
});

test('[KIO-11] a disk that is full throws, and nothing is written', async () => {
  const station = kiosk();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  const here = await arrivalsHere(station.rows, SITE, TODAY);
  await expect(submitArrival(station, here!, { language: 'en' })).rejects.toThrow(StorageFault);
  expect(station.recorded).toEqual([]);
});

test('[KIO-3] without today’s document the last key still seals, and no slip is known', async () => {
  const yesterday = kiosk(plusDays(TODAY, -1));
  expect(await arrivalsHere(yesterday.rows, SITE, TODAY)).toMatchObject({ keyId: 'key-1', envelopes: new Map() });
  const today = await arrivalsHere(kiosk().rows, SITE, TODAY);
  expect([...(today?.envelopes.keys() ?? [])]).toEqual(['e-1']);
});

test('[KIO-3] a kiosk that never met its server, or not for a month, has no key', async () => {
  expect(await arrivalsHere(memoryStation().rows, SITE, TODAY)).toBe(null);
  expect(await arrivalsHere(kiosk(plusDays(TODAY, -29)).rows, SITE, TODAY)).toBe(null);
});
