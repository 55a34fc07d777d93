// From a desk's call to the waiting room: `npm run bench:flow -- [--boards 200] [--desks 10] [--calls 200]`. A real server in a process of its own;
// the clock runs from the frame a desk sends to the frame in which a board has the called ticket.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { localDateOf, stampAt } from '#domain/time.ts';
import type { Fact } from '#domain/fact.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { startServer, type Server } from '#tests/e2e/server.ts';
import { docClient, PRACTICE, startRig, TestSocket, type DocClient } from '../../sync-server/tests/rig.ts';
import { quantile, sleep, within } from '../sync/figures.ts';

const { values } = parseArgs({
  options: {
    boards: { type: 'string', default: '200' },
    desks: { type: 'string', default: '10' },
    calls: { type: 'string', default: '200' }
  }
});
const boards = Number(values.boards);
const desks = Number(values.desks);
const calls = Number(values.calls);
const PAUSE_MS = 100;
const today = localDateOf(Date.now(), PRACTICE.zone);

const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-flow-'));
const devices = await enrolAll(dataDir);
const server = await startServer({ dataDir });
try {
  const rooms = await Promise.all(devices.boards.map((one) => connect(server, one, `board/main/all/${today}`)));
  const readers = await Promise.all(devices.desks.map((one) => connect(server, one, `day/main/${today}`)));
  const [desk] = readers;
  if (!desk) throw new Error('one desk at least');
  const waits: number[] = [];
  const last: number[] = [];
  for (let n = 0; n < calls; n++) {
    const ticket = `A-${String(n).padStart(3, '0')}`;
    await desk.append(2 * n, [arrived(n, ticket)]);
    await within(10_000, `${ticket} waits`, Promise.all(rooms.map((room) => heard(room, 'ticket/waiting', ticket))));
    const from = performance.now();
    const told = rooms.map((room) => heard(room, 'ticket/called', ticket).then(() => performance.now() - from));
    const answered = desk.append(2 * n + 1, [called(n)]);
    const times = await within(10_000, `${ticket} is called`, Promise.all(told));
    await answered;
    waits.push(...times);
    last.push(Math.max(...times));
    for (const { socket } of readers) socket.received.length = 0;
    await sleep(PAUSE_MS);
  }
  const row = (what: string, times: readonly number[]): string =>
    `${what}: p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)}`;
  console.log(`${boards} boards, ${desks} desks, ${calls} calls`);
  console.log(row('desk to each board', waits));
  console.log(row('desk to the last board of all', last));
} finally {
  await server.dispose();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);

/** A practice with its screens, made before the server runs. */
async function enrolAll(folder: string): Promise<Readonly<Record<'boards' | 'desks', readonly DeviceCredentials[]>>> {
  const rig = await startRig({ dataDir: folder });
  await rig.clinic.setUp(PRACTICE);
  const made = { boards: [] as DeviceCredentials[], desks: [] as DeviceCredentials[] };
  while (made.boards.length < boards) made.boards.push(await rig.enrol('board'));
  while (made.desks.length < desks) made.desks.push(await rig.enrol('desk'));
  await rig.stop();
  return made;
}

async function connect({ port }: Server, device: DeviceCredentials, doc: string): Promise<DocClient> {
  const socket = await new TestSocket(`ws://127.0.0.1:${port}/sync/${doc}`, [PLAIN_PROTOCOL, device.token]).opened();
  const client = docClient(
    socket,
    device,
    (message) => socket.ws.send(message),
    (message) => message
  );
  await client.join();
  return client;
}

function arrived(n: number, ticket: string): Fact {
  const label = { family: `Example ${n}`, given: 'Robin', birthDate: null };
  const of = { visit: `v-${n}`, appointment: null, patient: null, label, ticket };
  return { kind: 'visit/arrived', at: stampAt(Date.now()), by: 'u-1', of };
}

function called(n: number): Fact {
  return { kind: 'visit/called', at: stampAt(Date.now()), by: 'u-1', of: { visit: `v-${n}`, room: 'room-1' } };
}

/** A frame that says this of the ticket; the bytes are looked at, not decoded, so that 200 boards here do not slow one another. */
async function heard({ socket }: DocClient, kind: string, ticket: string): Promise<void> {
  await socket.next((message) => {
    const text = Buffer.from(message).toString('latin1');
    return text.includes(kind) && text.includes(ticket) ? true : null;
  });
}
