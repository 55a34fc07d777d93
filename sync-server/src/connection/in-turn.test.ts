import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer, WebSocket } from 'ws';
import { onFrames } from './in-turn.ts';

/** A socket's reading end: what is written comes at once, as from one read. */
class Reading extends EventEmitter {
  isPaused = false;
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  read(from: number, to: number): void {
    for (let n = from; n < to; n++) this.emit('message', Buffer.of(n), true);
  }
}

function reading(): { socket: Reading; handled: number[] } {
  const socket = new Reading();
  const handled: number[] = [];
  onFrames(socket as unknown as WebSocket, (data) => handled.push(data[0]!)); // it has all that is used of one
  return { socket, handled };
}

const upTo = (end: number): number[] => Array.from({ length: end }, (_, n) => n);

test('[CON-21] of a hundred frames in one read thirty-two are handled in a turn, in order; meanwhile nothing more is read', async () => {
  const { socket, handled } = reading();
  socket.read(0, 100);
  expect([handled, socket.isPaused]).toEqual([upTo(32), true]);
  await turn();
  expect(handled).toEqual(upTo(64));
  while (socket.isPaused) await turn();
  expect(handled).toEqual(upTo(100));
  await turn();
  socket.read(100, 103);
  expect([handled, socket.isPaused]).toEqual([upTo(103), false]);
});

test('[CON-21] what had come before the end of a socket still counts', () => {
  const { socket, handled } = reading();
  socket.read(0, 90);
  socket.emit('close');
  expect(handled).toEqual(upTo(90));
});

let server: WebSocketServer | undefined;
afterEach(() => void server?.close());

test('[CON-21] a thousand frames over a real socket all come, in order, also when it closes right behind them', async () => {
  const made = (server = new WebSocketServer({ port: 0, host: '127.0.0.1' }));
  await once(made, 'listening');
  const handled: number[] = [];
  const ended = new Promise<void>((resolve) => {
    made.on('connection', (socket) => {
      onFrames(socket, (data) => handled.push(data.readUInt32LE()));
      socket.on('close', () => setImmediate(resolve));
    });
  });
  const { port } = made.address() as { port: number };
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(client, 'open');
  for (const n of upTo(1_000)) client.send(Buffer.from(Uint32Array.of(n).buffer));
  client.close();
  await ended;
  expect(handled).toEqual(upTo(1_000));
});
