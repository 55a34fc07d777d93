import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

/** How often the page was looked at while nothing could reach the server, and what it then said that was not so. */
interface Watched {
  looks: number;
  lies: string[];
  stop: () => void;
}

declare global {
  interface Window {
    truth: Watched;
  }
}

/** Looks at the page with each frame and each change of it: once a line of Today has moved, "Sent" is a lie. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const expected = (): number => document.querySelectorAll('[role=grid][aria-label=Today] [data-row] button').length;
    const told = (): string => document.querySelector('.status-trigger')?.textContent ?? '';
    const lines = (): string =>
      [...document.querySelectorAll('[role=tab]')].map((tab) => tab.textContent?.trim() ?? '').join('|');
    const [before, rows] = [lines(), expected()];
    const truth: Watched = { looks: 0, lies: [], stop: () => undefined };
    const look = (): void => {
      truth.looks++;
      const hasMoved = lines() !== before || expected() !== rows;
      if (hasMoved && /Sent/.test(told())) truth.lies.push(`${told()} with ${lines()} after ${before}`);
    };
    const changes = new MutationObserver(look);
    changes.observe(document.body, { subtree: true, childList: true, characterData: true });
    let frame = requestAnimationFrame(function again() {
      look();
      frame = requestAnimationFrame(again);
    });
    truth.stop = () => {
      changes.disconnect();
      cancelAnimationFrame(frame);
    };
    window.truth = truth;
  });
}

test('[BOOT-16] [SHELL-3] the line never says “Sent” of what the server has not on its disk', async ({
  open,
  server
}) => {
  const desk = await open({ path: '/today' });
  const { page } = desk;
  await page.getByRole('button', { name: /Nell/ }).click();
  const status = page.locator('.status-trigger');
  await expect(status).toContainText('Saved · Sent');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  const journal = new DatabaseSync(path.join(server.dataDir, 'anteroom.sqlite'), { readOnly: true });
  const arrivals = (): number =>
    Number(
      journal
        .prepare("SELECT count(*) AS n FROM journal WHERE instr(bytes, CAST('visit/arrived' AS BLOB)) > 0")
        .get()?.['n']
    );
  const before = arrivals();

  for (let round = 1; round <= 5; round++) {
    await watch(page);
    desk.hold();
    await page
      .getByRole('main')
      .getByRole('button', { name: /Arrive/ })
      .first()
      .click();
    await expect(status).toContainText('to send');
    expect(arrivals()).toBe(before + round - 1);
    const { looks, lies } = await page.evaluate(() => {
      window.truth.stop();
      return { looks: window.truth.looks, lies: window.truth.lies };
    });
    expect(looks).toBeGreaterThan(1);
    expect(lies).toEqual([]);
    desk.release();
    await expect(status).toContainText('Saved · Sent');
    expect(arrivals()).toBe(before + round);
  }
  journal.close();
});
