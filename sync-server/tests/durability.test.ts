import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { openCore } from '#server/core.ts';
import { DAY, docClient, fact, TestSocket } from './rig.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** `ANTEROOM_KILLS=1000` for the long run. */
const KILLS = Number(process.env['ANTEROOM_KILLS'] ?? 6);

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-kill-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function startChild(): Promise<{ child: ChildProcess; url: string }> {
  const env = { ...process.env, PORT: '0', DATA_DIR: dataDir };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of child.stdout as AsyncIterable<Buffer>) {
    const port = /localhost:(\d+)/.exec(line.toString())?.[1];
    if (port) return { child, url: `ws://127.0.0.1:${port}` };
  }
  throw new Error('the server ended before it listened');
}

/** Writes as fast as acks allow a window of frames, until the server is gone; answers how much was acked. */
async function writeUntilKilled(
  url: string,
  device: DeviceCredentials,
  boot: number,
  child: ChildProcess,
  afterAcks: number
): Promise<number> {
  const socket = await new TestSocket(`${url}/sync/${DAY}`, [PLAIN_PROTOCOL, device.token]).opened();
  const client = clientIdOf(device.deviceNo, boot);
  const writer = docClient(
    socket,
    device,
    (message) => socket.ws.send(message),
    (message) => message
  );
  let sent = 0;
  let acked = 0;
  try {
    for (;;) {
      for (; sent < acked + 16; sent++)
        writer.send(encodeUpdate(encodeRun({ client, clock: sent, facts: [fact(sent)] })));
      const answer = await writer.answer();
      if (answer.type === 'ack') acked = Math.max(acked, answer.clock);
      if (acked >= afterAcks && child.signalCode === null) child.kill('SIGKILL');
    }
  } catch {
    return acked; // the socket closed
  }
}

test(`[JRN-1] nothing acknowledged is lost when the server is killed, ${KILLS} times`, async () => {
  const clinic = await openClinic(dataDir);
  const device = await clinic.enrol({ role: 'desk', site: 'main' });
  await clinic.close();
  for (let i = 0; i < KILLS; i++) {
    const { child, url } = await startChild();
    const exit = once(child, 'exit');
    const acked = await writeUntilKilled(url, device, i, child, 1 + ((i * 7_919) % 120));
    await exit;
    const after = await openClinic(dataDir);
    const client = clientIdOf(device.deviceNo, i);
    const clocks = (await after.read(DAY)).filter((one) => one.client === client).map(({ clock }) => clock);
    expect(clocks.length).toBeGreaterThanOrEqual(acked);
    expect(clocks.toSorted((a, b) => a - b)).toEqual(clocks.map((_, clock) => clock));
    expect(await after.verify()).toMatchObject({ firstBad: null });
    await after.close();
  }
}, 600_000);

test('[JRN-10] a full disk refuses what comes, keeps what there is, and takes more when there is room again', async () => {
  const core = await openCore(dataDir);
  const { device } = await core.devices.enrol('desk', 'main');
  const client = clientIdOf(device.deviceNo, 0);
  const take = (clock: number, size: number): ReturnType<typeof core.gate.take> => {
    const facts = [{ kind: 'visit/noted', at: clock, by: 'u-1', of: { text: 'x'.repeat(size) } }];
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
    const facts = [{ kind: 'visit/noted', at: clock, by: 'u-1', of: { text: `note ${clock} `.repeat(20) } }];
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
