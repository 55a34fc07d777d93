import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Dialect } from './dialects.ts';

/** A sync server as the benchmark sees it: a command to start, a data folder, a way of speaking, and what it promises of the disk. */
export interface ServerUnderTest {
  readonly name: string;
  /** In plain words: when an update that others have seen is on disk. */
  readonly durability: string;
  /** Makes the folder ready for `clients` devices, before the first start. */
  prepare(dataDir: string, clients: number): Promise<void>;
  command(
    dataDir: string,
    port: number
  ): { readonly file: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };
  dialect(port: number, dataDir: string): Dialect;
  /** Writes to so many documents while the server is not running: clock 0 makes them, clock 1 changes one in a hundred. */
  seed?(dataDir: string, documents: number, clock: 0 | 1): Promise<void>;
  /** Where everything comes by one request. */
  feed?(dataDir: string): Feed;
  /** One socket speaks of any number of documents. */
  readonly manyDocsASocket?: boolean;
}

export interface Feed {
  readonly token: string;
}

export interface Running {
  readonly port: number;
  readonly pid: number;
  /** Resident set size, bytes. */
  memory(): number;
  /** CPU seconds used so far, user and system. */
  cpuSeconds(): number;
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const CLOCK_TICKS_PER_SECOND = 100; // sysconf(_SC_CLK_TCK) on Linux
const PAGE_BYTES = 4096;
// Below the ports that Linux gives to clients by itself.
let nextPort = 21_000 + (process.pid % 1_100) * 10;

/** Starts the server and waits until it accepts connections. @param port the same again to restart in place */
export async function start(server: ServerUnderTest, dataDir: string, port = nextPort++): Promise<Running> {
  const { file, args, env } = server.command(dataDir, port);
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (text: Buffer) => errors.push(String(text)));
  await listening(port, child, errors);
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    memory: () => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES,
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
    },
    stop: (signal) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill(signal);
      })
  };
}

async function listening(port: number, child: ChildProcess, errors: readonly string[]): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`server ended at start: ${errors.join('')}`);
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  throw new Error('server did not start within 30 s');
}
