import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditQuestion } from '#domain/audit/audit-line.ts';
import { notedOf, type AuditEntry } from '#domain/audit/chain.ts';
import { auditDoc } from '#domain/documents.ts';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { AuditIndex } from '#server/audit/audit-index.ts';
import { exceptionsFor, linesFor } from '#server/audit/audit-questions.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { openCore } from '#server/core.ts';
import type { Change, ChangePage } from '#server/journal/journal.ts';
import { auditLog } from '#tests/fixtures/audit-log.ts';

/** What the privacy officer waits for, with so many entries in the log: the index is made once, then asked. */
const ENTRIES = Number(process.argv[2] ?? 1_000_000);
const EACH = 50;
const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-bench-audit-'));
const core = await openCore(folder);
const log = auditLog({ entries: ENTRIES, devices: 20, each: 400, sha256 });
let last = 0;

/** A journal that has nothing but the log, made as it is read. */
function page(since: number, limit: number): ChangePage {
  const changes: Change[] = [];
  for (let seq = since + 1; seq <= since + limit && seq <= ENTRIES / EACH; seq++) {
    const entries: AuditEntry[] = [];
    for (let i = 0; i < EACH; i++) {
      const next = log.next();
      if (next.done !== true) entries.push(next.value);
    }
    last = entries.at(-1)?.wall ?? last;
    const facts = entries.map((entry) => ({ kind: 'audit/noted', at: 1, by: entry.user, of: notedOf(entry) }));
    changes.push({
      seq,
      doc: auditDoc(3, '2026-11-20'),
      update: encodeRun({ client: clientIdOf(3, 1), clock: 0, facts })
    });
  }
  const upTo = Math.min(since + limit, ENTRIES / EACH);
  return { changes, upTo, more: upTo < ENTRIES / EACH };
}

const journal = {
  ...core.journal,
  epoch: 'bench',
  head: () => ENTRIES / EACH,
  onCommit: () => () => undefined,
  changes: (since: number, limit: number) => Promise.resolve(page(since, limit))
};
const index = new AuditIndex({ ...core, journal }, console.error);
const from = performance.now();
await index.caughtUp();
console.log(`index of ${ENTRIES.toLocaleString('en-US')} entries: ${((performance.now() - from) / 1000).toFixed(1)} s`);

const ALL: AuditQuestion = { about: null, user: null, group: 'all', from: 0, to: last + 1, before: null };
const watches = Array.from({ length: 200 }, (_, i) => ({
  patient: `p${i}`,
  user: `u-${i % 12}`,
  flag: 'same-surname' as const
}));
await asked('who looked at a patient', () => linesFor(core, { ...ALL, about: 'patient:p77' }));
await asked('what a person did', () => linesFor(core, { ...ALL, user: 'u-3' }));
await asked('what a person printed, copied, uncovered', () => linesFor(core, { ...ALL, user: 'u-3', group: 'taken' }));
await asked(
  'everything, page 50',
  async () => {
    let before: AuditQuestion['before'] = null;
    for (let i = 0; i < 50; i++) before = (await linesFor(core, { ...ALL, before })).lines.at(-1)?.place ?? null;
  },
  50
);
// The fixture has an entry every 137 ms: a week of a large practice is a hundred thousand.
const week = { ...ALL, from: last - 100_000 * 137 };
await asked('exceptions of 100,000 entries, 200 pairs', () => exceptionsFor(core, { ...week, watches }));
await core.close();
rmSync(folder, { recursive: true, force: true });

async function asked(what: string, work: () => Promise<unknown>, each = 1): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / each);
  }
  times.sort((a, b) => a - b);
  console.log(`${what}: ${(times[4] ?? 0).toFixed(1)} ms a page, the slowest ${(times.at(-1) ?? 0).toFixed(1)} ms`);
}
