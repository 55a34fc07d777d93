import { afterEach, expect, test } from 'vitest';
import { newRecoveryKit, openKit, type RecoveryKit } from '#protocol/recovery-kit.ts';
import type { Database } from '#storage/database.ts';
import { addSealed, readMeta, sealedKey, writeMeta, writeSealed } from '#storage/meta.ts';
import type { Resealing } from '#storage/reseal.ts';
import { createStore } from '#storage/store.ts';
import { LOCKED } from '#storage/sealing.ts';
import { compact } from '#storage/compaction.ts';
import { dyingAt, WRITES } from '#tests/fixtures/dying.ts';
import { CANARIES, fill, textOnDisk } from '#tests/fixtures/filled-store.ts';
import { DAY_MS, HOUR, sealedDesk, withoutWays, type SealedDesk } from '#tests/fixtures/sealed-desk.ts';
import { add, booked, DAY, everyRow, here, NOW, rowsOf, there } from '#tests/fixtures/test-store.ts';
import { fromCopy, fromRecovery, openWith } from '#vault/key-file.ts';
import { currentSecret, keysOf } from '#vault/key-links.ts';
import { KEY_SEALS } from '#vault/new-key.ts';
import { blockSealing } from '#vault/sealing.ts';
import { theseKeys, type StorageKey, type StorageSecret } from '#vault/storage-key.ts';
import { HEARD_KEY } from './device-clock.ts';
import { KEYS_KEY } from './key-store.ts';
import { followedKeys, sealingWith, sealStore } from './sealing.ts';
import { addWay, factorOf } from './key-ways.ts';
import { keyNow } from './key-now.ts';
import { type Unlocked } from './unlock.ts';
import { RESEALING_KEY } from '#storage/meta-keys.ts';

const desks: SealedDesk[] = [];
afterEach(() => {
  for (const desk of desks.splice(0)) desk.dispose();
});
async function newDesk(name: string, kit?: RecoveryKit): Promise<SealedDesk> {
  const desk = await sealedDesk(`new-key-${name}`, kit?.publicKey);
  desks.push(desk);
  return desk;
}
const ada = { user: 'ada' };
const ben = { user: 'ben', role: 'manager' } as const;
const cy = { user: 'cy' };

async function inBy(desk: SealedDesk, person: typeof ada | typeof ben): Promise<Unlocked> {
  const answer = await desk.signIn(person);
  return typeof answer === 'string' ? expect.unreachable(answer) : answer;
}

/** Everything that can be read with a key, as a tab that opens now reads it. */
async function readWith(desk: SealedDesk, key: StorageKey) {
  const { database } = await desk.tab(key);
  const damaged: unknown[] = [];
  database.damaged = (place) => damaged.push(place);
  const store = createStore(database, { now: () => NOW });
  const docs = await database.docs.toCollection().primaryKeys();
  const rows = rowsOf(store);
  const all = {
    rows: await everyRow(store),
    facts: await Promise.all(docs.map(async (doc) => [doc, (await store.updatesOf(doc)).map((bytes) => bytes.join())])),
    packed: await rows.patient('p7'),
    refused: await rows.refused(),
    damaged
  };
  database.close();
  return all;
}

/** Three days on, with the leading tab at work now and then. */
async function carryThrough(desk: SealedDesk, key: StorageKey): Promise<void> {
  for (const ms of [0, HOUR, 3 * DAY_MS]) await desk.carryOn(key, ms);
}

/** Every block on disk that does not say it is of this key. Reads no table's meaning: what another table would keep is found too. */
async function blocksNotOf(database: Database, generation: number): Promise<string[]> {
  const found: string[] = [];
  const header = [0xa7, 0xf2, 0, 0, 0, generation].join();
  const collect = (table: string, value: unknown): void => {
    if (value instanceof Uint8Array) {
      if (value.slice(0, 6).join() !== header) found.push(table);
    } else if (
      typeof value === 'object' &&
      value !== null &&
      !ArrayBuffer.isView(value) &&
      !(value instanceof CryptoKey)
    )
      for (const part of Object.values(value)) collect(table, part);
  };
  for (const table of database.tables) {
    if (table.name.startsWith('blob')) continue;
    for (const row of await table.toArray()) {
      if (table.name === 'meta' && ['keys', 'device-keys'].includes((row as { key: string }).key)) continue;
      collect(table.name, row);
    }
  }
  return found;
}

test('[VAU-12] [STO-50] the whole store is sealed anew, in every table; what held the old key opens nothing afterwards', async () => {
  const kit = await newRecoveryKit();
  const desk = await newDesk('whole', kit);
  const { key } = await inBy(desk, ada);
  await inBy(desk, ben);
  const tab = await desk.tab(key);
  await fill(createStore(tab.database, { now: () => NOW }));
  await writeSealed(tab.database, 'session', { secret: 'token' });
  await writeSealed(tab.database, 'arrivals-key', { secret: 'seed' });
  const before = await readWith(desk, key);
  expect(before.damaged).toEqual([]);
  const stolen = { file: await desk.file(), copy: desk.copy!, words: kit.words.join(' ') };
  const factor = (await factorOf(stolen.file, 'five plain words of ben'))!;

  expect(await desk.change(key)).toBe('ok');
  expect(desk.noted).toEqual([{ action: 'storage-key/changed', refs: ['device:7'], reason: 'asked' }]);
  expect(await desk.change(key)).toBe('storage-key/under-way');
  expect(await readWith(desk, key)).toEqual(before);
  expect(await blocksNotOf(tab.database, 1)).not.toEqual([]);
  await desk.carryOn(key);
  expect(await readWith(desk, key)).toEqual(before);
  expect(await blocksNotOf(tab.database, 1)).toEqual([]);
  expect(desk.copy?.generation).toBe(1);
  await inBy(desk, ada);
  await desk.carryOn(key, HOUR);
  await desk.carryOn(key, 3 * DAY_MS - HOUR - 1);
  expect((await desk.file()).links).toBeDefined();
  await desk.carryOn(key, 1);
  const file = await desk.file();
  expect(file).toMatchObject({ generation: 1, isCopied: true });
  expect(file.links).toBeUndefined();
  expect(file.wraps).toHaveLength(1);
  expect(await readMeta(tab.database, RESEALING_KEY)).toBeUndefined();

  // By the new key everything is there; nothing of it is in the clear.
  const { key: now } = await inBy(desk, ada);
  expect(now).toMatchObject({ generation: 1 });
  expect(await readWith(desk, now)).toEqual(before);
  const text = await textOnDisk(tab.database);
  expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);

  // With all that the old key was ever to be had by, on the disk as it is now.
  const opened = await openKit(stolen.words, kit.publicKey);
  if (!opened.ok) throw new Error('no kit');
  const olds: (StorageSecret | null | undefined)[] = [
    (await openWith(stolen.file.wraps, factor))?.secret,
    await fromCopy(
      file,
      Uint8Array.from(atob(stolen.copy.sealed), (character) => character.charCodeAt(0))
    ),
    await fromRecovery(stolen.file, opened.value)
  ];
  for (const old of olds) {
    expect(old?.generation).toBe(0);
    expect(await currentSecret(file, old!)).toBeNull();
    const was = (await keysOf({}, old!))!;
    const database = await desk.open();
    database.sealing = blockSealing(theseKeys(was)) as never;
    const store = createStore(database, { now: () => NOW });
    expect(JSON.stringify(await everyRow(store))).not.toContain('Wolverton');
    expect(await store.updatesOf(DAY)).toEqual([]);
    expect(await rowsOf(store).patient('p7')).toBeUndefined();
  }
  expect(await openWith(file.wraps, factor)).toBeNull();
  expect((await fromRecovery(file, opened.value))?.generation).toBe(1);
  // Who was away meanwhile needs the server, once.
  desk.online = false;
  expect(await desk.signIn(ben)).toBe('unknown-offline');
  desk.online = true;
  expect(await readWith(desk, (await inBy(desk, ben)).key)).toEqual(before);
  desk.online = false;
  expect(await readWith(desk, (await inBy(desk, ben)).key)).toEqual(before);
});

const PASSKEY = new Uint8Array(32).fill(9);
/** Ada's: what it gives wraps the key as a passphrase does. */
async function addPasskey(desk: SealedDesk, database: Database): Promise<void> {
  const file = await desk.file();
  const { secret } = (await openWith(file.wraps, (await factorOf(file, 'five plain words of ada'))!))!;
  const user = { user: 'ada', name: 'ada', initials: 'XX', role: 'clerk' } as const;
  const passkey = { credential: 'c', key: { publicKey: 'p', algorithm: -7 } as never };
  await addWay(database, file, secret, { user, factor: PASSKEY, passkey });
}

test('[VAU-11] power cut at every write of the change: by passphrase, passkey, copy and kit every fact is there, and it goes on', async () => {
  const kit = await newRecoveryKit();
  const opened = await openKit(kit.words.join(' '), kit.publicKey);
  if (!opened.ok) throw new Error('no kit');
  let died = true;
  let cuts = 0;
  for (let n = 1; died; n++) {
    const desk = await newDesk(`cut-${n}`, kit);
    const { key } = await inBy(desk, ada);
    const { database } = await desk.tab(key);
    const store = createStore(database, { now: () => NOW });
    await store.append([add([booked('a1')], there, 0)]);
    await compact(database, DAY);
    await store.append([add([booked('a2')], here, 0, DAY, true)]);
    await addPasskey(desk, database);
    const before = await readWith(desk, key);
    const work = async (): Promise<void> => {
      // As a page does it that is alive throughout; a fault of the disk is not the end of the tab here.
      if ((await desk.change(key)) !== 'ok') throw new Error('not begun');
      await inBy(desk, ada);
      await carryThrough(desk, key);
    };
    died = await dyingAt(n, work, WRITES);
    cuts += 1;
    const file = await desk.file();
    await writeMeta(database, HEARD_KEY, desk.now);
    desk.online = false;
    const byPassphrase = await inBy(desk, ada);
    expect(await readWith(desk, byPassphrase.key), `passphrase, cut ${n}`).toEqual(before);
    const present = await desk.file();
    const secrets = [(await fromRecovery(present, opened.value))!];
    const byPasskey = await openWith(file.wraps, PASSKEY);
    if (file.links || !file.generation) secrets.push(byPasskey!.secret);
    else expect(byPasskey).toBeNull(); // not shown for three days
    const ways = await Promise.all(
      secrets.map(async (secret) => await keysOf(present, (await currentSecret(present, secret))!))
    );
    desk.online = true;
    for (const way of [...ways, (await inBy(desk, cy)).key]) {
      const again = await desk.open();
      again.sealing = sealingWith(theseKeys(way!), again);
      expect(await everyRow(createStore(again, { now: () => NOW })), `kit, passkey or copy, cut ${n}`).toEqual(
        before.rows
      );
    }
    if (file.links) await carryThrough(desk, byPassphrase.key);
    expect((await desk.file()).links, `cut ${n}`).toBeUndefined();
    if (file.generation === 1) expect(await blocksNotOf(database, 1), `cut ${n}`).toEqual([]);
    expect(await readWith(desk, (await inBy(desk, ada)).key)).toEqual(before);
    desk.dispose();
  }
  expect(cuts).toBeGreaterThan(20);
}, 120_000);

test('[VAU-12] a tab that has the old key in memory goes on: it reads what is sealed anew, and soon seals with the new one too', async () => {
  const desk = await newDesk('tabs');
  const { key } = await inBy(desk, ada);
  const other = await desk.open();
  let wall = 1_000_000;
  other.sealing = sealingWith(followedKeys(other, key, { wall: () => wall }), other);
  const store = createStore(other, { now: () => NOW });
  await store.append([add([booked('a1')], here, 0, DAY, true)]);
  expect(await desk.change(key)).toBe('ok');

  // Not a minute is over: it seals with the one it has.
  await store.append([add([booked('a2')], here, 1, DAY, true)]);
  expect(await blocksNotOf(other, 1)).not.toEqual([]);
  await desk.carryOn(key);
  expect(await readMeta<Resealing>(other, RESEALING_KEY)).toMatchObject({ generation: 1 });
  const { database: led } = await desk.tab((await inBy(desk, ada)).key);
  await createStore(led, { now: () => NOW }).append([add([booked('a3')], there, 0)]);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(3);
  wall += 61_000;
  await store.append([add([booked('a4')], here, 2, DAY, true)]);
  expect(await blocksNotOf(other, 1)).toEqual([]);
  expect(await rowsOf(createStore(led, { now: () => NOW })).appointments('main', '2026-11-20')).toHaveLength(4);
});

test('[VAU-12] what a tab writes while its row is sealed anew stays as it wrote it; a tab that slept through all of it writes nothing', async () => {
  const desk = await newDesk('slept');
  const { key } = await inBy(desk, ada);
  const { database } = await desk.tab(key);
  const store = createStore(database, { now: () => NOW });
  for (let n = 0; n < 3; n++) await store.append([add([booked(`a${n}`)], here, n, DAY, true)]);
  const asleep = await desk.open();
  let overs = 0;
  asleep.sealing = sealingWith(followedKeys(asleep, key, { over: () => void overs++ }), asleep);
  expect(await desk.change(key)).toBe('ok');
  await inBy(desk, ada);
  await Promise.all([desk.carryOn(key), compact(database, DAY), store.append([add([booked('b1')], there, 0)])]);
  await carryThrough(desk, key);
  expect((await desk.file()).links).toBeUndefined();
  const late = createStore(asleep, { now: () => NOW });
  await expect(late.append([add([booked('z')], here, 3, DAY, true)])).rejects.toThrow('not the one in force');
  expect(overs).toBe(1);
  const { key: now } = await inBy(desk, ada);
  expect((await readWith(desk, now)).rows['appointments']).toHaveLength(4);
  expect((await readWith(desk, now)).damaged).toEqual([]);
});

test('[VAU-10] it begins by itself after 90 days of the server’s clock, whatever the device’s says, and after 2²⁸ blocks', async () => {
  const desk = await newDesk('due');
  const key = async (): Promise<StorageKey> => (await inBy(desk, ada)).key;
  await desk.look(await key());
  desk.online = false;
  desk.now += 100 * DAY_MS;
  await desk.look(await keyAlone(desk));
  expect(desk.noted).toEqual([]);
  desk.online = true;
  await desk.look(await key());
  expect(desk.noted).toMatchObject([{ reason: 'by itself: 90 days' }]);
  await carryThrough(desk, await key());
  expect(await desk.file()).toMatchObject({ generation: 1, isCopied: true });

  // A server that says 2099 changes one key; set right again, none.
  const right = desk.now;
  desk.now = Date.UTC(2099, 0, 1);
  await desk.look(await key());
  expect((await desk.file()).generation).toBe(2);
  desk.now = right + HOUR;
  for (const ms of [0, HOUR, DAY_MS, 3 * DAY_MS]) {
    desk.now += ms;
    await desk.look(await key());
    await desk.carryOn(await key());
  }
  expect(await desk.file()).toMatchObject({ generation: 2 });
  expect((await desk.file()).links).toBeUndefined();
  await desk.look(await key());
  expect(desk.noted).toHaveLength(2);

  const { database, keys } = await desk.tab(await key());
  for (let n = 0; n < 600; n++) await database.sealing.sealBytes(['x', n], new Uint8Array(1));
  await expect.poll(() => readMeta(database, sealedKey(2))).toBe(512);
  await desk.look(keys.present);
  expect(desk.noted).toHaveLength(2);
  await addSealed(database, 2, KEY_SEALS - 513);
  await desk.look(await key());
  expect(desk.noted).toHaveLength(2);
  await addSealed(database, 2, 1);
  desk.online = false;
  await desk.look(await keyAlone(desk));
  expect(desk.noted.at(-1)).toMatchObject({ reason: 'by itself: many blocks' });
  expect(await readMeta(database, sealedKey(0))).toBeUndefined();
});

/** Without the server, within the lease. */
async function keyAlone(desk: SealedDesk): Promise<StorageKey> {
  const { now, online } = desk;
  desk.online = true;
  const { key } = await inBy(desk, ada);
  Object.assign(desk, { now, online });
  return key;
}

test('[VAU-13] who comes back after 200 days and two keys needs the server; who was never there comes in by its copy as ever', async () => {
  const desk = await newDesk('long');
  const first = await inBy(desk, ada);
  await inBy(desk, ben);
  const { database } = await desk.tab(first.key);
  await createStore(database, { now: () => NOW }).append([add([booked('a1')], here, 0, DAY, true)]);
  const before = await readWith(desk, first.key);
  for (let round = 0; round < 2; round++) {
    const { key } = await inBy(desk, ada);
    expect(await desk.change(key)).toBe('ok');
    await inBy(desk, ada);
    await carryThrough(desk, key);
    desk.now += 97 * DAY_MS;
  }
  expect(await desk.file()).toMatchObject({ generation: 2 });
  await inBy(desk, ada);
  desk.online = false;
  expect(await desk.signIn(ben)).toBe('unknown-offline');
  desk.online = true;
  for (const person of [ben, cy]) expect(await readWith(desk, (await inBy(desk, person)).key)).toEqual(before);
});

test('[VAU-13] without the server nothing is let go of, however long; a server that was restored gets the copy again', async () => {
  const desk = await newDesk('away');
  const { key } = await inBy(desk, ada);
  const old = desk.copy;
  desk.online = false;
  expect(await desk.change(key)).toBe('ok');
  await carryThrough(desk, key);
  expect((await desk.file()).links).toBeDefined();
  expect(desk.copy).toEqual(old);
  desk.online = true;
  const { key: again } = await inBy(desk, ada);
  await desk.carryOn(again, HOUR);
  await desk.carryOn(again, DAY_MS);
  expect((await desk.file()).links).toBeUndefined();
  expect(desk.copy?.generation).toBe(1);

  desk.copy = old;
  expect(await desk.signIn(cy)).toBe('key-missing');
  await inBy(desk, ada);
  expect(desk.copy?.generation).toBe(1);
  expect((await inBy(desk, cy)).key.generation).toBe(1);
});

test('[VAU-10] [VAU-12] a tablet, at which nobody signs in, asks for its key and gets the next one with it; a page in its place goes on with the new one', async () => {
  const desk = await newDesk('tablet');
  const database = await desk.open();
  const key = (await desk.tabletKey(database))!;
  expect(key).toMatchObject({ generation: 0 });
  const tab = await desk.tab(key);
  await createStore(tab.database, { now: () => NOW }).append([add([booked('a1')], here, 0, DAY, true)]);
  const before = await readWith(desk, key);
  for (const generation of [1, 2]) {
    // What is in memory since the tablet was switched on.
    expect(await desk.changeTablet(key)).toBe('ok');
    await carryThrough(desk, (await desk.tabletKey(database))!);
    expect(await desk.file()).toMatchObject({ generation, isCopied: true });
    expect((await desk.file()).links).toBeUndefined();
    expect(await readWith(desk, (await desk.tabletKey(database))!)).toEqual(before);
  }
  expect(await keyNow(database, key)).toBeNull();
  desk.copy = null;
  expect(await desk.tabletKey(database)).toBeNull();
});

test('nobody’s way in is no fresh device: no other key is made over what lies there', async () => {
  const desk = await newDesk('nobody');
  const { key } = await inBy(desk, ada);
  const database = await desk.open();
  expect(database.sealing).not.toBe(LOCKED);
  expect(await desk.change(key)).toBe('ok');
  sealStore(database, key);
  await withoutWays(database);
  desk.copy = null;
  expect(await desk.signIn(ada, database)).toBe('key-missing');
  expect(await readMeta(database, KEYS_KEY)).toMatchObject({ generation: 1 });
});
