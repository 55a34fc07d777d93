import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { ROOT } from '../../scripts/paths.ts';
import { sleep } from '../sync/figures.ts';
import type { BenchDesk } from './desk.ts';
import { atMost, GOALS, kb, type Figure } from './report.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

interface Loaded {
  readonly path: string;
  /** Milliseconds since navigation began. */
  readonly at: number;
}

/** The desk's scripts: what is asked for before Today is painted, and what is loaded behind it. Signed in, server there. */
export async function measureDeskScripts(desk: BenchDesk): Promise<Part[]> {
  const page = await desk.newPage();
  await page.goto('/today');
  await page.waitForFunction(() => window.benchProbe.usableAt !== null);
  const rowsAt = (await page.evaluate(() => window.benchProbe.rowsAt)) ?? 0;
  await sleep(3_000);
  const loaded = await scriptsOf(page);
  await page.close();
  const mine = loaded.filter(({ path }) => !isWorker(path));
  const first = gzipped(mine.filter(({ at }) => at <= rowsAt));
  return [
    {
      what: 'JavaScript of the first desk route, gzipped, until Today’s lines are painted',
      value: kb(first),
      ...atMost(first, GOALS.firstRouteBytes, kb(GOALS.firstRouteBytes))
    },
    { what: '… and what is loaded behind it', value: kb(gzipped(mine) - first) },
    { what: '… and its workers', value: kb(gzipped(loaded.filter(({ path }) => isWorker(path)))) }
  ];
}

/** All scripts of another surface, at rest and in use. */
export async function measureSurfaceScripts(desk: BenchDesk, surface: string): Promise<Part> {
  const page = await desk.newPage();
  await page.goto(`/${surface}`);
  await page.getByRole('button', { name: /Use this screen as/ }).click();
  await sleep(2_000);
  await page.reload();
  await sleep(3_000);
  const loaded = await scriptsOf(page);
  await page.close();
  const here = gzipped(loaded.filter(({ path }) => !isWorker(path)));
  return { what: `JavaScript of the ${surface}, gzipped`, value: kb(here) };
}

async function scriptsOf(page: Page): Promise<Loaded[]> {
  return await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name, startTime }) => ({ path: new URL(name).pathname, at: startTime }))
      .filter(({ path }) => path.endsWith('.js'))
  );
}

const isWorker = (pathname: string): boolean => /worker/.test(pathname);

function gzipped(loaded: readonly Loaded[]): number {
  const paths = new Set(loaded.map(({ path }) => path));
  return [...paths].reduce(
    (sum, name) => sum + gzipSync(readFileSync(path.join(ROOT, 'build', name)), { level: 9 }).length,
    0
  );
}
