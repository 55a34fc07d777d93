import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DeviceCredentials } from '#protocol/http.ts';
import { deviceOf, clientIdOf } from '#domain/ids.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { SERVER_FLAGS } from '../../scripts/server.ts';
import { DAY, docClient, fact, TestSocket } from '../../sync-server/tests/rig.ts';
import { COMPILED } from '../e2e/server.ts';

const MAIN = fileURLToPath(new URL('../../sync-server/src/main.ts', import.meta.url));

export interface ChildServer {
  readonly child: ChildProcess;
  readonly port: number;
  readonly ws: string;
  /** From the start of the process to its listening. */
  readonly startMs: number;
  /** Resolves when the process has ended. */
  readonly exit: Promise<unknown>;
}

/** The server as it is shipped, in a process of its own. @param imports modules that Node loads before it */
export async function startChild(dataDir: string, imports: readonly string[] = [], port = 0): Promise<ChildServer> {
  const started = performance.now();
  // The disk of a rig is an image of a few megabytes; and what a thousand starts compile is the same each time.
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    ANTEROOM_MIN_FREE_MB: '1',
    NODE_COMPILE_CACHE: COMPILED
  };
  const flags = [...SERVER_FLAGS, ...imports.flatMap((file) => ['--import', file])];
  const child = spawn(process.execPath, [...flags, MAIN, '--host', '127.0.0.1'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const exit = once(child, 'exit');
  for await (const line of child.stdout as AsyncIterable<Buffer>) {
    const listening = /localhost:(\d+)/.exec(line.toString())?.[1];
    if (!listening) continue;
    child.stdout?.resume();
    const startMs = performance.now() - started;
    return { child, port: Number(listening), ws: `ws://127.0.0.1:${listening}`, startMs, exit };
  }
  throw new Error('the server ended before it listened');
}

/** Enrols a device while no server runs. */
export async function enrolIn(dataDir: string): Promise<DeviceCredentials> {
  const clinic = await openClinic(dataDir);
  try {
    return await clinic.enrol({ role: 'desk', site: 'main' });
  } finally {
    await clinic.close();
  }
}

const WINDOW = 16;

/**
 * Writes a fact a frame, as fast as acks allow, until the server is gone. Answers how many were acked.
 * @param onAcked called with the count after each ack, before the next is waited for
 */
export async function writeUntilGone(
  url: string,
  device: DeviceCredentials,
  boot: number,
  onAcked: (acked: number) => void
): Promise<number> {
  const socket = await new TestSocket(`${url}/sync/${DAY}`, [PLAIN_PROTOCOL, device.token]).opened();
  const client = clientIdOf(device.deviceNo, boot);
  const send = (message: Uint8Array): void => socket.ws.send(message);
  const writer = docClient(socket, device, send, (message) => message);
  let sent = 0;
  let acked = 0;
  try {
    for (;;) {
      for (; sent < acked + WINDOW; sent++)
        send(encodeUpdate(encodeRun({ client, clock: sent, facts: [fact(sent, `device:${deviceOf(client)}`)] })));
      const answer = await writer.answer();
      if (answer.type === 'ack') acked = Math.max(acked, answer.clock);
      onAcked(acked);
    }
  } catch {
    return acked; // the socket closed
  }
}

export interface Kept {
  /** Facts of that client, from the first on without a gap; -1 when there is one. */
  readonly facts: number;
  readonly isChainWhole: boolean;
}

/** What of a client's facts is on disk. @throws when the data cannot be opened */
export async function keptOf(dataDir: string, device: DeviceCredentials, boot: number): Promise<Kept> {
  const clinic = await openClinic(dataDir);
  try {
    const client = clientIdOf(device.deviceNo, boot);
    const clocks = (await clinic.read(DAY)).filter((one) => one.client === client).map(({ clock }) => clock);
    const isWhole = clocks.toSorted((a, b) => a - b).every((clock, i) => clock === i);
    return { facts: isWhole ? clocks.length : -1, isChainWhole: (await clinic.verify()).firstBad === null };
  } finally {
    await clinic.close();
  }
}
