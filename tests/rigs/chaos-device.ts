import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { connect } from '#boot/connect.ts';
import { deviceClock } from '#boot/device-clock.ts';
import { followOutbox } from '#boot/follow-outbox.ts';
import { statusBoard } from '#boot/status.ts';
import { startUpkeep } from '#boot/upkeep.ts';
import type { DocId } from '#domain/documents.ts';
import { clientIdOf } from '#domain/ids.ts';
import { statusLine } from '#features/shell/sync-words.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeRun } from '#protocol/update.ts';
import { createReplica } from '#replica/replica.ts';
import type { SyncStatus } from '#station/station.ts';
import { openDatabase } from '#storage/database.ts';
import { nextBoot } from '#storage/meta.ts';
import { joinedRuns, readableRuns } from '#storage/runs.ts';
import { createStore } from '#storage/store.ts';
import { browserSeams } from '#sync/seams.ts';

/** A desk as it is, from its database to its socket, without a screen. */
export interface ChaosDevice {
  readonly credentials: DeviceCredentials;
  readonly status: () => SyncStatus;
  /** What the status line says at this moment. */
  readonly says: () => string;
  watch(next: (status: SyncStatus) => void): void;
  /** Resolves when it is on the device's disk. */
  record(doc: DocId, of: { readonly visit: string }): Promise<void>;
  open(doc: DocId): void;
  /** A digest of all that the device has of a document, whoever wrote it. */
  hash(doc: DocId): Promise<string>;
  close(): void;
}

let count = 0;

export async function chaosDevice(origin: string, credentials: DeviceCredentials): Promise<ChaosDevice> {
  const database = await openDatabase(`chaos-${++count}-${Date.now()}`);
  const clock = await deviceClock(database);
  const status = statusBoard();
  const store = createStore(database, { now: clock.now });
  const newClient = async () => clientIdOf(credentials.deviceNo, await nextBoot(database));
  const replica = createReplica({ store, newClient, now: clock.now });
  const stopOutbox = followOutbox(database, replica, status);
  const platform = {
    seams: browserSeams,
    locks: navigator.locks,
    upkeep: startUpkeep,
    nudged: () => () => undefined
  };
  const parts = { credentials, store, replica, clock, status, origin, platform };
  const connected = connect({ ...parts, surface: 'desk', key: null, build: 'rig' });
  return {
    credentials,
    status: () => status.value,
    says: () => statusLine(status.value, clock.now()).text,
    watch: (next) => void status.watch(next),
    record: async (doc, of) =>
      void (await replica.record(`device:${credentials.deviceNo}`, [{ doc, facts: [{ kind: 'visit/ready', of }] }])),
    open: (doc) => void connected.open(doc),
    hash: async (doc) => hashOf(await store.updatesOf(doc)),
    close: () => {
      connected.close();
      stopOutbox();
      database.close();
    }
  };
}

/** Of the facts in updates, by writer: the same for the same facts, however they were cut. */
export function hashOf(updates: readonly Uint8Array[]): string {
  const runs = joinedRuns(updates.flatMap((update) => readableRuns(update) ?? []));
  const hash = createHash('sha256');
  for (const run of runs.toSorted((a, b) => a.client - b.client)) hash.update(encodeRun(run));
  return hash.digest('base64');
}
