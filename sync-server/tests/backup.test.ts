import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { backupsAt } from '#server/backup/files.ts';
import { verifySeries } from '#server/backup/read-series.ts';
import { newRecoveryKey, privateKeyFrom } from '#server/backup/recovery-key.ts';
import { restore } from '#server/backup/restore.ts';
import { BackupSchedule } from '#server/backup/schedule.ts';
import { checkSealed, openSealed } from '#server/backup/sealed-file.ts';
import { writeBackup } from '#server/backup/write-backup.ts';
import { restoreTo, soundSeries } from '#server/cli/restore.ts';
import { openCore, type Core } from '#server/core.ts';
import { AGENT_NO } from '#server/people/devices.ts';
import { DAY, fact, plainClient, PRACTICE, startRig } from './rig.ts';

const KEY = newRecoveryKey();
const SECRET = privateKeyFrom(KEY.secret)!;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'anteroom-backup-'));
  cleanUp.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function coreIn(dataDir: string, now: () => number = Date.now): Promise<Core> {
  const core = await openCore(dataDir, { now });
  let isOpen = true;
  const { close } = core;
  const once = async (): Promise<void> => {
    if (isOpen) await close();
    isOpen = false;
  };
  cleanUp.push(once);
  return { ...core, close: once };
}

async function write(core: Core, clock: number, count = 1, doc = DAY): Promise<void> {
  const device = { deviceNo: 9, role: 'desk' as const, site: 'main' };
  const client = clientIdOf(9, 0);
  for (let i = 0; i < count; i++) {
    const update = encodeRun({ client, clock: clock + i, facts: [fact(clock + i, `device:${device.deviceNo}`)] });
    const answers = await core.gate.take({ device, doc, update });
    expect(answers).toMatchObject([{ type: 'ack' }]);
  }
}

const clocksOf = async (core: Core): Promise<number> => (await core.journal.clocks(DAY)).get(clientIdOf(9, 0)) ?? 0;

test('[BAK-2] a backup made while the server runs and people write is everything up to a row, and makes a new life', async () => {
  const rig = await startRig();
  cleanUp.push(() => rig.dispose());
  await rig.clinic.setUp(PRACTICE);
  const device = await rig.enrol('desk');
  const writer = await plainClient(rig, device, DAY);
  for (let clock = 0; clock < 40; clock++) await writer.append(clock, [fact(clock)]);
  const place = folder();
  await expect(rig.clinic.backup(place)).rejects.toMatchObject({ code: 'backup/no-key' });
  await rig.clinic.setRecoveryKey(KEY.publicKey);

  const writing = (async () => {
    for (let clock = 40; clock < 80; clock++) await writer.append(clock, [fact(clock)]);
  })();
  const made = await rig.clinic.backup(place);
  await writing;
  expect(made.to).toBeGreaterThanOrEqual(41);

  const series = await soundSeries(await backupsAt(place));
  expect(await verifySeries(series, SECRET)).toMatchObject({ rows: made.to, to: made.to });
  const restored = folder();
  const { head, epoch, movedTo } = await restore(restored, series, { privateKey: SECRET, to: null, now: 1 });
  expect({ head, movedTo }).toEqual({ head: made.to, movedTo: null });
  const core = await coreIn(restored);
  expect(core.journal.epoch).toBe(epoch);
  expect(await core.journal.verify()).toEqual({ rows: head, head, firstBad: null });
  expect(core.journal.epoch).not.toBe(series[0]?.epoch);
  expect(await core.devices.byToken(device.token)).toMatchObject({ deviceNo: device.deviceNo, role: 'desk' });
  expect(await core.people.check('Ada Example', PRACTICE.manager.passphrase)).toMatchObject({ role: 'manager' });
  expect((await core.practice()).sites.has('main')).toBe(true);
  expect((await core.arrivalsKey()).keyId).toMatch(/^[0-9a-z]{16}$/);
  expect(readFileSync(path.join(restored, 'arrivals-key.json'))).toEqual(
    readFileSync(path.join(rig.dataDir, 'arrivals-key.json'))
  );
  // No client of the lost time is ever one again.
  expect(await core.devices.boot(AGENT_NO)).toBeGreaterThan(clientIdOf(AGENT_NO, 4_000));
});

test('[BAK-5] back to a row, or to a moment; what was there is moved aside, and the next restore can go on from all of it', async () => {
  const dataDir = folder();
  const place = folder();
  let now = Date.parse('2026-11-20T10:00:00Z');
  const core = await coreIn(dataDir, () => now);
  for (let clock = 0; clock < 60; clock++) {
    now += 60_000;
    await write(core, clock);
  }
  await writeBackup(core, KEY.publicKey, { file: path.join(place, 'one.anteroom'), from: 0, at: now });
  await core.close();
  const series = await soundSeries(await backupsAt(place));

  const byRow = await restore(dataDir, series, { privateKey: SECRET, to: { seq: 7 }, now });
  expect(byRow.head).toBe(7);
  expect(readdirSync(byRow.movedTo!)).toContain('anteroom.sqlite');
  const seven = await coreIn(dataDir);
  expect(await clocksOf(seven)).toBe(7);
  await seven.close();

  const to = restoreTo('2026-11-20T10:42:00Z')!;
  const byTime = await restore(dataDir, series, { privateKey: SECRET, to, now: now + 1_000 });
  expect(byTime).toMatchObject({ head: 42, at: Date.parse('2026-11-20T10:42:00Z') });
  const again = await coreIn(dataDir);
  await write(again, 42, 3); // what devices send again is taken
  expect(await again.journal.verify()).toEqual({ rows: 45, head: 45, firstBad: null });
});

test('[BAK-3] the schedule writes when something is new, tails between full ones, and any acked row can be had again', async () => {
  const dataDir = folder();
  const place = path.join(folder(), 'backups');
  let now = Date.parse('2026-11-20T10:00:00Z');
  const core = await coreIn(dataDir, () => now);
  const faults: unknown[] = [];
  let key: Uint8Array | null = null;
  const made: [from: number, to: number][] = [];
  const schedule = (): BackupSchedule =>
    new BackupSchedule({
      folder: place,
      fullEveryMs: 15 * 60_000,
      tailEveryMs: 60_000,
      maxBytes: 1e9,
      source: core,
      publicKey: () => Promise.resolve(key),
      now: () => now,
      onFault: (error) => faults.push(error),
      onMade: ({ from, to }) => made.push([from, to])
    });
  let running = schedule();
  await write(core, 0, 3);
  await running.tick();
  expect(made).toEqual([]);
  key = KEY.publicKey;
  await running.tick();
  await running.tick();
  expect(made).toEqual([[0, 3]]);
  for (let minute = 1; minute <= 40; minute++) {
    now += 60_000;
    if (minute <= 35) await write(core, 2 + minute);
    if (minute === 20) running = schedule(); // a restart goes on where it was
    await running.tick();
  }
  expect(made.filter(([from]) => from === 0)).toEqual([
    [0, 3],
    [0, 18],
    [0, 33]
  ]);
  await core.devices.enrol('desk', 'main');
  await running.tick();
  expect(made.at(-1)).toEqual([38, 38]);
  expect(faults).toEqual([]);

  const series = await soundSeries(await backupsAt(place));
  for (const seq of [1, 3, 17, 33, 38]) {
    const target = folder();
    expect(await restore(target, series, { privateKey: SECRET, to: { seq }, now })).toMatchObject({ head: seq });
  }
});

test('[BAK-6] of 500 flipped bits and 100 cut ends in a backup all are found, without the key and with it', async () => {
  const core = await coreIn(folder());
  await write(core, 0, 200);
  const file = path.join(folder(), 'one.anteroom');
  await writeBackup(core, KEY.publicKey, { file, from: 0, at: 1 });
  const sound = readFileSync(file);
  const read = async (): Promise<void> => {
    for await (const piece of openSealed(file, SECRET)) void piece;
  };
  await expect(checkSealed(file)).resolves.toMatchObject({ to: 200 });
  await expect(read()).resolves.toBeUndefined();
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  let found = 0;
  for (let i = 0; i < 600; i++) {
    const bytes = Buffer.from(sound);
    if (i < 500) {
      const at = random(bytes.length);
      bytes[at] = bytes[at]! ^ (1 << random(8));
    }
    writeFileSync(file, i < 500 ? bytes : bytes.subarray(0, random(bytes.length)));
    const failed = await Promise.allSettled([checkSealed(file), read()]);
    if (failed.every(({ status }) => status === 'rejected')) found++;
  }
  expect(found).toBe(600);
});

test('[BAK-1] another key opens nothing, and says which one would', async () => {
  const core = await coreIn(folder());
  await write(core, 0, 2);
  const place = folder();
  await writeBackup(core, KEY.publicKey, { file: path.join(place, 'one.anteroom'), from: 0, at: 1 });
  const other = privateKeyFrom(newRecoveryKey().secret)!;
  const target = folder();
  const attempt = restore(target, await backupsAt(place), { privateKey: other, to: null, now: 1 });
  await expect(attempt).rejects.toMatchObject({ name: 'SealFault', code: 'other-key' });
  expect(readdirSync(target)).toEqual([]);
  expect(readFileSync(path.join(place, 'one.anteroom')).includes(Buffer.from('day/main'))).toBe(false);
});

test.each([
  ['17', { seq: 17 }],
  ['2026-11-20T10:42:00Z', { time: Date.parse('2026-11-20T10:42:00Z') }],
  [undefined, null],
  ['yesterday', undefined],
  ['', undefined],
  ['-3', undefined]
])('a place to go back to: %s', (text, expected) => {
  const found = restoreTo(text);
  if (text === '-3') expect(found === undefined || 'time' in found!).toBe(true);
  else expect(found).toEqual(expected);
});
