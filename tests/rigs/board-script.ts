import { chromium, expect, type Page } from '@playwright/test';
import { knownChromium } from '../../scripts/chromium.ts';
import { enrolHere } from '../e2e/devices.ts';
import { openSurface, type Surface } from '../e2e/harness.ts';
import { startServer } from '../e2e/server.ts';

/** What a board says, as somebody in the waiting room sees it. */
type Says = 'tickets' | 'age' | 'safe' | 'nothing';

export interface BoardScriptReport {
  /** Seconds from the cut to the first words about the age, and to the page that shows nothing that may be wrong. The last word came up to 5 s before the cut. */
  readonly ageAfterS: number;
  readonly safeAfterS: number;
  /** Looks at which a ticket stood beside the safe page; none may. */
  readonly ticketsWhenSafe: number;
  /** The same from the clock’s being set back by an hour half a minute after the cut. */
  readonly safeAfterSetBackS: number;
  /** Seconds until it shows tickets again: plugged in, after the server’s restart, after a clock that jumped with the link whole. */
  readonly backAfterPlugS: number;
  readonly backAfterRestartS: number;
  readonly backAfterJumpS: number;
  /** What it says 5 s after it was loaded anew without its server: 20 s and 90 s after the cut. */
  readonly reloadedEarly: Says;
  readonly reloadedLate: Says;
  /** Calls that were told again by any of this; none may. */
  readonly toldAgain: number;
}

const STEPS = 90;

/** A board in a real browser against a real server; the link is cut, and the minutes pass by the page’s clock [BRD-3]. */
export async function boardScript(): Promise<BoardScriptReport> {
  const server = await startServer({ args: ['--demo'] });
  const executablePath = knownChromium();
  const browser = await chromium.launch(executablePath ? { executablePath } : {});
  try {
    const { surface } = await openSurface(browser, server.port, {
      path: '/board',
      viewport: { width: 1920, height: 1080 }
    });
    const { page } = surface;
    await page.clock.install();
    await enrolHere(surface);
    await expect.poll(() => saysOf(page)).toBe('tickets');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const told = await countTold(page);

    await surface.goOffline();
    const cut = await untilSafe(page, STEPS);
    const backAfterPlugS = await backAfter(surface, () => surface.goOnline());

    await server.kill9();
    const backAfterRestartS = await backAfter(surface, () => server.start());
    const backAfterJumpS = await backAfter(surface, () => jump(page, 3_600_000));
    await jump(page, -3_600_000);
    await expect.poll(() => saysOf(page)).toBe('tickets');

    await surface.goOffline();
    await page.clock.runFor(30_000);
    await jump(page, -3_600_000);
    const setBack = await untilSafe(page, STEPS);
    await backAfter(surface, () => surface.goOnline());
    const toldAgain = await told();

    await surface.goOffline();
    await page.clock.runFor(20_000);
    const reloadedEarly = await reloaded(page);
    await page.clock.runFor(65_000);
    const reloadedLate = await reloaded(page);
    return {
      ...{ ageAfterS: cut.ageAt, safeAfterS: cut.safeAt, ticketsWhenSafe: cut.ticketsWhenSafe },
      safeAfterSetBackS: 30 + setBack.safeAt,
      ...{ backAfterPlugS, backAfterRestartS, backAfterJumpS, reloadedEarly, reloadedLate, toldAgain }
    };
  } finally {
    await browser.close();
    await server.dispose();
  }
}

async function saysOf(page: Page): Promise<Says> {
  if (await page.getByRole('heading', { name: 'Please see reception' }).isVisible()) return 'safe';
  if (await page.locator('.age').isVisible()) return 'age';
  return (await page.locator('.clock').isVisible()) ? 'tickets' : 'nothing';
}

/** A second after the other, until it is safe. */
async function untilSafe(page: Page, most: number) {
  const seen = { ageAt: 0, safeAt: 0, ticketsWhenSafe: 0 };
  for (let second = 1; second <= most; second++) {
    await page.clock.runFor(1_000);
    const says = await saysOf(page);
    if (says === 'age' && seen.ageAt === 0) seen.ageAt = second;
    if (says !== 'safe') continue;
    if (seen.safeAt === 0) seen.safeAt = second;
    if (/[A-Z]+\d*-\d{3}/.test(await page.locator('main').innerText())) seen.ticketsWhenSafe++;
  }
  return seen;
}

/** Seconds by this machine's clock, to a tenth. */
async function backAfter({ page }: Surface, mend: () => Promise<unknown>): Promise<number> {
  await mend();
  const from = performance.now();
  await expect.poll(() => saysOf(page), { timeout: 60_000, intervals: [100] }).toBe('tickets');
  return Math.round((performance.now() - from) / 100) / 10;
}

/** The device's clock is set, as by a person; its timers go on as they were. */
async function jump(page: Page, byMs: number): Promise<void> {
  const now = await page.evaluate(() => Date.now());
  await page.clock.setSystemTime(now + byMs);
  await page.clock.runFor(1_000);
}

async function reloaded(page: Page): Promise<Says> {
  await page.reload();
  await page.locator('main').waitFor();
  await page.clock.runFor(6_000);
  return await saysOf(page);
}

/** Counts what is told to the room from now on. */
async function countTold(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    const look = (): void => {
      const said = document.querySelector('[role=status]')?.textContent?.trim() ?? '';
      if (said !== '') seen.add(said);
    };
    setInterval(look, 250);
    Object.assign(window, { toldHere: seen });
  });
  return async () =>
    await page.evaluate(() => (window as unknown as { readonly toldHere: ReadonlySet<string> }).toldHere.size);
}
