import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { GatheringWire } from './wire.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A client, and the wire to it. */
async function connected(): Promise<{
  client: WebSocket;
  socket: WebSocket;
  wire: GatheringWire;
  writes: () => number;
}> {
  const http = createServer();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const upgraded = new Promise<{ socket: WebSocket; wire: GatheringWire; writes: () => number }>((resolve) => {
    http.on('upgrade', (request, stream, head) => {
      server.handleUpgrade(request, stream, head, (socket) => {
        let count = 0;
        const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
        stream.write = (...args: unknown[]) => (count++, write(...args));
        resolve({ socket, wire: new GatheringWire(socket, stream), writes: () => count });
      });
    });
  });
  http.listen(0);
  await once(http, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, { perMessageDeflate: false });
  ends.push(
    () => client.terminate(),
    () => http.close()
  );
  return { client, ...(await upgraded) };
}

function heardBy(client: WebSocket, count: number): Promise<Buffer[]> {
  const heard: Buffer[] = [];
  return new Promise((resolve) => {
    client.on('message', (data: Buffer) => heard.push(data) === count && resolve(heard));
  });
}

test('[CON-13] messages of every length come whole and in order, and those of one turn in one write', async () => {
  const { client, wire, writes } = await connected();
  const messages = [0, 1, 125, 126, 3_000].map((length, i) => Buffer.alloc(length, i + 1));
  const heard = heardBy(client, messages.length);

  for (const message of messages) wire.send(message);
  expect(writes()).toBe(0);
  expect(wire.bufferedAmount).toBeGreaterThan(3_252);

  expect(await heard).toEqual(messages);
  expect(writes()).toBe(1);
});

test('[CON-13] long ones too', async () => {
  const { client, wire } = await connected();
  const messages = [65_535, 65_536, 300_000, 5].map((length, i) => Buffer.alloc(length, i + 1));
  const heard = heardBy(client, messages.length);

  for (const message of messages) wire.send(message);

  expect(await heard).toEqual(messages);
});

test('[CON-13] what was sent before a close comes before it, and what was sent after it does not', async () => {
  const { client, socket, wire } = await connected();
  const closed = once(client, 'close');
  const heard: Buffer[] = [];
  client.on('message', (data: Buffer) => heard.push(data));

  wire.send(Buffer.from('last words'));
  wire.flush();
  socket.close(4401);
  wire.send(Buffer.from('too late'));

  expect((await closed)[0]).toBe(4401);
  expect(heard).toEqual([Buffer.from('last words')]);
});

test('[CON-13] pings between them break nothing', async () => {
  const { client, socket, wire } = await connected();
  const heard = heardBy(client, 40);
  for (let i = 0; i < 40; i++) {
    wire.send(Buffer.alloc(1_000, i));
    socket.ping();
  }
  expect((await heard).map((message) => message[0])).toEqual(Array.from({ length: 40 }, (_, i) => i));
});
