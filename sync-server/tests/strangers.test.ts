import { afterEach, expect, test } from 'vitest';
import { MUX_PROTOCOL } from '#protocol/mux-frames.ts';
import { muxSocket, startRig, TestSocket, type Rig } from './rig.ts';

let rig: Rig | undefined;
afterEach(() => rig?.dispose());

test('[CON-6] from one address sixteen sockets may be unknown at a time; who has said hello is none of them', async () => {
  rig = await startRig();
  const device = await rig.enrol('desk');
  const known = [];
  for (let i = 0; i < 20; i++) known.push(await muxSocket(rig, device));
  const silent = [];
  for (let i = 0; i < 16; i++)
    silent.push(await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, device.token]).opened());
  const one = new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, device.token]);
  expect(await one.status()).toEqual({ status: 503, text: 'Too many connections.' });
  silent[0]!.ws.close();
  await silent[0]!.closed;
  const again = new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, device.token]);
  expect((await again.status()).status).toBe(101);
  expect(known.every(({ ws }) => ws.readyState === ws.OPEN)).toBe(true);
});
