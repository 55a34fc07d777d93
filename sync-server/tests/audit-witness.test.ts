import 'fake-indexeddb/auto';
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { followCheckpoints, witnessed } from '#boot/witness.ts';
import { DISAGREES } from '#boot/tell-disagreement.ts';
import { chainWriter, notedOf } from '#domain/audit/chain.ts';
import { auditDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { chained, chainStart } from '#server/journal/chain.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { openDatabase } from '#storage/database.ts';
import { browserSeams } from '#sync/seams.ts';
import { muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

const NOW = Date.parse('2026-11-20T15:00:00Z');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Looks of a desk, sent over a live socket. */
async function looks(rig: Rig, desk: DeviceCredentials, session: string, date: string): Promise<void> {
  const writer = chainWriter(desk.deviceNo, session, null, sha256);
  const facts = Array.from({ length: 5 }, (_, i): Fact => {
    const at = { hlc: NOW * 1024 + i, wall: NOW + i, user: 'u-ada' };
    const entry = writer.extend({ action: 'patient/viewed', refs: [`patient:p${i}`] }, at);
    return { kind: 'audit/noted', at: NOW * 1024 + i, by: 'u-ada', of: notedOf(entry) };
  });
  const channel = openChannel(await muxSocket(rig, desk), desk, 1, auditDoc(desk.deviceNo, date));
  expect(await channel.append(0, facts)).toMatchObject({ type: 'ack' });
}

/** A device that keeps what the server signs: asks at once, and again each time it is told to. */
async function witness(name: string, desk: DeviceCredentials) {
  const database = await openDatabase(name);
  closing.push(() => database.close());
  const said: string[] = [];
  return {
    database,
    said,
    async follow(rig: Rig): Promise<void> {
      const life = new AbortController();
      let rounds = 0;
      const after = (_: number, work: () => void): (() => void) => {
        rounds++;
        queueMicrotask(() => {
          life.abort();
          work();
        });
        return () => {};
      };
      const seams = { ...browserSeams, after };
      const token = (): Promise<string> => Promise.resolve(desk.token);
      const of = { database, origin: rig.http, token, serverKey: undefined, seams, signal: life.signal };
      await followCheckpoints({ ...of, disagreed: (words) => said.push(words) });
      expect(rounds).toBe(1);
    }
  };
}

/** Tells the past anew, as its operator could: an entry is gone, the journal's chain is mended, the checkpoints are made and signed again. */
function retold(dataDir: string): void {
  const db = new DatabaseSync(path.join(dataDir, 'anteroom.sqlite'));
  const epoch = String(db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.['value']);
  let previous = chainStart(epoch);
  const rows = db.prepare('SELECT j.*, d.name FROM journal j JOIN docs d ON d.id = j.doc ORDER BY seq').all();
  db.exec('DELETE FROM journal');
  let seq = 0;
  for (const row of rows) {
    let bytes = row['bytes'] as Uint8Array;
    const facts = decodeRuns(bytes).flatMap((run) => run.facts as Fact[]);
    if (facts.some(({ kind }) => kind === 'audit/checkpoint')) continue;
    if (String(row['name']).startsWith('audit/3/')) {
      const [run] = decodeRuns(bytes);
      bytes = encodeRun({ ...run!, facts: facts.map((fact) => ({ ...fact, by: 'u-somebody-else' })) });
    }
    const [device, client, clock, count, at] = ['device', 'client', 'clock', 'count', 'at'].map((key) =>
      Number(row[key])
    );
    const entry = { seq: ++seq, device, client, clock, count, at, doc: String(row['name']), update: bytes };
    previous = chained(previous, entry as never);
    db.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...([seq, row['doc'], device, client, clock, count, at, bytes, previous] as never[])
    );
  }
  db.exec("DELETE FROM snapshots; DELETE FROM meta WHERE key IN ('audit-heads', 'audit-index')");
  db.close();
  rmSync(path.join(dataDir, 'anteroom.seal'), { force: true });
}

test('[AUD-5] a server that tells its past anew is found out by what a device was shown, over live sockets', async () => {
  const rig = await startRig({ now: () => NOW });
  closing.push(() => rig.dispose());
  await rig.clinic.setUp(PRACTICE);
  const desk = await rig.enrol('desk');
  const device = await witness('witness-retold', desk);
  for (const [session, date] of [
    ['s1', '2026-11-18'],
    ['s2', '2026-11-19']
  ] as const) {
    await looks(rig, desk, session, date);
    expect(await rig.audit.checkpoints.tick()).not.toBeNull();
    await device.follow(rig);
  }
  const kept = await witnessed(device.database);
  expect(kept.map(({ n }) => n)).toEqual([0, 1]);
  expect(device.said).toEqual([]);

  await rig.stop();
  retold(rig.dataDir);
  const again = await startRig({ dataDir: rig.dataDir, now: () => NOW });
  closing.push(() => again.stop());
  // Its own story is whole: nobody who has only the server would know.
  expect(await again.audit.checkpoints.tick()).toMatchObject({ n: 0 });
  for (const date of ['2026-11-20', '2026-11-21']) {
    await looks(again, desk, `s-${date}`, date);
    await again.audit.checkpoints.tick();
  }
  await device.follow(again);
  expect(device.said).toEqual([DISAGREES]);
  // What the device kept is not overwritten by the new story, and convicts it.
  expect(await witnessed(device.database)).toEqual(kept);
  const { findings } = await again.clinic.verifyAudit(kept);
  expect(findings).toContainEqual({ code: 'witness-disagrees', row: 'checkpoint 0' });
  expect(findings).toContainEqual({ code: 'witness-disagrees', row: 'checkpoint 1' });
});
