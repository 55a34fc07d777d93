import 'fake-indexeddb/auto';
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { testSealing } from '#tests/fixtures/sealing.ts';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun, type Run } from '#protocol/update.ts';
import { newRecoveryKey, privateKeyFrom } from '#server/backup/recovery-key.ts';
import { checkSealed, openSealed } from '#server/backup/sealed-file.ts';
import { writeBackup } from '#server/backup/write-backup.ts';
import { openCore, type Core } from '#server/core.ts';
import { DataDamaged } from '#server/store/soundness.ts';
import { compact } from '#storage/compaction.ts';
import { repairDamage } from '#storage/damage.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { joinedRuns, readableRuns } from '#storage/runs.ts';
import { createStore } from '#storage/store.ts';
import { randomFrom } from './frame-maker.ts';

/** What became of so many turned bits and cut ends (P11). */
export interface DamageReport {
  readonly server: {
    /** The server did not start. */
    readonly refused: number;
    /** It started, and shows nothing of the document. */
    readonly readOnly: number;
    /** It lay where nothing is read from. */
    readonly harmless: number;
    readonly shown: number;
  };
  readonly backup: { readonly found: number; readonly missed: number };
  readonly device: {
    /** Reported, what is left is sound, and a peer gave back the rest. */
    readonly repaired: number;
    readonly harmless: number;
    readonly shown: number;
  };
}

const DAY = 'day/main/2026-11-20';
const OTHER = 'patient/p000000000000001';
const DESK = { deviceNo: 9, role: 'desk' as const, site: 'main' };
const CLIENT = clientIdOf(DESK.deviceNo, 0);
const FACTS = 60;

/** @param times of each of the three @param from other places for each piece of a long run */
export async function damage(
  dataDir: string,
  {
    times,
    from,
    progress
  }: { readonly times: number; readonly from: number; readonly progress?: (done: number) => void }
): Promise<DamageReport> {
  const random = randomFrom(from + 11);
  const source = path.join(dataDir, 'sound');
  mkdirSync(source);
  const core = await openCore(source);
  for (const doc of [DAY, OTHER]) await write(core, doc);
  const backup = path.join(dataDir, 'one.anteroom');
  const key = newRecoveryKey();
  await writeBackup(core, key.publicKey, { file: backup, from: 0, at: 1 });
  const sound = await shown(core);
  await core.close();

  const device = await DamagedDevice.filled();
  const server = { refused: 0, readOnly: 0, harmless: 0, shown: 0 };
  const backups = { found: 0, missed: 0 };
  const devices = { repaired: 0, harmless: 0, shown: 0 };
  const secret = privateKeyFrom(key.secret);
  const wholeBackup = readFileSync(backup);
  for (let i = 0; i < times; i++) {
    server[await ofServer(source, path.join(dataDir, 'damaged'), { sound, random })]++;
    writeFileSync(backup, damagedBytes(wholeBackup, random));
    backups[(await isFound(backup, secret)) ? 'found' : 'missed']++;
    devices[await device.flip(random)]++;
    progress?.(i + 1);
  }
  device.close();
  return { server, backup: backups, device: devices };
}

const note = (clock: number): Fact => ({
  kind: 'visit/noted',
  at: clock,
  by: `device:${DESK.deviceNo}`,
  of: { text: `note ${clock} `.repeat(12) }
});
const runOf = (clock: number, count = 1): Run => ({
  client: CLIENT,
  clock,
  facts: Array.from({ length: count }, (_, i) => note(clock + i))
});

async function write(core: Core, doc: string): Promise<void> {
  for (let clock = 0; clock < FACTS; clock++) {
    const [answer] = await core.gate.take({ device: DESK, doc, update: encodeRun(runOf(clock)) });
    if (answer?.type !== 'ack') throw new Error('a fact of the rig was refused');
  }
}

/** Everything the server would ever show of its journal, and of its registers. */
async function shown(core: Core): Promise<string> {
  const docs = await core.journal.documents('', 1_000, null);
  const { changes } = await core.journal.changes(0, 1_000, null);
  const registers = [];
  for (const table of ['devices', 'people', 'codes']) registers.push(await core.records.ask(`SELECT * FROM ${table}`));
  return JSON.stringify([docs, changes, registers], (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
  );
}

/** One bit turned, or every fifth time the end cut off. */
function damagedBytes(sound: Uint8Array, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(sound);
  if (random(5) === 0) return bytes.subarray(0, random(bytes.length));
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  return bytes;
}

async function ofServer(
  source: string,
  dataDir: string,
  { sound, random }: { readonly sound: string; readonly random: (below: number) => number }
): Promise<keyof DamageReport['server']> {
  cpSync(source, dataDir, { recursive: true });
  try {
    const file = path.join(dataDir, 'anteroom.sqlite');
    const damaged = damagedBytes(readFileSync(file), random);
    writeFileSync(file, damaged);
    truncateSync(file, damaged.length);
    const core = await openCore(dataDir);
    try {
      const isReadOnly = [DAY, OTHER].some((doc) => core.journal.damaged(doc).length > 0);
      const text = await shown(core);
      if (isReadOnly) return 'readOnly';
      return text === sound ? 'harmless' : 'shown';
    } finally {
      await core.close();
    }
  } catch (error) {
    if (error instanceof DataDamaged) return 'refused';
    throw error;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Whether damage is found both without the key and with it. */
async function isFound(file: string, secret: Parameters<typeof openSealed>[1] | null): Promise<boolean> {
  if (!secret) return false;
  const read = async (): Promise<void> => {
    for await (const piece of openSealed(file, secret)) void piece;
  };
  const tried = await Promise.allSettled([checkSealed(file), read()]);
  return tried.every(({ status }) => status === 'rejected');
}

/** A device's store as it lies on disk, sealed; each bit that is turned in it is turned back by its repair. */
class DamagedDevice {
  readonly #database: Database;
  readonly #sound: string;
  #reports = 0;

  private constructor(database: Database, sound: string) {
    this.#database = database;
    this.#sound = sound;
    database.damaged = () => void this.#reports++;
  }

  static async filled(): Promise<DamagedDevice> {
    const database = await openDatabase(`damage-${Date.now()}`, await testSealing());
    const store = createStore(database, { now: () => 1 });
    for (const doc of [DAY, OTHER]) {
      for (let clock = 0; clock < FACTS; clock += 3)
        await store.append([{ doc, unsent: false, runs: () => [runOf(clock, 3)] }]);
    }
    await compact(database, OTHER); // one lies in a snapshot, the other in a tail
    return new DamagedDevice(database, await factsOf(database));
  }

  async flip(random: (below: number) => number): Promise<keyof DamageReport['device']> {
    const database = this.#database;
    this.#reports = 0;
    const blocks = await blocksOf(database);
    const block = blocks[random(blocks.length)];
    if (!block) throw new Error('there is nothing to damage');
    await block.replace(damagedBytes(block.bytes, random));
    const after = await factsOf(database);
    const isSound = (JSON.parse(after) as string[]).every((fact) => this.#sound.includes(JSON.stringify(fact)));
    if (!isSound || (after !== this.#sound && this.#reports === 0)) return 'shown';
    if (after === this.#sound && this.#reports === 0) return 'harmless';
    await repairDamage(database, []);
    // What a peer has comes again, by the feed or the live document: here it is all there was.
    const store = createStore(database, { now: () => 1 });
    const whole = [DAY, OTHER].map((doc) => ({ doc, unsent: false, runs: () => [runOf(0, FACTS)] }));
    await store.append(whole);
    return (await factsOf(database)) === this.#sound ? 'repaired' : 'shown';
  }

  close(): void {
    this.#database.close();
  }
}

/** Every fact of both documents that a reader of the store is given. */
async function factsOf(database: Database): Promise<string> {
  const store = createStore(database, { now: () => 1 });
  const facts: string[] = [];
  for (const doc of [DAY, OTHER]) {
    const runs = (await store.updatesOf(doc)).flatMap((update) => readableRuns(update) ?? []);
    for (const run of joinedRuns(runs))
      for (const [i, fact] of run.facts.entries()) facts.push(`${doc} ${i} ${JSON.stringify(fact)}`);
  }
  return JSON.stringify(facts);
}

interface Block {
  readonly bytes: Uint8Array;
  replace(bytes: Uint8Array): Promise<void>;
}

/** Every sealed stretch of a log on disk. */
async function blocksOf(database: Database): Promise<Block[]> {
  const tails = (await database.updates.toArray()).flatMap((row) =>
    row.runs.map((run, at) => ({
      bytes: run.bytes,
      replace: async (bytes: Uint8Array) =>
        void (await database.updates.put({ ...row, runs: row.runs.with(at, { ...run, bytes }) }))
    }))
  );
  const snapshots = (await database.docs.toArray()).flatMap((row) =>
    row.snapshot.map((run, at) => ({
      bytes: run.bytes,
      replace: async (bytes: Uint8Array) =>
        void (await database.docs.put({ ...row, snapshot: row.snapshot.with(at, { ...run, bytes }) }))
    }))
  );
  return [...tails, ...snapshots];
}
