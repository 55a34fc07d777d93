import { setTimeout as sleep } from 'node:timers/promises';
import { deviceOf, clientIdOf } from '#domain/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import { decodeAnswer } from '#protocol/doc-messages.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { MuxSocket } from '#sync/mux-socket.ts';
import { browserSeams } from '#sync/seams.ts';
import { DAY, fact } from '../../sync-server/tests/rig.ts';
import { startChild, type ChildServer } from './child-server.ts';

export interface RestartReport {
  readonly restarts: number;
  readonly clients: number;
  /** From SIGTERM to the end of the process. */
  readonly slowestStopMs: number;
  readonly slowestStartMs: number;
  /** From listening again to the last client's being live, and to the first ack. */
  readonly slowestReconnectMs: number;
  readonly slowestFirstAckMs: number;
  readonly doubled: number;
  readonly lost: number;
}

interface Desk {
  readonly mux: MuxSocket;
  readonly client: number;
  /** Facts written, and facts acked. */
  written: number;
  acked: number;
  isLive: boolean;
  write(): void;
}

/** Restarts the server while many devices are connected by the app's own socket, each writing a fact every time (P18). */
export async function restartLoop(
  dataDir: string,
  { restarts, clients }: { readonly restarts: number; readonly clients: number },
  progress: (done: number) => void = () => undefined
): Promise<RestartReport> {
  const clinic = await openClinic(dataDir);
  const devices = [];
  for (let i = 0; i < clients; i++) devices.push(await clinic.enrol({ role: 'desk', site: 'main' }));
  await clinic.close();
  let server: ChildServer = await startChild(dataDir);
  const { port, ws } = server;
  const desks = devices.map(({ deviceNo, token }) => deskOf(`${ws}/sync`, token, clientIdOf(deviceNo, 0)));
  const slowest = { stop: 0, start: 0, reconnect: 0, ack: 0 };
  for (const desk of desks) desk.mux.start();
  await until(() => desks.every(({ isLive }) => isLive));
  for (let i = 0; i < restarts; i++) {
    for (const desk of desks) desk.write();
    await sleep(50); // some are acked, some are on their way
    const stopping = performance.now();
    server.child.kill('SIGTERM');
    await server.exit;
    slowest.stop = Math.max(slowest.stop, performance.now() - stopping);
    await until(() => desks.every(({ isLive }) => !isLive));
    server = await startChild(dataDir, [], port);
    const listening = performance.now();
    slowest.start = Math.max(slowest.start, server.startMs);
    const before = desks.reduce((sum, { acked }) => sum + acked, 0);
    await until(() => desks.some(({ isLive }) => isLive));
    for (const desk of desks) if (desk.isLive) desk.write();
    await until(() => desks.reduce((sum, { acked }) => sum + acked, 0) > before);
    slowest.ack = Math.max(slowest.ack, performance.now() - listening);
    await until(() => desks.every(({ isLive }) => isLive));
    slowest.reconnect = Math.max(slowest.reconnect, performance.now() - listening);
    progress(i + 1);
  }
  await until(() => desks.every(({ written, acked }) => acked >= written));
  for (const desk of desks) desk.mux.stop();
  server.child.kill('SIGTERM');
  await server.exit;
  const { doubled, lost } = await effectsOf(dataDir, desks);
  return {
    restarts,
    clients,
    slowestStopMs: Math.round(slowest.stop),
    slowestStartMs: Math.round(slowest.start),
    slowestReconnectMs: Math.round(slowest.reconnect),
    slowestFirstAckMs: Math.round(slowest.ack),
    doubled,
    lost
  };
}

/** A device that sends what was not acked again whenever it is live, as the outbox does. */
function deskOf(url: string, token: string, client: number): Desk {
  let channel: ReturnType<MuxSocket['open']> = null;
  const send = (from: number): void => {
    for (let clock = from; clock < desk.written; clock++)
      channel?.send(encodeUpdate(encodeRun({ client, clock, facts: [fact(clock, `device:${deviceOf(client)}`)] })));
  };
  const message = (bytes: Uint8Array): void => {
    const answer = decodeAnswer(bytes);
    if (answer?.type === 'ack') desk.acked = Math.max(desk.acked, answer.clock);
  };
  const mux = new MuxSocket({
    url,
    token,
    build: 'rig',
    limits: LIMITS.desk,
    seams: browserSeams,
    welcome: () => Promise.resolve(),
    beat: () => undefined,
    link: (link) => {
      desk.isLive = link === 'live';
      if (!desk.isLive) return;
      channel = mux.open(DAY, { message, closed: () => undefined });
      send(desk.acked);
    }
  });
  const desk: Desk = {
    mux,
    client,
    written: 0,
    acked: 0,
    isLive: false,
    write() {
      desk.written++;
      if (desk.isLive) send(desk.written - 1);
    }
  };
  return desk;
}

/** Facts that are there twice, and facts that were acked and are not there. */
async function effectsOf(dataDir: string, desks: readonly Desk[]): Promise<{ doubled: number; lost: number }> {
  const clinic = await openClinic(dataDir);
  const facts = await clinic.read(DAY);
  await clinic.close();
  let [doubled, lost] = [0, 0];
  for (const { client, acked } of desks) {
    const clocks = facts.filter((one) => one.client === client).map(({ clock }) => clock);
    const once = new Set(clocks);
    doubled += clocks.length - once.size;
    for (let clock = 0; clock < acked; clock++) if (!once.has(clock)) lost++;
  }
  return { doubled, lost };
}

const PATIENCE_MS = 60_000;

async function until(is: () => boolean): Promise<void> {
  const start = performance.now();
  while (!is()) {
    if (performance.now() - start > PATIENCE_MS) throw new Error('a device did not come back within a minute');
    await sleep(5);
  }
}
