// The journal in PostgreSQL: rows and commits a second of one process and of two, and how long a fact takes to the other server.
// `npm run bench:postgres`; makes a PostgreSQL of its own and takes it away again.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientIdOf } from '#domain/ids.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { startServer, type Server } from '#tests/e2e/server.ts';
import { startCluster } from '#tests/postgres/cluster.ts';
import { knownPostgres } from '../../scripts/postgres.ts';
import { DAY, docClient, fact, TestSocket, type DocClient } from '../../sync-server/tests/rig.ts';
import type { Written } from './writer.ts';

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));
const SAMPLES = 400;
/** 50 frames a second is what a desk may send. */
const PAUSE_MS = 25;

const bin = knownPostgres();
if (bin === undefined) throw new Error('PostgreSQL is not installed; set ANTEROOM_POSTGRES to the folder of initdb.');
const cluster = await startCluster(bin);
try {
  for (const writers of [1, 64, 512]) {
    show(`1 process, ${writers} writers`, [await write(await cluster.newDatabase(), writers, 0)]);
  }
  for (const writers of [1, 64, 512]) {
    const url = await cluster.newDatabase();
    show(`2 processes, ${writers} writers each`, await Promise.all([write(url, writers, 0), write(url, writers, 1)]));
  }
  await fanOut(await cluster.newDatabase());
} finally {
  await cluster.dispose();
}

async function write(url: string, writers: number, process: number): Promise<Written> {
  const child = fork(WRITER, [url, String(writers), String(process)]);
  const [written] = (await once(child, 'message')) as [Written]; // what writer.ts sends
  return written;
}

function show(what: string, parts: readonly Written[]): void {
  const rows = sum(parts.map(({ rows, seconds }) => rows / seconds));
  const commits = sum(parts.map(({ commits, seconds }) => commits / seconds));
  const p50 = Math.max(...parts.map((part) => part.p50));
  const p99 = Math.max(...parts.map((part) => part.p99));
  console.log(
    `${what.padEnd(32)} ${rows.toFixed(0).padStart(7)} rows/s ${commits.toFixed(0).padStart(6)} commits/s   ` +
      `append p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  );
}

/** One desk writes at the first server; it waits for its ack, and somebody at each server for the fact. */
async function fanOut(url: string): Promise<void> {
  const servers = await Promise.all([1, 2].map(() => startServer({ env: { DATABASE_URL: url } })));
  const [one, two] = servers as [Server, Server]; // two were started
  try {
    const writer = await connect(one);
    const [near, far] = [await connect(one), await connect(two)];
    for (const reader of [near, far]) await reader.join();
    const client = clientIdOf(Math.floor(writer.client / 2 ** 20), 1);
    const waits = { ack: [] as number[], near: [] as number[], far: [] as number[] };
    for (let clock = 0; clock < SAMPLES; clock++) {
      const started = performance.now();
      const since = (to: number[]) => (): void => void to.push(performance.now() - started);
      writer.send(encodeUpdate(encodeRun({ client, clock, facts: [fact(clock)] })));
      await Promise.all([
        writer.answer().then(since(waits.ack)),
        near.sync().then(since(waits.near)),
        far.sync().then(since(waits.far))
      ]);
      await sleep(PAUSE_MS);
    }
    const words = (name: string, times: readonly number[]): string =>
      `${name} p50 ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)}, p99 ${at(times, 0.99).toFixed(1)}`;
    console.log(`ack and fan-out over sockets: ${words('ack', waits.ack)}`);
    console.log(`  ${words('same server', waits.near)}\n  ${words('other server', waits.far)}`);
  } finally {
    for (const server of servers) await server.dispose();
  }
}

async function connect(server: Server): Promise<DocClient> {
  const device = JSON.parse(await server.anteroom('enroll', '--role', 'desk', '--json')) as DeviceCredentials;
  const url = `ws://127.0.0.1:${server.port}/sync/${DAY}`;
  const socket = await new TestSocket(url, [PLAIN_PROTOCOL, device.token]).opened();
  await socket.next((message) => message); // its step 1
  const send = (message: Uint8Array): void => socket.ws.send(message);
  return docClient(socket, device, send, (message) => message);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function at(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;
}
