import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { entriesIn, type AuditEntry } from '#domain/audit/chain.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { backup } from './backup.ts';
import { enroll } from './enroll.ts';
import { importCommand } from './import.ts';
import { person } from './person.ts';
import { recoveryKey } from './recovery-key.ts';
import { revoke } from './revoke.ts';
import { startServer, type RunningServer } from '../server.ts';

let folder = '';
let server: RunningServer | null = null;
const data = (): string => path.join(folder, 'data');
const open = (): Promise<Clinic> => openClinic(data());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-acts-'));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.stop();
  server = null;
  await rm(folder, { recursive: true, force: true });
});

/** The server's own chain, and whether all of it holds. */
async function written(): Promise<{ readonly lines: readonly string[]; readonly findings: readonly unknown[] }> {
  const clinic = await open();
  const logs = await clinic.documents({ after: '', limit: 10, prefix: 'audit/1/' });
  const entries: AuditEntry[] = [];
  for (const { doc } of logs) entries.push(...entriesIn(await clinic.read(doc)));
  const { findings } = await clinic.verifyAudit([]);
  await clinic.close();
  const lines = entries
    .filter(({ user }) => user === 'command-line')
    .sort((a, b) => a.hlc - b.hlc)
    .map(({ user, action, refs, reason }) => [user, action, ...refs, reason].join(' ').trimEnd());
  return { lines, findings };
}

async function doAll(): Promise<void> {
  expect(await person(['--name', 'Bo Brook', '--role', 'clerk'], open)).toBe(0);
  expect(await person(['--name', 'Bo Brook', '--role', 'clerk'], open)).toBe(0);
  expect(await enroll(['--role', 'room'], open)).toBe(0);
  expect(await revoke(['--device', '3'], open)).toBe(0);
  expect(await recoveryKey([], open)).toBe(0);
  expect(await backup(['--to', path.join(folder, 'backups')], open)).toBe(0);
  const file = path.join(folder, 'a.ndjson');
  await writeFile(file, '{"resourceType":"Patient","id":"p1","name":[{"family":"Quill"}],"birthDate":"1980-02-29"}\n');
  const streams = { out: new PassThrough(), err: new PassThrough(), signal: new AbortController().signal };
  expect(await importCommand(['fhir', file], { openClinic: open, ...streams })).toBe(0);
}

/** Nothing was done: nothing is said to have been. */
async function doNothing(): Promise<void> {
  expect(await revoke(['--device', '3'], open)).toBe(2);
  expect(await revoke(['--device', 'x'], open)).toBe(1);
  expect(await recoveryKey([], open)).toBe(0);
  expect(await backup([], open)).toBe(1);
  await expect(enroll(['--role', 'room', '--label', 'a'], open)).rejects.toThrow('A label is');
}

const EXPECTED = [
  /^command-line person\/added user:\S+ clerk$/,
  /^command-line person\/passphrase-renewed user:\S+ clerk$/,
  /^command-line device\/enrolled device:3 room$/,
  /^command-line device\/removed device:3$/,
  /^command-line recovery-key\/changed \S+/,
  /^command-line backup\/made \d+ rows, without scans$/,
  /^command-line patients\/imported 1 records, fhir$/
].map((like) => expect.stringMatching(like) as string);

test('[AUD-22] what is done at the command line is in the server’s own chain where no server runs', async () => {
  await doAll();
  await doNothing();
  expect(await written()).toEqual({ lines: EXPECTED, findings: [] });
});

test('[AUD-22] and through the server that runs, whose own entries are in the same log', async () => {
  server = await startServer({ dataDir: data(), port: 0, host: '127.0.0.1' });
  await doAll();
  await doNothing();
  await server.stop(); // writes what waits
  server = null;
  expect(await written()).toEqual({ lines: EXPECTED, findings: [] });
});
