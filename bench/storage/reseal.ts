/**
 * How long a store of 100,000 patients takes to be sealed with a new key [VAU-12]: `node bench/storage/reseal.ts`. In Node, over an
 * IndexedDB in memory: what is measured is reading, opening, sealing and putting, not a disk. Each step ends in a transaction; on a disk add
 * what a strict one costs there, `steps` times.
 */
import 'fake-indexeddb/auto';
import { patientDoc, dayDoc } from '../../src/domain/documents.ts';
import { clientIdOf } from '../../src/domain/ids.ts';
import { stampAt } from '../../src/domain/time.ts';
import { encodeRun } from '../../src/protocol/update.ts';
import { compact } from '../../src/storage/compaction.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createDirectory } from '../../src/storage/directory.ts';
import { storePacked } from '../../src/storage/packed.ts';
import { reseal } from '../../src/storage/reseal.ts';
import type { Sealing } from '../../src/storage/sealing.ts';
import { createStore } from '../../src/storage/store.ts';
import { blockSealing } from '../../src/vault/sealing.ts';
import { generationKeyOf, newStorageSecret, theseKeys } from '../../src/vault/storage-key.ts';

const PATIENTS = 100_000;
const DAYS = 60;
const VISITS = 300;
const NOW = Date.UTC(2026, 10, 20);
const client = clientIdOf(2, 0);

const before = await generationKeyOf(newStorageSecret());
const after = await generationKeyOf(newStorageSecret(1));
const sealingWith = (keys: Parameters<typeof theseKeys>[0]): Sealing =>
  blockSealing(theseKeys(keys)) as unknown as Sealing; // as src/boot/sealing.ts
const database = await openDatabase('reseal', sealingWith(before));
const store = createStore(database, { now: () => NOW });
let at = stampAt(NOW);

for (let from = 0; from < PATIENTS; from += 1_000) {
  const packed = Array.from({ length: 1_000 }, (_, index) => registered(String(from + index).padStart(8, '0')));
  await storePacked(store, packed, []);
}
for (let day = 0; day < DAYS; day++) {
  const doc = dayDoc(
    'main',
    `2026-${String(9 + (day % 3)).padStart(2, '0')}-${String(1 + (day % 28)).padStart(2, '0')}`
  );
  const facts = Array.from({ length: VISITS }, (_, index) => booked(`a${day}-${index}`, index));
  const writer = clientIdOf(3, day);
  await store.append([{ doc, unsent: false, runs: () => [{ client: writer, clock: 0, facts }] }]);
  await compact(database, doc);
}
await createDirectory(database).find('quist', 5, { rev: 0, segments: 100 });

database.sealing = sealingWith({ ...after, before });
let steps = 0;
let longest = 0;
let last = performance.now();
const rest = (): Promise<boolean> => {
  longest = Math.max(longest, performance.now() - last);
  last = performance.now();
  steps += 1;
  return Promise.resolve(true);
};
const began = performance.now();
const anew = await reseal(database, 1, { from: null, now: () => NOW, rest });
const first = performance.now() - began;
const second = performance.now();
const clean = await reseal(database, 1, { from: null, now: () => NOW, rest });
console.log({
  patients: PATIENTS,
  appointments: await database.appointments.count(),
  blocks: anew?.sealed,
  steps: steps / 2,
  seconds: Number((first / 1000).toFixed(2)),
  longestStepMs: Math.round(longest),
  secondsToFindItClean: Number(((performance.now() - second) / 1000).toFixed(2)),
  isClean: clean?.cleanAt === NOW
});
database.close();

function registered(patient: string) {
  const name = { family: `Quist${Number(patient) % 997}`, given: ['Ida'] };
  const phones = [{ number: '+12075550123', use: 'mobile' }];
  const of = { patient, source: 'desk', name, birthDate: '1980-02-29', sex: 'female', phones, identifiers: [] };
  const facts = [{ kind: 'patient/registered', at: at++, by: 'u-1', of }];
  return { doc: patientDoc(patient), update: encodeRun({ client, clock: 0, facts }) };
}

function booked(appointment: string, index: number) {
  const label = { family: 'Quist', given: 'Ida', birthDate: '1980-02-29' };
  const place = { practitioner: `p-${index % 20}`, start: 480 + (index % 40) * 10, minutes: 10 };
  return {
    kind: 'appointment/booked',
    at: at++,
    by: 'u-1',
    of: { appointment, patient: 'p1', label, visitType: 'new', at: place }
  };
}
