import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { provideSparticuz } from './chromium-sparticuz.ts';
import { binOf, CACHE } from './paths.ts';

/** A way to come to a browser; answers the paths worth trying, best first. */
type Source = { readonly name: string; readonly candidates: () => readonly string[] | Promise<readonly string[]> };

const LAST_FOUND = path.join(CACHE, 'chromium-path');

/** What browsers are called on PATH, and where they are when they are not on it. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge'
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
];

/** In this order; each is tried only when none before it gave a browser that runs. */
const SOURCES: readonly Source[] = [
  { name: 'found here before', candidates: lastFound },
  { name: 'installed', candidates: installed },
  { name: 'Playwright’s own', candidates: playwrightsOwn },
  { name: 'playwright install', candidates: playwrightInstall },
  { name: '@sparticuz/chromium from npm', candidates: async () => [await provideSparticuz()] },
  { name: 'apt-get install chromium', candidates: aptInstall }
];

/**
 * The path of a Chromium that really runs: `ANTEROOM_CHROMIUM` when set, else one that is installed, else one that is
 * fetched. `ANTEROOM_IGNORE_INSTALLED=1` passes over what the machine has, to try the fetching;
 * `ANTEROOM_CHROMIUM_ONLY=<part of a name above>` allows one way only.
 * @throws with what was tried and why each failed
 */
export async function provideChromium(): Promise<string> {
  const given = process.env['ANTEROOM_CHROMIUM'];
  if (given) {
    const wrong = await whatIsWrongWith(given);
    if (wrong) throw new Error(`ANTEROOM_CHROMIUM names a browser that does not run: ${given} (${wrong}).`);
    return given;
  }
  const only = process.env['ANTEROOM_CHROMIUM_ONLY'] ?? '';
  const tried: string[] = [];
  for (const { name, candidates } of SOURCES) {
    if (!name.includes(only)) continue;
    const { found, why } = await tryEach(candidates);
    if (found) return remember(found);
    tried.push(`  ${name}: ${why}`);
  }
  throw new Error(
    `No Chromium that runs. Install one, or set ANTEROOM_CHROMIUM to its path. Tried:\n${tried.join('\n')}`
  );
}

/** What a test runner started by hand uses, without fetching or trying anything; undefined when none is known. */
export function knownChromium(): string | undefined {
  return process.env['ANTEROOM_CHROMIUM'] || [...lastFound(), ...installed()][0];
}

/** Why a browser does not run, or undefined when it starts and runs a page, driven as the tests drive it. */
async function whatIsWrongWith(browser: string): Promise<string | undefined> {
  if (!existsSync(browser)) return 'no such file';
  const { chromium } = await import('@playwright/test');
  try {
    // Not `--dump-dom`: a Chromium packed for being driven may lack it, and then hangs.
    const running = await chromium.launch({ executablePath: browser, args: ['--disable-quic'], timeout: 60_000 });
    try {
      const page = await running.newPage();
      await page.goto('data:text/html,<p></p><script>document.querySelector("p").textContent="runs-"+(40+2)</script>');
      const text = await page.textContent('p');
      return text === 'runs-42' ? undefined : 'it does not run scripts';
    } finally {
      await running.close();
    }
  } catch (error) {
    return reasonIn(error instanceof Error ? error.message : String(error));
  }
}

async function tryEach(candidates: Source['candidates']): Promise<{ found?: string; why: string }> {
  try {
    const reasons: string[] = [];
    for (const browser of await candidates()) {
      const wrong = await whatIsWrongWith(browser);
      if (!wrong) return { found: browser, why: '' };
      reasons.push(`${browser}: ${wrong}`);
    }
    return { why: reasons.join('; ') || 'none' };
  } catch (error) {
    return { why: reasonIn(error instanceof Error ? error.message : String(error)) };
  }
}

function remember(browser: string): string {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(LAST_FOUND, browser);
  return browser;
}

function lastFound(): string[] {
  if (ignoresInstalled() || !existsSync(LAST_FOUND)) return [];
  const browser = readFileSync(LAST_FOUND, 'utf8').trim();
  return existsSync(browser) ? [browser] : [];
}

function installed(): string[] {
  if (ignoresInstalled()) return [];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...PLACES].filter((place) => existsSync(place));
}

async function playwrightsOwn(): Promise<string[]> {
  if (ignoresInstalled()) return [];
  const { chromium } = await import('@playwright/test');
  return [chromium.executablePath()].filter((place) => existsSync(place));
}

/** Playwright fetches from its own host, which not every network reaches: it gets two minutes. */
async function playwrightInstall(): Promise<string[]> {
  const run = spawnSync(process.execPath, [binOf('@playwright/test', 'playwright'), 'install', 'chromium'], {
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL'
  });
  if (run.status !== 0) throw new Error(run.status === null ? 'no answer in two minutes' : run.stderr);
  const { chromium } = await import('@playwright/test');
  return [chromium.executablePath()];
}

function aptInstall(): string[] {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) throw new Error('only as root on Debian');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { encoding: 'utf8', timeout: 300_000, env } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  const run = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  if (run.status !== 0) throw new Error(run.error?.message ?? run.stderr);
  return ['/usr/bin/chromium'];
}

function ignoresInstalled(): boolean {
  return process.env['ANTEROOM_IGNORE_INSTALLED'] === '1';
}

/** The line of a tool's output that names the cause, as far as one can tell. */
function reasonIn(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => /error|fail|denied|unable|cannot|could not/i.test(line));
  return (told[0] ?? lines.find(Boolean) ?? 'no reason given').slice(0, 300);
}
