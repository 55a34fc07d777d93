import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { openCore } from '#server/core.ts';
import { DAY } from './rig.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-kill-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('[JRN-10] a full disk refuses what comes, keeps what there is, and takes more when there is room again', async () => {
  const core = await openCore(dataDir);
  const { device } = await core.devices.enrol('desk', 'main');
  const client = clientIdOf(device.deviceNo, 0);
  const take = (clock: number, size: number): ReturnType<typeof core.gate.take> => {
    const facts = [{ kind: 'visit/noted', at: clock, by: `device:${device.deviceNo}`, of: { text: 'x'.repeat(size) } }];
    return core.gate.take({ device, doc: DAY, update: encodeRun({ client, clock, facts }) });
  };
  expect(await take(0, 10)).toMatchObject([{ type: 'ack', clock: 1 }]);
  const [size] = await core.records.ask('PRAGMA page_count');
  await core.records.ask(`PRAGMA max_page_count = ${Number(size?.['page_count']) + 20}`);

  let clock = 1;
  for (;;) {
    const [answer] = await take(clock, 15_000);
    if (answer?.type === 'no') {
      expect(answer).toMatchObject({ code: 'E_DISK', client, have: clock });
      break;
    }
    clock++;
  }
  await expect(core.journal.probe()).resolves.toBeUndefined(); // a page to spare is enough for that
  expect(core.journal.head()).toBe(clock);
  const [again] = await Promise.all([take(clock, 15_000), take(clock + 1, 15_000)]);
  expect(again).toMatchObject([{ code: 'E_DISK' }]);

  await core.records.ask('PRAGMA max_page_count = 1000000');
  expect(await take(clock, 15_000)).toMatchObject([{ type: 'ack', clock: clock + 1 }]);
  expect(await core.journal.verify()).toMatchObject({ rows: clock + 1, firstBad: null });
  await core.close();
});

test('a flipped bit in the file is found, and the row is named', async () => {
  const core = await openCore(dataDir);
  const { device } = await core.devices.enrol('desk', 'main');
  const client = clientIdOf(device.deviceNo, 0);
  for (let clock = 0; clock < 50; clock++) {
    const facts = [
      { kind: 'visit/noted', at: clock, by: `device:${device.deviceNo}`, of: { text: `note ${clock} `.repeat(20) } }
    ];
    await core.gate.take({ device, doc: DAY, update: encodeRun({ client, clock, facts }) });
  }
  await core.close();
  const file = path.join(dataDir, 'anteroom.sqlite');
  const bytes = readFileSync(file);
  const at = bytes.indexOf('note 31 note 31');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const clinic = await openClinic(dataDir);
  expect(await clinic.verify()).toMatchObject({ firstBad: 32 });
  await clinic.close();
});
