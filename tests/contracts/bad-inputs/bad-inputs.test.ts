import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readRecords } from '#protocol/feed.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { closeAll, testDesk, type TestDevice } from '#tests/fixtures/devices.ts';
import {
  fact,
  muxSocket,
  openChannel,
  plainClient,
  startRig,
  type DocClient,
  type Rig
} from '../../../sync-server/tests/rig.ts';
import { FRAMES } from './frames.ts';
import type { Row, Scene } from './scene.ts';
import { ON_THE_DEVICE, WAY_IN } from './way-in.ts';

/**
 * Bad inputs 1 to 21 and 29 to 34 of RELIABILITY §6, over live sockets against the server as it is. For each: what the wire answers,
 * the words where somebody sees any, that the state is what it was (or what is stated), and that an honest peer works on.
 */
let rig: Rig;
const space = { free: 50 * 1024 ** 3, total: 100 * 1024 ** 3 };
let honest: { readonly writer: DocClient; readonly reader: DocClient; clock: number };
let doc = '';
let count = 0;
let observer: DeviceCredentials;
/** A whole device: its station, its disk, its outbox. */
let desk: TestDevice;

beforeAll(async () => {
  rig = await startRig({ helloMs: 50, outdatedMs: 50, disk: { measure: () => ({ ...space }) } });
  const [writer, reader] = await Promise.all([rig.enrol('desk'), rig.enrol('desk')]);
  const open = async (device: DeviceCredentials) => await plainClient(rig, device, 'day/main/2027-01-01');
  honest = { writer: await open(writer), reader: await open(reader), clock: 0 };
  await honest.reader.join();
  observer = await rig.enrol('desk');
  desk = await testDesk(rig.http);
});
afterAll(async () => {
  await closeAll();
  await rig.dispose();
});
beforeEach(() => {
  doc = `day/main/${new Date(Date.UTC(2026, 0, 1 + count++)).toISOString().slice(0, 10)}`;
});

/** All that there is to know of the documents, but for who saw what: what was before is in what is after. */
async function state(): Promise<{ rows: string[]; hash: string; kept: number }> {
  const bearer = { authorization: `Bearer ${observer.token}` };
  const { body } = await fetch(`${rig.http}/sync/bootstrap`, { headers: bearer });
  const hash = createHash('sha256');
  for await (const record of readRecords(body as unknown as AsyncIterable<Uint8Array>))
    for (const { doc: name, update } of record.type === 'packed' ? record.docs : [])
      if (!name.startsWith('audit/')) hash.update(name).update(update);
  const facts = (await rig.clinic.read(doc)).map((recorded) => JSON.stringify(recorded));
  return {
    rows: facts,
    hash: hash.digest('hex'),
    kept: (await rig.clinic.listRefused()).length
  };
}

async function holds(row: Row, open: Scene['open']): Promise<void> {
  const before = await state();
  const { n, input, does, expects, adds = 0, keeps = 0 } = row;

  const got = await does({ rig, doc, space, desk, enrol: (role = 'desk') => rig.enrol(role), open });

  expect({ n, input, ...got }).toMatchObject({ n, input, ...expects });
  const after = await state();
  expect(after.rows.length - before.rows.length).toBe(adds);
  expect(after.kept - before.kept).toBe(keeps);
  if (adds === 0) expect(after.hash).toBe(before.hash);
  expect((await rig.clinic.verify()).firstBad).toBeNull();
  const { writer, reader, clock } = honest;
  honest.clock++;
  expect(await writer.append(clock, [fact(clock)])).toMatchObject({ type: 'ack', clock: clock + 1 });
  expect(await reader.sync()).toMatchObject({ type: 'update' });
}

describe.each<[string, Scene['open']]>([
  ['plain', async (device, name = doc) => await plainClient(rig, device, name)],
  ['multiplexed', async (device, name = doc) => openChannel(await muxSocket(rig, device), device, 1, name)]
])('over a %s socket', (_, open) => {
  test.each(FRAMES)('[GATE-1] $n: $input', async (row) => await holds(row, open));
});

test.each([...WAY_IN, ...ON_THE_DEVICE])(
  '[CON-4] $n: $input',
  async (row) => await holds(row, async (device, name = doc) => await plainClient(rig, device, name))
);
