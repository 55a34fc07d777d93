import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { dayDoc, parseDocId, type DocId } from '#domain/documents.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeRun } from '#protocol/update.ts';
import type { SyncStatus } from '#station/station.ts';
import { grownAsReadBy, loadRelease, newestChoice, ownFacts, type Release } from '#tests/fixtures/releases.ts';

/**
 * Devices and servers of six releases, each with each (RELIABILITY §3.6, F15). Real code on both sides over a real socket; the
 * releases differ in their schema alone.
 */
const NEWEST = 6;
const SERVERS = [2, 3, 4, 5, 6];
const DEVICES = [1, 2, 3, 4, 5, 6];
const releases = new Map<number, Release>();

beforeAll(async () => {
  for (const schema of DEVICES) releases.set(schema, await loadRelease(schema));
}, 120_000);

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

interface Clinic {
  readonly origin: string;
  enrol(): Promise<DeviceCredentials>;
  /** The next release on the same data and port. */
  become(schema: number): Promise<void>;
  /** What the server's own readers see of a document. */
  read(doc: DocId): Promise<{ kind: string; of: unknown }[]>;
  refused(): Promise<number>;
}

async function clinicOf(schema: number): Promise<Clinic> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-versions-'));
  const start = (at: number, port: number) =>
    releases.get(at)!.modules.startServer({ dataDir, port, host: '127.0.0.1', outdatedMs: 300 });
  let server = await start(schema, 0);
  cleanUp.push(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  });
  return {
    origin: `http://127.0.0.1:${server.port}`,
    enrol: async () => await server.clinic.enrol({ role: 'desk', site: 'main' }),
    become: async (next) => {
      const { port } = server;
      await server.stop();
      server = await start(next, port);
    },
    read: async (doc) => (await server.clinic.read(doc)).map(({ fact: { kind, of } }) => ({ kind, of })),
    refused: async () => (await server.clinic.listRefused()).length
  };
}

interface Device {
  record(doc: DocId, facts: readonly { kind: string; of: unknown }[]): Promise<void>;
  status(is: (status: SyncStatus) => boolean): Promise<SyncStatus>;
  /** What its folds are given of a document, and the bytes it holds. */
  read(doc: DocId): Promise<{ facts: { kind: string; of: unknown }[]; bytes: string[] }>;
  close(): void;
}

let count = 0;

async function deviceOf(
  schema: number,
  {
    origin,
    credentials,
    name = `versions-${++count}`
  }: { origin?: string; credentials: DeviceCredentials; name?: string }
): Promise<Device & { readonly name: string }> {
  const { modules: release } = releases.get(schema)!;
  const database = await release.openDatabase(name);
  await release.rebuildIfStale(database);
  const clock = await release.deviceClock(database);
  const board = release.statusBoard();
  const store = release.createStore(database, { now: clock.now });
  const newClient = async () => release.clientIdOf(credentials.deviceNo, await release.nextBoot(database));
  const replica = release.createReplica({ store, newClient, now: clock.now });
  const stopOutbox = release.followOutbox(database, replica, board);
  const platform = {
    seams: release.browserSeams,
    locks: navigator.locks,
    upkeep: release.startUpkeep,
    nudged: () => () => undefined
  };
  const parts = {
    surface: 'desk' as const,
    key: null,
    credentials,
    store,
    replica,
    clock,
    status: board,
    build: 'test',
    platform
  };
  const connected = origin === undefined ? null : release.connect({ ...parts, key: null, origin });
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    connected?.close();
    stopOutbox();
    database.close();
  };
  cleanUp.push(close);
  return {
    name,
    close,
    record: async (doc, facts) =>
      void (await replica.record(`device:${credentials.deviceNo}`, [{ doc, facts: facts as never }])),
    status: async (is) =>
      await new Promise((resolve) => {
        const stop = board.watch((value) => {
          if (!is(value)) return;
          queueMicrotask(() => stop());
          resolve(value);
        });
      }),
    read: async (doc) => {
      const updates = await store.updatesOf(doc);
      const runs = updates.flatMap((update) => release.readableRuns(update) ?? []);
      const facts = release.recordedIn(parseDocId(doc), release.joinedRuns(runs));
      return { facts: facts.map(({ fact: { kind, of } }) => ({ kind, of })), bytes: bytesOf(release.joinedRuns(runs)) };
    }
  };
}

const bytesOf = (runs: readonly Parameters<typeof encodeRun>[0][]): string[] =>
  runs.map((run) => Buffer.from(encodeRun(run)).toString('base64')).sort();

const docOf = (schema: number): DocId => dayDoc('main', `2026-11-0${schema}`);
const isSent = ({ unsent, link }: SyncStatus): boolean => unsent === 0 && link === 'live';

/** What a document of release `writer` says to release `reader`. */
const said = (writer: number, reader: number) => [
  ownFacts(writer)[0]!,
  { kind: 'probe/grown', of: grownAsReadBy(reader, writer) },
  newestChoice(writer)[0]!
];

test.each(SERVERS)(
  '[VER-1] [VER-2] [VER-4] [VER-5] a server of release %i with devices of releases 1 to 6: nothing is refused, what it cannot read waits, and all is there when it is updated',
  async (server) => {
    const clinic = await clinicOf(server);
    const oldest = Math.max(1, server - 4);
    const devices = new Map<number, Device>();
    // Old, and not too old for the newest server: that one would only be asked every half minute.
    const early = Math.max(2, oldest);
    const older = await deviceOf(early, { origin: clinic.origin, credentials: await clinic.enrol() });
    for (const schema of DEVICES) {
      const device = await deviceOf(schema, { origin: clinic.origin, credentials: await clinic.enrol() });
      devices.set(schema, device);
      await device.record(docOf(schema), ownFacts(schema));
      await device.record(docOf(schema), newestChoice(schema));
      if (schema <= server) await device.status(({ unsent }) => unsent === 0);
      else {
        const waiting = await device.status(({ unsent, update }) => unsent === 1 && update === 'server');
        expect(waiting.refused).toEqual([]);
        expect(await clinic.read(docOf(schema))).toHaveLength(2);
      }
      const { update } = await device.status(({ update: standing }) => standing !== undefined);
      expect(update).toBe(schema < oldest ? 'needed' : schema > server ? 'server' : null);
    }
    // One too old is heard out, told to update, and kept nowhere else.
    if (oldest > 1) await devices.get(1)!.status(({ link, unsent }) => link === 'offline' && unsent === 0);
    expect(await clinic.refused()).toBe(0);

    const written = await Promise.all(
      DEVICES.map(async (schema) => (await devices.get(schema)!.read(docOf(schema))).bytes)
    );
    await clinic.become(NEWEST);
    for (const schema of DEVICES.filter((one) => one > server)) await devices.get(schema)!.status(isSent);
    for (const schema of DEVICES) expect(await clinic.read(docOf(schema))).toEqual(said(schema, NEWEST));

    // The oldest device that is served read it all, could not fold all, and is updated in the end.
    for (const schema of DEVICES) {
      const has = async (): Promise<boolean> =>
        (await older.read(docOf(schema))).bytes.join() === written[schema - 1]!.join();
      await expect.poll(has, { timeout: 20_000 }).toBe(true);
      expect((await older.read(docOf(schema))).facts.length).toBe(schema <= early ? 3 : 2);
    }
    older.close();
    const updated = await deviceOf(NEWEST, { credentials: await clinic.enrol(), name: older.name });
    for (const schema of DEVICES) {
      const { facts, bytes } = await updated.read(docOf(schema));
      expect({ schema, facts, bytes }).toEqual({ schema, facts: said(schema, NEWEST), bytes: written[schema - 1] });
    }
  },
  90_000
);
