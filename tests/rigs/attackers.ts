import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { clientIdOf } from '#domain/ids.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { DAY } from '../../sync-server/tests/rig.ts';
import { badFrame, randomFrom, type FrameKind } from './frame-maker.ts';

/** What a thread of attackers is told to do. */
export interface AttackWork {
  readonly url: string;
  readonly attackers: readonly DeviceCredentials[];
  readonly counts: Readonly<Record<FrameKind, number>>;
  /** Other frames for each piece of a long run. */
  readonly piece: number;
}

export interface AttackReport extends Record<FrameKind, number> {
  readonly connections: number;
}

/** A desk's burst: after it the server hangs up (limits.ts), and the next connection begins. */
const A_CONNECTION = 450;
const TELL_EVERY = 500;

/** Sends all frames asked for: each attacker one connection after another. */
async function attackAll({ url, attackers, counts, piece }: AttackWork): Promise<void> {
  const sent = { random: 0, mutated: 0, grammar: 0, connections: 0 };
  await Promise.all(
    attackers.map(async (device, nth) => {
      const random = randomFrom(piece * attackers.length + nth + 1);
      for (const kind of Object.keys(counts) as FrameKind[]) {
        while (sent[kind] < counts[kind]) {
          const batch = Math.min(A_CONNECTION, counts[kind] - sent[kind]);
          sent[kind] += batch;
          await attack(url, device, batch, () => badFrame(kind, clientIdOf(device.deviceNo, 0), random));
          if (++sent.connections % TELL_EVERY === 0) parentPort?.postMessage({ soFar: sent, isDone: false });
        }
      }
    })
  );
  parentPort?.postMessage({ soFar: sent, isDone: true });
}

/** One connection's worth: all frames at once, then whatever the server does; at the latest after a moment we hang up. */
async function attack(url: string, device: DeviceCredentials, count: number, next: () => Uint8Array): Promise<void> {
  const socket = new WebSocket(`${url}/sync/${DAY}`, [PLAIN_PROTOCOL, device.token]);
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('open', () => {
      for (let i = 0; i < count; i++) socket.send(next());
      socket.ping();
    });
    // The answer to the ping comes after the server has read all of it.
    socket.on('pong', () => socket.close());
  });
}

await attackAll(workerData as AttackWork); // frames.ts hands in just that
