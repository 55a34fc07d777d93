import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DAYTIME_ZONE } from './daytime-zone.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const READY_MS = 60_000;
/** What is promised for SIGTERM. */
const STOP_MS = 5000;
/** What Node compiles of the server is the same at every start; a third of a start is saved. */
export const COMPILED = path.join(tmpdir(), 'anteroom-compiled');

/** The real server in a process of its own, on a port and a data folder that outlive its restarts. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Starts it again, on the same data and port; waits until it is ready. */
  readonly start: () => Promise<void>;
  /** Stops it with SIGTERM; answers its exit code. Fails when that takes longer than promised. */
  readonly stop: () => Promise<number | null>;
  /** As a power cut would: SIGKILL, no goodbye. */
  readonly kill9: () => Promise<void>;
  /** Runs `npm run anteroom -- …args` on the same data; answers what it printed. */
  readonly anteroom: (...args: readonly string[]) => Promise<string>;
  /** All that the server has printed so far. */
  readonly printed: () => string;
  /** Stops it if it runs and removes its data. */
  readonly dispose: () => Promise<void>;
}

export interface ServerOptions {
  /** For the server's command line: `--demo` … */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder with data, which is kept; an empty one that goes with the server, if not given. */
  readonly dataDir?: string;
}

/** Starts a server on an empty data folder and waits until it is ready. */
export async function startServer({ args = [], env = {}, dataDir: given }: ServerOptions = {}): Promise<Server> {
  const dataDir = given ?? mkdtempSync(path.join(tmpdir(), 'anteroom-e2e-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // Never on the database of whoever runs the tests; the demonstration clinic is where the server is.
  const own = { NODE_COMPILE_CACHE: COMPILED, PORT: String(port), DATA_DIR: dataDir };
  const fullEnv = { ...process.env, DATABASE_URL: '', TZ: DAYTIME_ZONE, ...env, ...own };
  let printed = '';
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, ['sync-server/src/main.ts', ...args], {
      cwd: ROOT,
      env: fullEnv,
      stdio: ['ignore', 'pipe', 'pipe']
    });
    const note = (text: Buffer): void => void (printed += text.toString());
    started.stdout.on('data', note);
    started.stderr.on('data', note);
    child = started;
    await untilReady(url, () => {
      if (hasEnded(started))
        throw new Error(`The server ended (${started.exitCode ?? started.signalCode}):\n${printed}`);
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || hasEnded(child)) return child?.exitCode ?? null;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await within(STOP_MS, ended, () => `The server did not stop on ${signal}:\n${printed}`);
    return code;
  };
  const kill9 = async (): Promise<void> => void (await end('SIGKILL'));
  const dispose = async (): Promise<void> => {
    await kill9();
    if (given === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  const anteroom = async (...verb: readonly string[]): Promise<string> => {
    const run = promisify(execFile)(process.execPath, ['sync-server/src/cli.ts', ...verb], { cwd: ROOT, env: fullEnv });
    return (await run).stdout;
  };
  return { url, port, dataDir, start, stop: () => end('SIGTERM'), kill9, anteroom, printed: () => printed, dispose };
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Whether a server answers there at all. */
export async function answers(url: string): Promise<boolean> {
  return await fetch(`${url}/healthz`).then(
    () => true,
    () => false
  );
}

/** Waits for /readyz; `check` throws when waiting has become pointless. */
export async function untilReady(url: string, check: () => void): Promise<void> {
  const giveUpAt = Date.now() + READY_MS;
  for (;;) {
    check();
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false
    );
    if (ready) return;
    if (Date.now() > giveUpAt) throw new Error(`${url}/readyz did not answer in ${READY_MS / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Waits for it no longer than that, and says what was waited for. @param otherwise asked when time is up */
export async function within<T>(ms: number, work: Promise<T>, otherwise: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise())), ms);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
