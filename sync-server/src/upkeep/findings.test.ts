import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openClinic } from '../clinic/open-clinic.ts';
import { newRecoveryKey } from '../backup/recovery-key.ts';
import { clock, data, disk, findings, permissions, version } from './findings.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-doctor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const GIB = 1024 ** 3;
const NOW = Date.UTC(2026, 10, 20);

test.each([
  ['24.7.0', 'good'],
  ['26.10.0', 'good'],
  ['24.6.9', 'bad'],
  ['20.1.0', 'bad'],
  ['', 'bad']
])('[DOC-1] Node %s is %s', (node, level) => expect(version(node).level).toBe(level));

test.each([
  [NOW, null, 'good'],
  [NOW, NOW + 60_000, 'good'],
  [NOW, NOW + 3_600_000, 'look'],
  [0, null, 'bad']
])('[DOC-1] a clock at %d with data of %s is %s', (now, changed, level) =>
  expect(clock(now, changed).level).toBe(level)
);

test.each([
  [50, 'good'],
  [10, 'look'],
  [2, 'bad']
])('[DOC-1] %d of 100 GB free is %s', (free, level) =>
  expect(disk({ free: free * GIB, total: 100 * GIB }).level).toBe(level)
);

test('[DOC-1] a damaged row, and data that cannot be opened, are bad', () => {
  expect(data({ chain: { rows: 6, head: 9, firstBad: 7 }, hasRecoveryKey: true })).toMatchObject({ level: 'bad' });
  expect(data({ refused: 'words' })).toEqual({ level: 'bad', about: 'data', say: 'words' });
});

test.skipIf(process.platform === 'win32')('[DOC-1] data that others can read are told', () => {
  const file = path.join(dataDir, 'anteroom.sqlite');
  writeFileSync(file, '', { mode: 0o600 });
  expect(permissions(dataDir).level).toBe('good');
  chmodSync(file, 0o644);
  expect(permissions(dataDir)).toMatchObject({
    level: 'look',
    say: expect.stringContaining('anteroom.sqlite') as string
  });
});

test('[DOC-1] a clinic without a recovery key has no backups, one with a key and none yet is told so as well', async () => {
  const clinic = await openClinic(dataDir);
  const health = { chain: await clinic.verify(), hasRecoveryKey: false };
  await clinic.setRecoveryKey(newRecoveryKey().publicKey);
  await clinic.close();
  const all = await findings({ dataDir, now: Date.now(), health });
  expect(all.map(({ about }) => about)).toEqual([
    'versions',
    'clock',
    'disk',
    'permissions',
    'data',
    'backups',
    'server'
  ]);
  expect(all.find(({ about }) => about === 'backups')).toMatchObject({ level: 'look' });
  const later = await findings({ dataDir, now: Date.now(), health: { ...health, hasRecoveryKey: true } });
  expect(later.find(({ about }) => about === 'backups')).toMatchObject({
    level: 'look',
    say: expect.stringContaining('none in') as string
  });
});
