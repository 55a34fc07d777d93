import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { chainWriter, notedOf } from '#domain/audit/chain.ts';
import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import { exportWriter, type ExportLine } from '#domain/audit/export.ts';
import { sha256 as everywhere } from '#domain/audit/sha256.ts';
import { findingWords } from '#domain/audit/finding-words.ts';
import { verifyExport, type ExportReport } from '#domain/audit/verify-export.ts';
import { auditDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { seeded } from '#domain/random.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { isSignedBy } from '#server/audit/signature.ts';
import { verify } from '#server/cli/verify.ts';
import { exportedLog, resummed } from '#tests/fixtures/audit-export.ts';
import { muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

const TRIES = Number(process.env['AUDIT_TRIES'] ?? 500);
const NOW = Date.parse('2026-11-20T15:00:00Z');
let rig: Rig | undefined;
afterEach(async () => {
  await rig?.dispose();
  rig = undefined;
});

const isSigned = (key: string, text: string, signature: string): Promise<boolean> =>
  Promise.resolve().then(() => isSignedBy(key, text, signature));
const check = (lines: Iterable<string>): Promise<ExportReport> => verifyExport(lines, { sha256, isSigned });

test('[AUD-18] an export says of itself that it is whole, with the hash that runs everywhere too', async () => {
  const lines = exportedLog();
  expect(await check(lines)).toMatchObject({ findings: [], entries: 200, checkpoints: 4, areSignaturesChecked: true });
  const report = await verifyExport(lines, { sha256: everywhere, isSigned: () => Promise.resolve(null) });
  expect(report).toMatchObject({ findings: [], areSignaturesChecked: false });
});

test('[AUD-18] what a device was shown stands after the seal, with sums of its own, and contradicts another story', async () => {
  const lines = exportedLog();
  const points = lines.map((text) => JSON.parse(text) as ExportLine).filter(({ line }) => line === 'checkpoint');
  const shown = (more: object): string[] => {
    const writer = exportWriter(sha256);
    return points.map((point) => writer.write({ ...point, ...more, line: 'witness' } as ExportLine));
  };
  const seen = shown({});
  expect(await check([...lines, ...seen])).toMatchObject({ findings: [], witnesses: 4 });
  expect((await check([...lines, ...seen.slice(1)])).findings.map(({ code }) => code)).toEqual(['export-changed']);
  const other = await check([...lines, ...shown({ root: sha256('another history') })]);
  expect(other.findings.map(({ code }) => code)).toEqual(points.map(() => 'witness-disagrees'));
});

/** One edit, deletion or swap of lines at random; answers the first line that is not as it was. */
function tampered(
  lines: readonly string[],
  random: () => number
): { readonly lines: string[]; readonly first: number } {
  const changed = [...lines];
  const at = Math.floor(random() * lines.length);
  const kind = Math.floor(random() * 3);
  if (kind === 1) {
    changed.splice(at, 1);
    return { lines: changed, first: at };
  }
  if (kind === 2) {
    const other = (at + 1 + Math.floor(random() * (lines.length - 1))) % lines.length;
    [changed[at], changed[other]] = [lines[other]!, lines[at]!];
    return { lines: changed, first: Math.min(at, other) };
  }
  // A digit or a letter of it, anywhere in the line.
  const text = lines[at]!;
  for (;;) {
    const where = Math.floor(random() * text.length);
    const was = text[where]!;
    if (!/[a-z0-9]/.test(was)) continue;
    const now = /\d/.test(was)
      ? String((Number(was) + 1) % 10)
      : was === 'z'
        ? 'a'
        : String.fromCharCode(was.charCodeAt(0) + 1);
    changed[at] = text.slice(0, where) + now + text.slice(where + 1);
    return { lines: changed, first: at };
  }
}

test(`[AUD-18] ${TRIES} random edits, deletions and swaps of its lines are all found, and the first bad line is named`, async () => {
  const lines = exportedLog({ entries: 80, skip: 30 });
  const random = seeded(18);
  for (let i = 0; i < TRIES; i++) {
    const { lines: bad, first } = tampered(lines, random);
    const [finding] = (await check(bad)).findings;
    expect(finding, `try ${i}`).toBeDefined();
    // With the seal gone there is no line after it to tell.
    if (bad.length === lines.length || first < lines.length - 1)
      expect(finding?.row, `try ${i}`).toMatch(new RegExp(`line ${first + 1}$`));
    expect(findingWords(finding!)).not.toBe('');
  }
}, 300_000);

test('[AUD-18] who mends the sums as well is found by the chains, the signatures or the seal', async () => {
  const lines = exportedLog({ entries: 80, skip: 30 });
  const random = seeded(19);
  for (let i = 0; i < Math.min(TRIES, 100); i++) {
    const { lines: bad } = tampered(lines, random);
    const mended = resummed(bad);
    // Only a sum was changed, and is mended: this is the file as it was.
    if (mended.join('\n') === lines.join('\n')) continue;
    expect((await check(mended)).findings, `try ${i}`).not.toEqual([]);
  }
});

test('[AUD-18] an entry that somebody made to fit its chain is contradicted by its device’s signature and by what follows', async () => {
  const lines = exportedLog();
  const at = lines.findIndex((text) => text.includes('"line":"entry"') && text.includes('"seq":12,'));
  const forged = lines.map((text, index) => (index === at ? text.replace(/"user":"u-\d+"/, '"user":"u-99"') : text));
  const { findings } = await check(resummed(forged));
  expect(findings.map(({ code }) => code)).toContain('changed');
  expect(findings.map(({ row }) => row)).toContainEqual(expect.stringMatching(/\/12$/));
});

test.each([
  ['nothing', []],
  ['no JSON', ['once upon a time']],
  ['another file', ['{"line":"head","format":"something else"}']],
  ['a list', ['[1,2,3]']],
  ['null', ['null']],
  ['entries without a head', exportedLog().slice(1)],
  ['a head alone', exportedLog().slice(0, 1)],
  ['a line with too little in it', [exportedLog()[0]!, '{"line":"entry","sum":"0000000000000000"}']]
])('[AUD-18] %s is no export, and is said to be none', async (_, lines) => {
  expect((await check(lines)).findings).not.toEqual([]);
});

test('[AUD-18] the server exports a stretch of days, sealed; that it did is in the log', async () => {
  rig = await startRig({ now: () => NOW });
  await rig.clinic.setUp(PRACTICE);
  const desk = await rig.enrol('desk');
  const session = await rig.signIn(desk, {
    user: 'u-po',
    name: 'Pia Officer',
    initials: 'PO',
    role: 'privacy-officer'
  });
  const writer = chainWriter(desk.deviceNo, 's1', null, sha256);
  const facts = Array.from({ length: 30 }, (_, i): Fact => {
    const at = { hlc: NOW * 1024 + i, wall: NOW + i, user: 'u-ada' };
    const entry = writer.extend({ action: 'patient/viewed', refs: [`patient:p${i}`], reason: 'Öffnung – 医院' }, at);
    return { kind: 'audit/noted', at: NOW * 1024 + i, by: 'u-ada', of: notedOf(entry) };
  });
  const doc = openChannel(await muxSocket(rig, desk), desk, 1, auditDoc(desk.deviceNo, '2026-11-20'));
  expect(await doc.append(0, facts.slice(0, 20))).toMatchObject({ type: 'ack' });
  await rig.audit.checkpoints.tick();
  expect(await doc.append(20, facts.slice(20))).toMatchObject({ type: 'ack' });
  await rig.audit.checkpoints.tick();
  const ask = async (body: object): Promise<Response> =>
    await fetch(`${rig?.http}/api/audit/export`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${desk.token}`,
        [SESSION_HEADER]: session
      },
      body: JSON.stringify(body)
    });
  const answer = await ask({ from: NOW - 86_400_000, to: NOW + 86_400_000 });
  const { lines } = (await answer.json()) as { lines: string[] };
  const report = await check(lines);
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ checkpoints: 2, head: { madeBy: 'u-po' } });
  expect(report.entries).toBeGreaterThanOrEqual(30);
  const own = await rig.clinic.read(auditDoc(1, '2026-11-20'));
  expect(own.map(({ fact }) => fact.of)).toContainEqual(
    expect.objectContaining({ action: 'access-log/exported', reason: '2026-11-19 to 2026-11-21' })
  );
  for (const bad of [{}, { from: NOW, to: NOW }, { from: 0, to: NOW }, { from: 'a', to: 'b' }])
    expect((await ask(bad)).status).toBe(400);
});

test('[AUD-5] the command line holds the log against what an exported file says a device was shown', async () => {
  rig = await startRig({ now: () => NOW });
  await rig.clinic.setUp(PRACTICE);
  await rig.enrol('desk');
  const shown = await rig.audit.checkpoints.tick();
  const { clinic } = rig;
  const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-witness-'));
  const told = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const code = async (lines: readonly string[]): Promise<number> => {
    const file = path.join(folder, 'log.jsonl');
    writeFileSync(file, lines.join('\n'));
    return await verify(['--audit', '--witness', file], () => Promise.resolve(clinic));
  };
  const line = (more: object): string =>
    exportWriter(sha256).write({ line: 'witness', ...(shown as Checkpoint), ...more } as ExportLine);
  expect(await code([...exportedLog().slice(0, 3), line({})])).toBe(0);
  expect(await code([line({ root: sha256('another history') })])).toBe(2);
  expect(told.mock.calls.flat().join(' ')).toContain('A device was shown another checkpoint 0');
  await expect(code(exportedLog())).rejects.toMatchObject({ code: 'verify/witness' });
  told.mockRestore();
  rmSync(folder, { recursive: true, force: true });
});
