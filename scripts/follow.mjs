// Child processes that never outlive the one who started them.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

/** Between two looks at who our parent is; with GRACE_MS it keeps a stop under the 5 s that are promised. */
const LOOK_MS = 200;
/** How long a child may take to stop before it is killed. */
const GRACE_MS = 4000;
const INHERITED = /** @type {const} */ (['inherit', 'inherit']);
const PIPES = /** @type {const} */ (['pipe', 'pipe']);

const firstParents = parents();
let stopAsked = false;

/** Whether this process has been asked to stop: whoever runs several things one after the other runs no more. */
export function isStopping() {
  return stopAsked || parents() !== firstParents;
}

/**
 * Runs a command to its end and answers its exit code (128 + number for a signal, as shells do).
 *
 * [Note: why the launcher follows its parent] npm passes SIGTERM to the `sh` that it started, which dies without telling
 * anyone. So a process started by `npm start` does not hear of it; what it can see is that it has a new parent. This
 * launcher looks for that, and stops its child as if it had been signalled itself. Where npm is killed outright its `sh`
 * lives on, and it is the parent of the `sh` that changes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string; env?: NodeJS.ProcessEnv; ownGroup?: boolean; graceMs?: number; onOutput?: (text: Buffer) => void }} [options]
 *   ownGroup: the child leads a process group that is stopped as a whole, and has no terminal input (test runners and their
 *   browsers). onOutput: takes what the child prints, which then goes nowhere else.
 * @returns {Promise<number>}
 */
export function runFollowed(command, args, options = {}) {
  const ownGroup = options.ownGroup === true && process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: withOwnNodeFirst(options.env ?? process.env, command),
    stdio: [ownGroup ? 'ignore' : 'inherit', ...(options.onOutput ? PIPES : INHERITED)],
    detached: ownGroup
  });
  if (options.onOutput) for (const stream of [child.stdout, child.stderr]) stream?.on('data', options.onOutput);
  const stop = stopper(child, ownGroup, options.graceMs ?? GRACE_MS);
  // On a terminal, Ctrl-C reaches the whole foreground group: the child has it already, and a second one means "at once".
  const onInterrupt = () => {
    stopAsked = true;
    if (!process.stdin.isTTY || ownGroup) stop('SIGTERM');
  };
  const onTerminate = () => {
    stopAsked = true;
    stop('SIGTERM');
  };
  const look = setInterval(() => {
    if (parents() !== firstParents) onTerminate();
  }, LOOK_MS);
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGHUP', onTerminate);

  return new Promise((resolve) => {
    const done = (/** @type {number} */ code) => {
      clearInterval(look);
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGHUP', onTerminate);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`anteroom: ${command} did not start: ${error.message}`);
      done(127);
    });
    // Closed: all that it printed has been read.
    child.on(options.onOutput ? 'close' : 'exit', (code, signal) =>
      done(code ?? 128 + (signal ? constants.signals[signal] : 0))
    );
  });
}

/**
 * The environment of a child, with the folder of our own Node first on PATH, so that whatever it starts by the name
 * `node` is this version too.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [command] a Node binary, when the child is to run on another one than we do
 * @returns {NodeJS.ProcessEnv}
 */
export function withOwnNodeFirst(env, command = process.execPath) {
  const node = /^node(\.exe)?$/.test(path.basename(command)) && path.isAbsolute(command) ? command : process.execPath;
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (env[key] ?? '').split(path.delimiter);
  const own = path.dirname(node);
  return { ...env, [key]: [own, ...folders.filter((folder) => folder !== own)].join(path.delimiter) };
}

/** Who is above us: the parent, and under npm on Linux its parent too. */
function parents() {
  const above = process.env.npm_lifecycle_event && process.platform === 'linux' ? parentOf(process.ppid) : '';
  return `${process.ppid} ${above}`;
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return ''; // it ended while we looked; the next look finds another parent
  }
}

/**
 * A function that asks a child to stop, once, and kills it when it does not.
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} group whether the child leads its own process group
 * @param {number} graceMs
 */
function stopper(child, group, graceMs) {
  let asked = false;
  return (/** @type {NodeJS.Signals} */ signal) => {
    if (asked) return;
    asked = true;
    signalTo(child, group, signal);
    const kill = setTimeout(() => signalTo(child, group, 'SIGKILL'), graceMs);
    child.on('exit', () => clearTimeout(kill));
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} group
 * @param {NodeJS.Signals} signal
 */
function signalTo(child, group, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (group) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended between the look and the signal.
  }
}
