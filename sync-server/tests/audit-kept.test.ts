import 'fake-indexeddb/auto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { chainWriter, entriesIn, notedOf } from '#domain/audit/chain.ts';
import { verifyExport } from '#domain/audit/verify-export.ts';
import { auditDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { SEALED } from '#server/audit/month-seals.ts';
import { isSignedBy } from '#server/audit/signature.ts';
import { auditHere } from '#storage/audit-here.ts';
import { compact } from '#storage/compaction.ts';
import { acknowledged } from '#storage/outbox.ts';
import { dropPacked, freeSpace } from '#storage/space.ts';
import { backupsAt } from '#server/backup/files.ts';
import { newRecoveryKey, privateKeyFrom } from '#server/backup/recovery-key.ts';
import { restore } from '#server/backup/restore.ts';
import { outdated } from '#server/backup/retention.ts';
import { LocalClinic } from '#server/clinic/local-clinic.ts';
import { soundSeries } from '#server/cli/restore.ts';
import { openCore } from '#server/core.ts';
import { add, closeStores, here, testStore } from '#tests/fixtures/test-store.ts';
import { muxSocket, openChannel, PRACTICE, startRig } from './rig.ts';

const cleanUp: (() => unknown)[] = [closeStores];
afterEach(async () => {
  for (const work of cleanUp.splice(1).reverse()) await work();
  closeStores();
});

const SIX_YEARS_AGO = '2020-11-20';
const THEN = Date.parse(`${SIX_YEARS_AGO}T15:00:00Z`);

function entries(device: number, count: number): Fact[] {
  const writer = chainWriter(device, 's1', null, sha256);
  return Array.from({ length: count }, (_, i): Fact => {
    const at = { hlc: THEN * 1024 + i, wall: THEN + i, user: 'u-1' };
    const entry = writer.extend({ action: 'patient/viewed', refs: [`patient:p${i}`] }, at);
    return { kind: 'audit/noted', at: THEN * 1024 + i, by: 'u-1', of: notedOf(entry) };
  });
}

test('[AUD-19] on the device that wrote it, merging, making room and taking records off leave its log as it was', async () => {
  const store = await testStore();
  const doc = auditDoc(1, SIX_YEARS_AGO);
  const facts = entries(1, 120);
  for (const [clock, one] of facts.entries()) await store.append([add([one], here, clock, doc, true)]);
  await acknowledged(store.database, doc, here, facts.length);
  const all = async () => (await auditHere(store.database, '2020-01-01', '2026-12-31')).map(({ seq }) => seq);
  const before = await all();
  expect(before).toHaveLength(120);
  expect(await compact(store.database, doc)).toBe(true);
  await freeSpace(store.database, () => true);
  await dropPacked(store.database, []);
  expect(await all()).toEqual(before);
  expect(await auditHere(store.database, '2020-11-21', '2026-12-31')).toEqual([]);
});

test('[AUD-19] what is six years old is on the server after years of backups, and in what one of them restores', async () => {
  const rig = await startRig({ now: () => THEN });
  cleanUp.push(() => rig.dispose());
  await rig.clinic.setUp(PRACTICE);
  const key = newRecoveryKey();
  await rig.clinic.setRecoveryKey(key.publicKey);
  const desk = await rig.enrol('desk');
  const doc = auditDoc(desk.deviceNo, SIX_YEARS_AGO);
  const channel = openChannel(await muxSocket(rig, desk), desk, 1, doc);
  expect(await channel.append(0, entries(desk.deviceNo, 40))).toMatchObject({ type: 'ack' });
  const place = mkdtempSync(path.join(tmpdir(), 'anteroom-kept-'));
  cleanUp.push(() => rmSync(place, { recursive: true, force: true }));
  await rig.clinic.backup(place);
  const files = await backupsAt(place);
  // However old it is: the newest full one is never outdated.
  expect(outdated(files, THEN + 7 * 366 * 86_400_000, 1)).toEqual([]);
  const series = await soundSeries(files);
  const restored = path.join(place, 'restored');
  await restore(restored, series, {
    privateKey: privateKeyFrom(key.secret)!,
    to: null,
    now: THEN + 6 * 366 * 86_400_000
  });
  const core = await openCore(restored, { now: () => THEN + 6 * 366 * 86_400_000 });
  cleanUp.push(() => core.close());
  const clinic = new LocalClinic(core);
  expect(entriesIn(await clinic.read(doc))).toHaveLength(40);
  expect((await clinic.verifyAudit([])).findings).toEqual([]);
});

test('[AUD-19] each month that is over is sealed once, in a file that says of itself that it is whole', async () => {
  let now = Date.parse('2026-10-20T15:00:00Z');
  const rig = await startRig({ now: () => now });
  cleanUp.push(() => rig.dispose());
  await rig.clinic.setUp(PRACTICE);
  const desk = await rig.enrol('desk');
  const channel = openChannel(await muxSocket(rig, desk), desk, 1, auditDoc(desk.deviceNo, '2026-10-20'));
  expect(await channel.append(0, entries(desk.deviceNo, 40))).toMatchObject({ type: 'ack' });
  expect(await rig.audit.months.tick()).toEqual([]); // it is not over yet
  now = Date.parse('2026-11-01T00:00:00Z');
  expect(await rig.audit.months.tick()).toEqual(['2026-10.jsonl']);
  expect(await rig.audit.months.tick()).toEqual([]);
  const file = path.join(rig.dataDir, SEALED, '2026-10.jsonl');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const isSigned = (...of: Parameters<typeof isSignedBy>) => Promise.resolve(isSignedBy(...of));
  const report = await verifyExport(readFileSync(file, 'utf8').split('\n'), { sha256, isSigned });
  expect(report.findings).toEqual([]);
  expect(report.entries).toBeGreaterThanOrEqual(40);
  now = Date.parse('2026-12-01T00:00:00Z');
  expect(await rig.audit.months.tick()).toEqual([]); // in November nothing was written
});
