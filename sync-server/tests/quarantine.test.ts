import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { CARD_WORDS } from '#domain/money/card-guard.ts';
import { sealBox } from '#protocol/box.ts';
import { RESCUE_LABEL } from '#protocol/recovery.ts';
import { encodeRun } from '#protocol/update.ts';
import { newRecoveryKey } from '#server/backup/recovery-key.ts';
import { quarantine } from '#server/cli/quarantine.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { DAY, fact, plainClient, startRig, type Rig } from './rig.ts';

let rig: Rig | undefined;
afterEach(() => rig?.dispose());

test('[GATE-7] what was refused for good is listed, read, discarded or applied by the command line, and each leaves a line', async () => {
  rig = await startRig();
  const device = await rig.enrol('room');
  const client = await plainClient(rig, device, DAY);
  const cancelled = {
    kind: 'appointment/cancelled',
    at: 5,
    by: 'u-1',
    of: { appointment: 'a', by: 'patient', reason: 'illness' }
  };
  expect(await client.append(0, [cancelled])).toMatchObject({ code: 'E_VERB' });
  client.send(encodeUpdate(Uint8Array.of(1, 2, 3)));
  expect(await client.answer()).toMatchObject({ code: 'E_DECODE' });
  expect(await client.append(0, [fact(0, `device:${device.deviceNo}`)])).toMatchObject({ type: 'ack' });

  const admin = await openClinic(rig.dataDir);
  const [first, second] = await admin.listRefused();
  expect(first).toMatchObject({ device: device.deviceNo, doc: DAY, code: 'E_VERB' });
  expect(second).toMatchObject({ code: 'E_DECODE', bytes: 3 });
  expect(await admin.showRefused(first!.id)).toMatchObject({ facts: [cancelled] });
  expect(await admin.showRefused(second!.id)).toMatchObject({ facts: null });
  await expect(admin.reapplyRefused(second!.id)).rejects.toMatchObject({ code: 'quarantine/unreadable' });
  expect(await admin.reapplyRefused(first!.id)).toBe(1);
  await admin.discardRefused(second!.id);
  expect(await admin.listRefused()).toEqual([]);
  await expect(admin.discardRefused(second!.id)).rejects.toMatchObject({ code: 'quarantine/nothing' });
  await admin.close();

  expect((await rig.clinic.read(DAY)).map((one) => one.fact)).toContainEqual(cancelled);
  const acts = readFileSync(path.join(rig.dataDir, 'acts.log'), 'utf8').trim().split('\n');
  expect(acts.map((line) => (JSON.parse(line) as { act: string }).act)).toEqual([
    'quarantine/shown',
    'quarantine/shown',
    'quarantine/reapplied',
    'quarantine/discarded'
  ]);
  expect(acts.join()).not.toContain('illness');
});

test('[MON-5] a refused change is kept without the card number in it', async () => {
  rig = await startRig();
  const device = await rig.enrol('room');
  const client = await plainClient(rig, device, DAY);
  const of = { visit: 'v', room: 'r', note: 'pays with 4111 1111 1111 1111' };
  const roomed = { kind: 'visit/roomed', at: 5, by: `device:${device.deviceNo}`, of };
  expect(await client.append(0, [roomed])).toMatchObject({ code: 'E_CARD', say: CARD_WORDS });

  const admin = await openClinic(rig.dataDir);
  const [kept] = await admin.listRefused();
  expect(await admin.showRefused(kept!.id)).toMatchObject({
    facts: [{ of: { note: 'pays with **** **** **** 1111' } }]
  });
  await admin.close();
});

test('[DEV-6] what a removed device sealed is read and written with the kit alone, by the command line', async () => {
  rig = await startRig();
  const { secret, publicKey } = newRecoveryKey();
  const device = await rig.enrol('room');
  await rig.clinic.revoke(device.deviceNo);
  const roomed = fact(0, 'u-1');
  const update = encodeRun({ client: device.clientIdBase + 1, clock: 0, facts: [roomed] });
  const box = Buffer.from(await sealBox(update, publicKey, RESCUE_LABEL));
  const rescue = (body: object) =>
    fetch(`${rig!.http}/api/device/rescue`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${device.token}` },
      body: JSON.stringify(body)
    });
  const sent = [{ doc: DAY, update: box.toString('base64') }];
  expect((await rescue({ updates: sent, sealed: true })).status).toBe(200);
  for (const bad of [
    { updates: sent, sealed: 'yes' },
    { updates: [{ doc: DAY, update: '%' }], sealed: true },
    { sealed: true }
  ])
    expect((await rescue(bad)).status).toBe(400);

  const admin = await openClinic(rig.dataDir);
  const [line] = await admin.listRefused();
  expect(await admin.showRefused(line!.id)).toMatchObject({ code: 'E_REVOKED', facts: null, isSealed: true });
  await expect(admin.reapplyRefused(line!.id)).rejects.toMatchObject({ code: 'quarantine/unreadable' });
  await admin.close();

  const file = path.join(rig.dataDir, 'words.txt');
  const run = async (...args: string[]): Promise<string> => {
    const printed: string[] = [];
    const spy = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
    try {
      await quarantine([...args, '--key-file', file], () => openClinic(rig!.dataDir));
    } finally {
      spy.mockRestore();
    }
    return printed.join('\n');
  };
  const id = String(line!.id);
  writeFileSync(file, newRecoveryKey().secret);
  await expect(run('open', id)).rejects.toMatchObject({ code: 'quarantine/other-kit' });
  writeFileSync(file, secret.split(' ').with(2, 'zooo').join(' '));
  await expect(run('open', id)).rejects.toThrow('Word 3 is not one of the list. Is it “zoo”?');
  writeFileSync(file, secret);
  expect(await run('show', id)).toContain(`quarantine open ${id}`);
  expect(JSON.parse(await run('open', id))).toEqual({ id: line!.id, facts: [roomed] });
  expect(await run('reapply', id)).toContain('1 facts');
  expect((await rig.clinic.read(DAY)).map((one) => one.fact)).toContainEqual(roomed);
  await expect(run('open', id)).rejects.toMatchObject({ code: 'quarantine/nothing' });
  expect(readFileSync(path.join(rig.dataDir, 'acts.log'), 'utf8')).not.toContain(
    secret.split(' ').slice(0, 2).join(' ')
  );
});
