import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { BOOTS_PER_DEVICE } from '#domain/ids.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { DAY, fact, startRig, type Rig } from './rig.ts';

let rig: Rig;
const open: WebsocketProvider[] = [];

beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  for (const provider of open) provider.destroy();
  await rig.dispose();
});

/** A y-websocket client as its own documentation writes it. */
function connect(device: DeviceCredentials, boot: number, docId = DAY): { doc: Y.Doc; provider: WebsocketProvider } {
  const doc = new Y.Doc();
  doc.clientID = device.deviceNo * BOOTS_PER_DEVICE + boot;
  const provider = new WebsocketProvider(`${rig.ws}/sync`, docId, doc, {
    protocols: [PLAIN_PROTOCOL, device.token],
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket // the same interface
  });
  open.push(provider);
  return { doc, provider };
}

const logOf = (doc: Y.Doc, device: DeviceCredentials): Y.Array<unknown> => doc.getArray(`facts/${device.deviceNo}`);

function once(subscribe: (done: () => void) => void): Promise<void> {
  return new Promise(subscribe);
}

async function until(doc: Y.Doc, holds: () => boolean): Promise<void> {
  while (!holds()) await once((done) => void doc.once('update', () => done()));
}

test('[CON-1] two plain clients see each other’s facts, live and after a reconnect', async () => {
  const [a, b] = [await rig.enrol('desk'), await rig.enrol('desk')];
  const first = connect(a, 0);
  const second = connect(b, 0);
  await once((done) => void first.provider.once('sync', () => done()));

  logOf(first.doc, a).push([fact(1), fact(2)]);
  await until(second.doc, () => logOf(second.doc, a).length === 2);
  logOf(second.doc, b).push([fact(3)]);
  await until(first.doc, () => logOf(first.doc, b).length === 1);

  first.provider.disconnect();
  logOf(first.doc, a).push([fact(4)]); // offline
  logOf(second.doc, b).push([fact(5)]);
  first.provider.connect();
  await until(first.doc, () => logOf(first.doc, b).length === 2);
  await until(second.doc, () => logOf(second.doc, a).length === 3);

  // Another boot of the same device appends behind its own earlier facts.
  const later = connect(a, 1);
  await once((done) => void later.provider.once('sync', () => done()));
  logOf(later.doc, a).push([fact(6)]);
  await until(second.doc, () => logOf(second.doc, a).length === 4);
  const third = connect(b, 1);
  await once((done) => void third.provider.once('sync', () => done()));
  expect(logOf(third.doc, a).toJSON()).toEqual(expect.arrayContaining([1, 2, 4, 6].map((n) => fact(n))));
  for (const { doc } of [first, second, later, third]) expect(doc.store.pendingStructs).toBeNull();
});

test('[CON-7] a plain client sees who is there, and that they left', async () => {
  const [a, b] = [await rig.enrol('desk'), await rig.enrol('desk')];
  const first = connect(a, 0, 'practice');
  first.provider.awareness.setLocalState({ looksAt: 'p-1' });
  await once((done) => void first.provider.once('sync', () => done()));
  const second = connect(b, 0, 'practice');
  const sees = (): unknown => second.provider.awareness.getStates().get(first.doc.clientID);
  const changed = (): Promise<void> => once((done) => void second.provider.awareness.once('change', () => done()));
  while (!sees()) await changed();
  expect(sees()).toEqual({ looksAt: 'p-1' });

  first.provider.destroy();
  while (sees()) await changed();
  expect(second.provider.wsconnected).toBe(true);
});

test('[CON-4] a client that is not signed in is told so with a code after which it stays away', async () => {
  const device = await rig.enrol('desk');
  const { provider } = connect({ ...device, token: 'x'.repeat(43) }, 0);
  const event = await new Promise<{ code: number } | null>((resolve) => provider.once('connection-close', resolve));
  expect(event?.code).toBe(4401);
});
