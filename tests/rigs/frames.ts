import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { deviceOf, clientIdOf } from '#domain/ids.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { fileURLToPath } from 'node:url';
import { DAY, docClient, fact, TestSocket } from '../../sync-server/tests/rig.ts';
import { startChild } from './child-server.ts';
import { badFrame, randomFrom, type FrameKind } from './frame-maker.ts';

export interface FrameReport {
  readonly random: number;
  readonly mutated: number;
  readonly grammar: number;
  readonly connections: number;
  readonly seconds: number;
  /** Of a desk that writes a fact 20 times a second, milliseconds: alone, and meanwhile. */
  readonly honestAlone: Latency;
  readonly honestMeanwhile: Latency;
  /** The longest the server's event loop stood still. */
  readonly stallMs: number;
  readonly rssGrowthMiB: number;
  readonly isChainWhole: boolean;
  readonly isGood: boolean;
}

interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

const LOOP_DELAY = fileURLToPath(new URL('./loop-delay.ts', import.meta.url));
/** A desk's burst: after it the server hangs up (limits.ts), and the next connection begins. */
const A_CONNECTION = 450;
const ATTACKERS = 8;
const HONEST_EVERY_MS = 50;

/** Sends frames that no honest device sends, over as many connections as the limits make of it, beside one that is honest (P10). */
export async function floodFrames(
  dataDir: string,
  counts: Readonly<Record<FrameKind, number>>,
  log: (line: string) => void = () => undefined,
  aloneMs = 5_000
): Promise<FrameReport> {
  const clinic = await openClinic(dataDir);
  const attackers = [];
  for (let i = 0; i < ATTACKERS; i++) attackers.push(await clinic.enrol({ role: 'desk', site: 'main' }));
  const honest = await clinic.enrol({ role: 'desk', site: 'main' });
  await clinic.close();
  const delays = path.join(dataDir, 'delays.json');
  process.env['ANTEROOM_RIG_DELAYS'] = delays;
  const server = await startChild(dataDir, [LOOP_DELAY]);
  const desk = await HonestDesk.connect(server.ws, honest);
  await sleep(aloneMs);
  const honestAlone = desk.taken();
  const before = await rssOf(server.port);
  const started = performance.now();
  let connections = 0;
  const sent = { random: 0, mutated: 0, grammar: 0 };
  await Promise.all(
    attackers.map(async (device, nth) => {
      const random = randomFrom(nth + 1);
      for (const kind of Object.keys(counts) as FrameKind[]) {
        while (sent[kind] < counts[kind]) {
          const batch = Math.min(A_CONNECTION, counts[kind] - sent[kind]);
          sent[kind] += batch;
          await attack(server.ws, device, batch, () => badFrame(kind, clientIdOf(device.deviceNo, 0), random));
          if (++connections % 500 === 0) log(`${JSON.stringify(sent)} ${JSON.stringify(desk.soFar())}`);
        }
      }
    })
  );
  const seconds = (performance.now() - started) / 1000;
  const honestMeanwhile = desk.taken();
  desk.stop();
  await sleep(1_000); // what the garbage collector has not looked at yet is no growth
  const rssGrowthMiB = Math.round((await rssOf(server.port)) - before);
  server.child.kill('SIGTERM');
  await server.exit;
  const { maxMs } = JSON.parse(readFileSync(delays, 'utf8')) as { maxMs: number };
  const after = await openClinic(dataDir);
  const isChainWhole = (await after.verify()).firstBad === null;
  await after.close();
  const stallMs = Math.round(maxMs);
  const isGood =
    isChainWhole && stallMs <= 250 && rssGrowthMiB <= 64 && honestMeanwhile.p95 <= 2 * Math.max(honestAlone.p95, 10);
  return {
    ...sent,
    connections,
    seconds: Math.round(seconds),
    honestAlone,
    honestMeanwhile,
    stallMs,
    rssGrowthMiB,
    isChainWhole,
    isGood
  };
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

async function rssOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1] ?? NaN) / 1024 ** 2;
}

/** Writes a fact now and then and notes how long its ack takes. */
class HonestDesk {
  #took: number[] = [];
  #stopped = false;

  static async connect(url: string, device: DeviceCredentials): Promise<HonestDesk> {
    const socket = await new TestSocket(`${url}/sync/day/main/2026-11-21`, [PLAIN_PROTOCOL, device.token]).opened();
    const desk = new HonestDesk();
    const send = (message: Uint8Array): void => socket.ws.send(message);
    const client = docClient(socket, device, send, (message) => message);
    void desk.#write(client, send).catch((error: unknown) => {
      if (!desk.#stopped) throw error;
    });
    return desk;
  }

  taken(): Latency {
    const latency = this.soFar();
    this.#took = [];
    return latency;
  }

  soFar(): Latency {
    const sorted = this.#took.toSorted((a, b) => a - b);
    const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
    return { p50: at(0.5), p95: at(0.95), max: Math.round(sorted.at(-1) ?? 0) };
  }

  stop(): void {
    this.#stopped = true;
  }

  async #write(client: ReturnType<typeof docClient>, send: (message: Uint8Array) => void): Promise<void> {
    for (let clock = 0; !this.#stopped; clock++) {
      const started = performance.now();
      send(
        encodeUpdate(
          encodeRun({ client: client.client, clock, facts: [fact(clock, `device:${deviceOf(client.client)}`)] })
        )
      );
      const answer = await client.answer();
      if (answer.type !== 'ack') throw new Error(`the honest desk was refused: ${answer.code}`);
      this.#took.push(performance.now() - started);
      await sleep(HONEST_EVERY_MS);
    }
    client.socket.ws.close();
  }
}
