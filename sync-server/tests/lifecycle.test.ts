import { afterEach, expect, test } from 'vitest';
import { encodeMux } from '#protocol/mux-frames.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { DataLocked } from '#server/server.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { DAY, fact, muxOf, muxSocket, openChannel, plainClient, startRig, type Rig } from './rig.ts';

const rigs: Rig[] = [];
const rigOf = async (options: Parameters<typeof startRig>[0] = {}): Promise<Rig> => {
  const rig = await startRig(options);
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0).reverse()) await rig.dispose();
});

test('[CON-10] a stop tells every device when to come back, keeps what was acked, and frees the data', async () => {
  const rig = await rigOf();
  const device = await rig.enrol('desk');
  const clients = await Promise.all([plainClient(rig, device, DAY), plainClient(rig, device, DAY)]);
  const mux = await muxSocket(rig, device);
  await clients[0].append(0, [fact(0)]);
  await rig.stop();
  const ends = await Promise.all([...clients.map(({ socket }) => socket.closed), mux.closed]);
  for (const { code, reason } of ends) {
    expect(code).toBe(1012);
    const [, ms] = /^retry (\d+)$/.exec(reason)!;
    expect(Number(ms)).toBeGreaterThanOrEqual(500);
    expect(Number(ms)).toBeLessThanOrEqual(5_000);
  }
  const again = await rigOf({ dataDir: rig.dataDir });
  expect(await again.clinic.read(DAY)).toHaveLength(1);
});

test('one process at a time has the data; the command line goes through the server that runs', async () => {
  const rig = await rigOf();
  await expect(startRig({ dataDir: rig.dataDir })).rejects.toThrow(DataLocked);
  const remote = await openClinic(rig.dataDir);
  const { refused, appended } = await remote.append([
    { doc: DAY, facts: [fact(1), fact(2)] },
    { doc: 'practice', facts: [fact(3)] }
  ]);
  expect(appended).toBe(2);
  expect(refused).toMatchObject([{ doc: 'practice', code: 'E_SCHEMA' }]);
  expect(await rig.clinic.read(DAY)).toEqual(await remote.read(DAY));
  expect(await remote.existing([DAY, 'practice'])).toEqual(new Set([DAY]));
  expect(await remote.verify()).toMatchObject({ firstBad: null });
  await expect(remote.enrol({ role: 'desk', site: 'main', label: '?' })).rejects.toMatchObject({
    name: 'ClinicRefusal'
  });
  await remote.close();
  await rig.stop();
  const local = await openClinic(rig.dataDir);
  expect(await local.read(DAY)).toHaveLength(2);
  await local.close();
});

test('[CON-2] a multiplexed socket greets, gives news of the journal, and keeps its channels apart', async () => {
  const rig = await rigOf();
  const [a, b] = [await rig.enrol('desk'), await rig.enrol('desk')];
  const reader = await muxSocket(rig, a, true);
  const [today, tomorrow] = [openChannel(reader, a, 1, DAY), openChannel(reader, a, 2, 'day/main/2026-11-21')];
  await today.join();
  await tomorrow.join();
  const writer = openChannel(await muxSocket(rig, b), b, 7, DAY);
  const ack = await writer.append(0, [fact(0)]);
  expect(ack).toMatchObject({ type: 'ack', client: writer.client, clock: 1 });
  expect(await today.sync()).toMatchObject({ type: 'update' });
  const beat = await reader.next((bytes) => muxOf(bytes, 'beat'));
  expect(beat.seq).toBe((await rig.clinic.state()).head);
  // A closed channel hears nothing more, and its number is used up.
  reader.ws.send(encodeMux({ type: 'close', channel: 1 }));
  openChannel(reader, a, 1, DAY);
  expect(await reader.next((bytes) => muxOf(bytes, 'refused'))).toMatchObject({ channel: 1, code: 'E_DECODE' });
});

test('[CON-3] live facts come after what they stand on, and a writer does not hear its own', async () => {
  const rig = await rigOf();
  const [a, b] = [await rig.enrol('desk'), await rig.enrol('desk')];
  const writer = await plainClient(rig, b, DAY);
  for (let i = 0; i < 40; i++)
    writer.send(encodeUpdate(encodeRun({ client: writer.client, clock: i, facts: [fact(i)] })));
  const reader = await plainClient(rig, a, DAY);
  await reader.join();
  for (let i = 40; i < 50; i++) await writer.append(i, [fact(i)]);
  const syncs = writer.socket.received.filter((bytes) => bytes[0] === 0 && bytes[1] === 2);
  expect(syncs).toEqual([]);
  const late = await plainClient(rig, a, DAY);
  await late.join();
  expect(await rig.clinic.read(DAY)).toHaveLength(50);
});

test('[CON-9] a reader that does not read is caught up from the journal when it does', async () => {
  const rig = await rigOf();
  const [a, b] = [await rig.enrol('desk'), await rig.enrol('desk')];
  const reader = await plainClient(rig, a, DAY);
  await reader.join();
  reader.socket.ws.pause();
  const note = { ...fact(0), kind: 'visit/noted', of: { visit: 'v1', text: 'x'.repeat(15_000) } };
  for (let i = 0; i < 1_000; i++) await rig.clinic.append([{ doc: DAY, facts: [note] }]);
  reader.socket.ws.resume();
  let facts = 0;
  while (facts < 1_000) {
    const message = await reader.sync();
    if (message.type === 'update') facts++;
  }
  const writer = await plainClient(rig, b, DAY);
  await writer.append(0, [fact(0)]);
  expect(await reader.sync()).toMatchObject({ type: 'update' });
});
