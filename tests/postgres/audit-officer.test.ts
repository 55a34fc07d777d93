import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditQuestion } from '#domain/audit/audit-line.ts';
import { chainWriter, notedOf } from '#domain/audit/chain.ts';
import { auditDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { cardsFor, exceptionsFor, linesFor } from '#server/audit/audit-questions.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { muxSocket, openChannel, PRACTICE, startRig, type Rig } from '../../sync-server/tests/rig.ts';
import { describePostgres, newDatabase } from './database.ts';

const NOW = Date.parse('2026-11-20T15:00:00Z');
const ALL: AuditQuestion = { about: null, user: null, group: 'all', from: 0, to: NOW + 86_400_000, before: null };

describePostgres('the index of the access log in PostgreSQL', () => {
  let rig: Rig;
  let desk: DeviceCredentials;
  beforeAll(async () => {
    rig = await startRig({ databaseUrl: await newDatabase(), now: () => NOW });
    await rig.clinic.setUp(PRACTICE);
    desk = await rig.enrol('desk');
  });
  afterAll(() => rig?.dispose());

  test('[AUD-16] [AUD-17] answers as the one in SQLite does: by page, by patient, by person, the exceptions and the cards', async () => {
    const writer = chainWriter(desk.deviceNo, 's1', null, sha256);
    const facts = Array.from({ length: 150 }, (_, i): Fact => {
      const at = { hlc: NOW * 1024 + i, wall: NOW + i, user: i % 2 ? 'u-a' : 'u-b' };
      const action = i === 149 ? 'access/broken-glass' : 'patient/viewed';
      const entry = writer.extend({ action, refs: [`patient:p${i % 3}`] }, at);
      return { kind: 'audit/noted', at: NOW * 1024 + i, by: at.user, of: notedOf(entry) };
    });
    const doc = openChannel(await muxSocket(rig, desk), desk, 1, auditDoc(desk.deviceNo, '2026-11-20'));
    expect(await doc.append(0, facts)).toMatchObject({ type: 'ack' });
    await rig.audit.index.caughtUp();

    const first = await linesFor(rig.core, { ...ALL, user: 'u-a' });
    expect([first.lines.length, first.more]).toEqual([75, false]);
    expect((await linesFor(rig.core, { ...ALL, about: 'patient:p1' })).lines).toHaveLength(50);
    const page = await linesFor(rig.core, ALL);
    const next = await linesFor(rig.core, { ...ALL, before: page.lines.at(-1)?.place ?? null });
    const names = new Set([...page.lines, ...next.lines].map(({ session, n }) => `${session}/${n}`));
    expect(names.size).toBe(page.lines.length + next.lines.length);
    const watches = [{ patient: 'p0', user: 'u-a', flag: 'own-record' as const }];
    const { lines } = await exceptionsFor(rig.core, { ...ALL, watches });
    expect(lines.map(({ flags }) => flags.join(' '))).toEqual([
      'broken-glass',
      ...Array.from({ length: 25 }, () => 'own-record')
    ]);
    expect(await cardsFor(rig.core, 0, NOW + 1)).toEqual({ failures: [], silent: [] });
  });
});
