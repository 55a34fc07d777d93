import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { runFollowed, withOwnNodeFirst } from './follow.mjs';
import { nodeIsNewEnough } from './node-runtime.mjs';
import { ROOT } from './paths.ts';

/** What is promised for SIGTERM to `npm start`. */
const STOP_MS = 5000;

const project = smallProject();
afterAll(() => rmSync(project, { recursive: true, force: true }));

test.for([
  ['18.20.8', false],
  ['20.20.2', false],
  ['24.6.9', false],
  ['24.7.0', true],
  ['25.0.0', true],
  ['26.10.0', true]
] as const)('Node %s is new enough: %s', ([version, expected]) => {
  expect(nodeIsNewEnough(version)).toBe(expected);
});

test('what a child starts by the name node is the Node it runs on', () => {
  const env = withOwnNodeFirst({ PATH: ['/one', '/two'].join(path.delimiter) }, '/fetched/bin/node');
  expect(env['PATH']).toBe(['/fetched/bin', '/one', '/two'].join(path.delimiter));
});

test('what a child prints, to its last word, is given to whoever asks for it', async () => {
  const heard: Buffer[] = [];
  const says = 'process.stderr.write("wrong"); process.stdout.write("x".repeat(200_000), () => process.exit(3))';
  expect(await runFollowed(process.execPath, ['-e', says], { onOutput: (text) => void heard.push(text) })).toBe(3);
  expect(Buffer.concat(heard).toString().replace('wrong', '')).toBe('x'.repeat(200_000));
});

test('the exit code of the child is the exit code of the launcher', async () => {
  const child = spawn('npm', ['start', '--silent', '--', 'exit', '7'], { cwd: project, stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([7, null]);
});

test.for([
  ['npm', 'start', 'SIGTERM', 'polite'],
  ['npm', 'start', 'SIGKILL', 'polite'],
  ['npm', 'start', 'SIGTERM', 'deaf'],
  ['npm with a launcher that had to fetch its Node', 'start:old', 'SIGTERM', 'polite'],
  ['npm with a launcher that had to fetch its Node', 'start:old', 'SIGKILL', 'polite'],
  ['npm with a launcher that had to fetch its Node', 'start:old', 'SIGTERM', 'deaf']
] as const)('when %s (%s) gets %s, a %s server stops and its port is free', async ([, script, signal, manners]) => {
  const npm = spawn('npm', ['run', '--silent', script, '--', manners], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const { pid, port } = await announced(npm);
  onTestFinished(() => killIfAlive(pid));
  expect(await answers(port)).toBe(true);

  npm.kill(signal);

  await expect.poll(() => answers(port), { timeout: STOP_MS, interval: 50 }).toBe(false);
  await expect.poll(() => isAlive(pid), { timeout: 1000 }).toBe(false);
});

/** A package with the launcher of this repository, whose only command is a small server. */
function smallProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'launcher-'));
  mkdirSync(path.join(folder, 'scripts'));
  for (const file of ['run.mjs', 'follow.mjs', 'node-runtime.mjs']) {
    copyFileSync(path.join(ROOT, 'scripts', file), path.join(folder, 'scripts', file));
  }
  const scripts = { start: 'node scripts/run.mjs start', 'start:old': 'node outer.mjs scripts/run.mjs start' };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', scripts }));
  writeFileSync(
    path.join(folder, 'scripts', 'commands.ts'),
    `import { runFollowed } from './follow.mjs';
     export const runCommand = (_: string, args: readonly string[]): Promise<number> =>
       runFollowed(process.execPath, ['server.mjs', ...args]);`
  );
  // What run.mjs does on an old Node, with this one in the place of the fetched one.
  writeFileSync(
    path.join(folder, 'outer.mjs'),
    `import { runFollowed } from './scripts/follow.mjs';
     process.exitCode = await runFollowed(process.execPath, process.argv.slice(2), { graceMs: 6000 });`
  );
  writeFileSync(
    path.join(folder, 'server.mjs'),
    `import { createServer } from 'node:net';
     const [manners, code] = process.argv.slice(2);
     if (manners === 'exit') process.exit(Number(code));
     if (manners === 'deaf') process.on('SIGTERM', () => undefined);
     const server = createServer().listen(0, '127.0.0.1', () => {
       console.log(JSON.stringify({ pid: process.pid, port: server.address().port }));
     });`
  );
  return folder;
}

async function announced(npm: ChildProcess): Promise<{ pid: number; port: number }> {
  const [line] = (await once(createInterface(npm.stdout!), 'line')) as [string];
  return JSON.parse(line) as { pid: number; port: number };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killIfAlive(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}
