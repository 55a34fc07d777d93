import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { deviceOf } from '#domain/ids.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { fileURLToPath } from 'node:url';
import { docClient, fact, TestSocket } from '../../sync-server/tests/rig.ts';
import { startChild } from './child-server.ts';
import type { AttackReport, AttackWork } from './attackers.ts';
import type { FrameKind } from './frame-maker.ts';

export interface FrameReport {
  readonly random: number;
  readonly mutated: number;
  readonly grammar: number;
  readonly connections: number;
  /** How many of them the server told so: the others were harmless (a question, a repetition), or came after it had hung up. */
  readonly refused: number;
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
const ATTACKERS = 8;
const HONEST_EVERY_MS = 50;

export interface Flood {
  readonly counts: Readonly<Record<FrameKind, number>>;
  /** Which piece of a long run: other frames in each. */
  readonly piece?: number;
  readonly log?: (line: string) => void;
  /** How long the honest desk is watched before. */
  readonly aloneMs?: number;
}

/** Sends frames that no honest device sends, over as many connections as the limits make of it, beside one that is honest (P10). */
export async function floodFrames(
  dataDir: string,
  { counts, piece = 0, log = () => undefined, aloneMs = 5_000 }: Flood
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
  const before = await metricsOf(server.port);
  const started = performance.now();
  const work: AttackWork = { url: server.ws, attackers, counts, piece };
  const { connections, ...sent } = await attackAside(work, (soFar) =>
    log(`${JSON.stringify(soFar)} ${JSON.stringify(desk.soFar())}`)
  );
  const seconds = (performance.now() - started) / 1000;
  const honestMeanwhile = desk.taken();
  desk.stop();
  await sleep(1_000); // what the garbage collector has not looked at yet is no growth
  const after = await metricsOf(server.port);
  const rssGrowthMiB = Math.round(after.rssMiB - before.rssMiB);
  server.child.kill('SIGTERM');
  await server.exit;
  const { maxMs } = JSON.parse(readFileSync(delays, 'utf8')) as { maxMs: number };
  const kept = await openClinic(dataDir);
  const isChainWhole = (await kept.verify()).firstBad === null;
  await kept.close();
  const stallMs = Math.round(maxMs);
  const isGood =
    isChainWhole && stallMs <= 250 && rssGrowthMiB <= 64 && honestMeanwhile.p95 <= 2 * Math.max(honestAlone.p95, 10);
  return {
    ...sent,
    connections,
    refused: after.refused - before.refused,
    seconds: Math.round(seconds),
    honestAlone,
    honestMeanwhile,
    stallMs,
    rssGrowthMiB,
    isChainWhole,
    isGood
  };
}

/** In a thread of their own: what it costs to make the frames is not the honest desk's to wait for. */
async function attackAside(work: AttackWork, progress: (soFar: AttackReport) => void): Promise<AttackReport> {
  const worker = new Worker(new URL('./attackers.ts', import.meta.url), { workerData: work });
  return await new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', ({ soFar, isDone }: { soFar: AttackReport; isDone: boolean }) => {
      if (isDone) resolve(soFar);
      else progress(soFar);
    });
  });
}

async function metricsOf(port: number): Promise<{ readonly rssMiB: number; readonly refused: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const refused = [...text.matchAll(/^anteroom_refused_total\{[^}]*\} (\d+)/gm)];
  return {
    rssMiB: Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1] ?? NaN) / 1024 ** 2,
    refused: refused.reduce((sum, [, count]) => sum + Number(count), 0)
  };
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
