import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { WebSocketServer, type WebSocket } from 'ws';
import { knownChromium } from '../../scripts/chromium.ts';
import { mountedImage, newImage, whyNoImages } from './disk-image.ts';

/**
 * What a power cut leaves of a browser's disk (P1, F9). A real Chromium with its profile on an ext4 file system in an image saves
 * facts with the app's own code. At the cut all of its processes are stopped where they are and the image is copied: what was only
 * in the machine's memory is not in the copy. Chromium opens the copy, and the facts in it are held to the last one that was said to be saved.
 *
 * [Note: the control] With the browser's default (`relaxed`) the same rig must lose saved facts: it would not be a test otherwise.
 */
export interface BrowserCutReport {
  readonly cuts: number;
  readonly saved: number;
  readonly lost: number;
  readonly cutsThatLost: number;
  /** Profiles in which Chromium found no database it could open. */
  readonly unreadable: number;
}

export interface BrowserCutOptions {
  readonly from?: number;
  readonly cuts: number;
  readonly durability: 'strict' | 'relaxed';
  readonly progress?: (done: number) => void;
}

const IMAGE_MIB = 256;
const PATIENCE_MS = 60_000;
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--no-zygote',
  '--no-first-run',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disk-cache-size=1'
];

/** Null when this machine can; else why not. */
export function whyNoBrowserCut(): string | null {
  return whyNoImages() ?? (knownChromium() ? null : 'it needs a Chromium');
}

export async function cutBrowserPower({
  from = 0,
  cuts,
  durability,
  progress
}: BrowserCutOptions): Promise<BrowserCutReport> {
  const work = mkdtempSync(path.join(tmpdir(), 'anteroom-browser-power-'));
  const site = await Site.open();
  let [saved, lost, cutsThatLost, unreadable] = [0, 0, 0, 0];
  try {
    for (let i = 0; i < cuts; i++) {
      const one = await cutOnce(work, site, 20 + (((from + i) * 7_919) % 200), durability);
      saved += one.saved;
      if (one.kept === null) unreadable++;
      const missing = Math.max(0, one.saved - (one.kept ?? 0));
      lost += missing;
      if (missing > 0) cutsThatLost++;
      progress?.(i + 1);
    }
  } finally {
    await site.close();
    rmSync(work, { recursive: true, force: true });
  }
  return { cuts, saved, lost, cutsThatLost, unreadable };
}

async function cutOnce(
  work: string,
  site: Site,
  cutAfter: number,
  durability: BrowserCutOptions['durability']
): Promise<{ saved: number; kept: number | null }> {
  const image = path.join(work, 'disk.img');
  const after = path.join(work, 'after.img');
  newImage(image, IMAGE_MIB);
  const saved = await mountedImage(work, image, async (disk) => {
    const browser = startChromium(path.join(disk, 'profile'), `${site.url}?${durability}`);
    let last = 0;
    try {
      for (;;) {
        const [word, value] = await site.said();
        if (word !== 'saved') throw new Error(`the page said: ${word} ${value}`);
        last = Number(value);
        if (last >= cutAfter) break;
      }
      const tree = processTree(browser.pid ?? 0);
      for (const pid of tree) process.kill(pid, 'SIGSTOP');
      last = site.lastSaved(last); // what was said before all of it stood still
      execFileSync('cp', ['--sparse=always', image, after]);
      return last;
    } finally {
      await endChromium(browser);
    }
  });
  site.forget();
  const kept = await mountedImage(work, after, async (disk) => {
    const profile = path.join(disk, 'profile');
    for (const name of readdirSync(profile)) if (name.startsWith('Singleton')) rmSync(path.join(profile, name));
    const browser = startChromium(profile, `${site.url}?${durability}&read`);
    try {
      const [word, value] = await site.said();
      return word === 'kept' ? Number(value) : null;
    } finally {
      await endChromium(browser);
    }
  });
  site.forget();
  rmSync(image);
  rmSync(after);
  return { saved, kept };
}

function startChromium(profile: string, url: string): ChildProcess {
  return spawn(knownChromium() ?? '', [...FLAGS, `--user-data-dir=${profile}`, url], { stdio: 'ignore' });
}

async function endChromium(browser: ChildProcess): Promise<void> {
  const ended = once(browser, 'exit');
  for (const pid of processTree(browser.pid ?? 0).reverse()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  }
  await ended;
}

/** A process and all that it started, parents first. */
function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended meanwhile.
    }
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** The page's server, and what the page says over its socket. The same address for both lives of the profile. */
class Site {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  #heard: string[] = [];
  #wake = (): void => undefined;

  private constructor(server: Server, sockets: WebSocketServer) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    sockets.on('connection', (socket: WebSocket) => {
      socket.on('error', () => undefined);
      socket.on('message', (data: Buffer) => {
        this.#heard.push(data.toString());
        this.#wake();
      });
    });
  }

  static async open(): Promise<Site> {
    const script = await bundled(fileURLToPath(new URL('./browser-writer.ts', import.meta.url)));
    const server = createServer(({ url = '/' }, response) => {
      const isScript = url.startsWith('/page.js');
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Site(server, new WebSocketServer({ server }));
  }

  /** The next that the page says. */
  async said(): Promise<[word: string, value: string]> {
    const giveUp = setTimeout(() => this.#wake(), PATIENCE_MS);
    const until = performance.now() + PATIENCE_MS;
    while (this.#heard.length === 0 && performance.now() < until)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    clearTimeout(giveUp);
    const [word = 'nothing', value = ''] = (this.#heard.shift() ?? '').split(' ', 2);
    return [word, value];
  }

  /** The newest number of a saved fact that has come in already. */
  lastSaved(atLeast: number): number {
    return this.#heard.reduce((last, said) => Math.max(last, Number(/^saved (\d+)$/.exec(said)?.[1] ?? 0)), atLeast);
  }

  forget(): void {
    this.#heard = [];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A page's script with all that it imports. */
async function bundled(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'page' } }
  });
  const [first] = Array.isArray(output) ? output : [output];
  if (!first || !('output' in first)) throw new Error('nothing was built');
  return first.output[0].code;
}
