import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { bytesOfHex, chainHeadText, chainWriter, hexOf, notedOf } from '#domain/audit/chain.ts';
import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import { auditDoc, patientDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { CheckpointsAnswer } from '#protocol/audit-http.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { openCore } from '#server/core.ts';
import { LocalClinic } from '#server/clinic/local-clinic.ts';
import { newKey } from '#tests/fixtures/audit-export.ts';
import { muxOf, muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

let rig: Rig | undefined;
let folder: string | undefined;
afterEach(async () => {
  await rig?.dispose();
  rig = undefined;
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const DATE = '2026-11-20';
const NOW = Date.parse(`${DATE}T14:00:00Z`);

/** A desk's entries as facts, all of one session. */
function entries(device: number, session: string, count: number): Fact[] {
  const writer = chainWriter(device, session, null, sha256);
  return Array.from({ length: count }, (_, i) => {
    const entry = writer.extend(
      { action: 'patient/viewed', refs: [`patient:p${i}`] },
      { hlc: NOW * 1024 + i, wall: NOW + i, user: 'u-ada' }
    );
    return { kind: 'audit/noted', at: NOW * 1024 + i, by: 'u-ada', of: notedOf(entry) };
  });
}

async function started(): Promise<{ rig: Rig; desk: DeviceCredentials }> {
  folder = mkdtempSync(path.join(tmpdir(), 'anteroom-audit-'));
  rig = await startRig({ dataDir: folder, now: () => NOW });
  await rig.clinic.setUp(PRACTICE);
  return { rig, desk: await rig.enrol('desk') };
}

async function checkpointsOf(device: DeviceCredentials, after = -1): Promise<CheckpointsAnswer> {
  const response = await fetch(`${rig?.http}/api/audit/checkpoints?after=${after}`, {
    headers: { authorization: `Bearer ${device.token}` }
  });
  return (await response.json()) as CheckpointsAnswer;
}

/** Writes a desk's entries, makes checkpoints around them, and stops the server. */
async function written(): Promise<{ readonly dataDir: string; readonly seen: readonly Checkpoint[] }> {
  const { rig: server, desk } = await started();
  const doc = openChannel(await muxSocket(server, desk), desk, 1, auditDoc(desk.deviceNo, DATE));
  const facts = entries(desk.deviceNo, 's1', 30);
  expect(await doc.append(0, facts.slice(0, 20))).toMatchObject({ type: 'ack' });
  await server.audit.checkpoints.tick();
  expect(await doc.append(20, facts.slice(20))).toMatchObject({ type: 'ack' });
  await server.audit.checkpoints.tick();
  const { checkpoints } = await checkpointsOf(desk);
  expect(checkpoints.map(({ n }) => n)).toEqual([0, 1]);
  await server.stop();
  return { dataDir: server.dataDir, seen: checkpoints };
}

async function findings(dataDir: string, seen: readonly Checkpoint[] = []) {
  const core = await openCore(dataDir, { now: () => NOW });
  try {
    return await new LocalClinic(core).verifyAudit(seen);
  } finally {
    await core.close();
  }
}

test('[AUD-4] devices’ chains and the server’s checkpoints agree, after a restart too', async () => {
  const { dataDir, seen } = await written();
  const report = await findings(dataDir, seen);
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ checkpoints: 2 });
  expect(report.entries).toBeGreaterThanOrEqual(30);

  rig = await startRig({ dataDir, now: () => NOW });
  expect(await rig.audit.checkpoints.tick()).toBeNull(); // nothing new
  const desk = await rig.enrol('desk');
  const doc = openChannel(await muxSocket(rig, desk), desk, 1, auditDoc(desk.deviceNo, DATE));
  expect(await doc.append(0, entries(desk.deviceNo, 's2', 1))).toMatchObject({ type: 'ack' });
  expect(await rig.audit.checkpoints.tick()).toMatchObject({ n: 2, prev: expect.not.stringMatching(/^0+$/) });
  expect(await rig.audit.checkpoints.tick()).toBeNull();
});

test('[AUD-10] the server writes down which device it gave which document, whatever that device says', async () => {
  const { rig: server, desk } = await started();
  await openChannel(await muxSocket(server, desk), desk, 1, patientDoc('p-1')).join();
  await server.stop();
  const core = await openCore(server.dataDir, { now: () => NOW });
  const facts = await new LocalClinic(core).read(auditDoc(1, DATE));
  await core.close();
  expect(facts.map(({ fact }) => fact.of)).toContainEqual(
    expect.objectContaining({ action: 'document/served', refs: [`device:${desk.deviceNo}`, 'document:patient/p-1'] })
  );
});

test('[AUD-6] another device’s log is neither read nor written, and nothing in a log is taken back', async () => {
  const { rig: server, desk } = await started();
  const other = await server.enrol('desk');
  const socket = await muxSocket(server, desk);
  openChannel(socket, desk, 1, auditDoc(other.deviceNo, DATE));
  expect(await socket.next((bytes) => muxOf(bytes, 'refused'))).toMatchObject({ channel: 1, code: 'E_ROLE' });
  const own = openChannel(socket, desk, 2, auditDoc(desk.deviceNo, DATE));
  const [first] = entries(desk.deviceNo, 's1', 1);
  expect(await own.append(0, [first!])).toMatchObject({ type: 'ack' });
  const voided = { kind: 'fact/voided', at: 1, by: 'u-ada', of: { fact: `${own.client}.0` as const } };
  expect(await own.append(1, [voided])).toMatchObject({ type: 'no', code: 'E_SCHEMA' });
});

/** Changes the stored bytes of the log and mends the journal's own chain behind it, as its operator could. */
async function rewritten(dataDir: string): Promise<void> {
  const { chained, chainStart } = await import('#server/journal/chain.ts');
  const { decodeRuns, encodeRun } = await import('#protocol/update.ts');
  const db = new DatabaseSync(path.join(dataDir, 'anteroom.sqlite'));
  const epoch = String(db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.['value']);
  let previous = chainStart(epoch);
  const sql = 'SELECT j.*, d.name FROM journal j JOIN docs d ON d.id = j.doc ORDER BY seq';
  for (const row of db.prepare(sql).all()) {
    let bytes = row['bytes'] as Uint8Array;
    if (String(row['name']).startsWith('audit/3/') && Number(row['clock']) === 0) {
      const [run] = decodeRuns(bytes);
      const facts = (run!.facts as Fact[]).map((fact, i) => (i === 7 ? { ...fact, by: 'u-somebody-else' } : fact));
      bytes = encodeRun({ ...run!, facts });
    }
    const numbers = ['seq', 'device', 'client', 'clock', 'count', 'at'].map((key) => [key, Number(row[key])]);
    const entry = { ...Object.fromEntries(numbers), doc: String(row['name']), update: bytes } as never;
    previous = chained(previous, entry);
    db.prepare('UPDATE journal SET bytes = ?, hash = ? WHERE seq = ?').run(bytes, previous, Number(row['seq']));
  }
  db.exec('DELETE FROM snapshots');
  db.close();
  rmSync(path.join(dataDir, 'anteroom.seal'), { force: true });
}

test('[AUD-3] who changes a row of the journal and mends its chain is found by the log’s, and by the checkpoints', async () => {
  const { dataDir, seen } = await written();
  await rewritten(dataDir);
  const report = await findings(dataDir, seen);
  expect(report.findings).toContainEqual({ code: 'changed', row: '3/s1/7' });
  expect(report.findings).toContainEqual({ code: 'not-as-witnessed', row: 'checkpoint 0' });
});

test('[AUD-5] checkpoints that a device was shown and that are not here are named', async () => {
  const { dataDir, seen } = await written();
  const other = seen.map((one) => ({ ...one, root: sha256('another history') }));
  const report = await findings(dataDir, other);
  expect(report.findings).toEqual([
    { code: 'witness-disagrees', row: 'checkpoint 0' },
    { code: 'witness-disagrees', row: 'checkpoint 1' }
  ]);
});

/** A desk with a signing key writes so many entries, and signs the last of them with a key. */
async function signedBy(
  key: ReturnType<typeof newKey>,
  of: ReturnType<typeof newKey>,
  { count = 5, isSigning = true } = {}
) {
  const { rig: server } = await started();
  const keys = { sig: of.raw, dh: newKey().raw };
  const { device, token } = await server.core.devices.enrol('desk', 'main', undefined, { keys });
  const credentials = { ...(await server.enrol('desk')), deviceNo: device.deviceNo, token };
  const doc = openChannel(await muxSocket(server, credentials), credentials, 1, auditDoc(device.deviceNo, DATE));
  const facts = entries(device.deviceNo, 's1', count);
  const { hash } = facts.at(-1)?.of as { hash: Uint8Array };
  const place = { dev: device.deviceNo, session: 's1', seq: count - 1 };
  const signature = bytesOfHex(key.sign(chainHeadText(place, hexOf(hash))));
  const signed = {
    kind: 'audit/signed',
    at: 1,
    by: 'u-ada',
    of: { session: 's1', seq: count - 1, keyId: 'device', signature }
  };
  const all = isSigning ? [...facts, signed] : facts;
  expect(await doc.append(0, all)).toMatchObject({ type: 'ack' });
  await server.stop();
  return { row: `${device.deviceNo}/s1`, report: await findings(server.dataDir) };
}

test('[AUD-9] what a device signed is checked against the key it was enrolled with', async () => {
  const own = newKey();
  expect((await signedBy(own, own)).report.findings).toEqual([]);
  rmSync(folder ?? '', { recursive: true, force: true });
  const { row, report } = await signedBy(newKey(), own);
  expect(report.findings).toEqual([{ code: 'signature-wrong', row: `${row}/4` }]);
});

test('[AUD-9] entries that a device which signs has not signed are named', async () => {
  const own = newKey();
  const { row, report } = await signedBy(own, own, { count: 70, isSigning: false });
  expect(report.findings).toEqual([{ code: 'unsigned', row: `${row}/0` }]);
});
