import type { Page } from '@playwright/test';
import type { BenchDesk } from './desk.ts';
import type { Answered } from './page-probe.ts';
import { spread, type Figure } from './report.ts';
import { sleep, within } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

/** The least time between two steps of one patient. */
const PAUSE_MS = 120;

/** Marks somebody arrived and takes it back, again and again: from the key to the painted line, which is on disk by then. */
export async function measureRecording(desk: BenchDesk, times: number): Promise<Part[]> {
  const page = await desk.newPage();
  await page.goto('/today');
  // The probe goes into the list by itself when Today opens.
  await page.waitForFunction(() => window.benchProbe.usableAt !== null);
  const expected = page.locator('[role=rowgroup][aria-labelledby$="-expected"] [data-row]').first();
  await expected.waitFor();
  const visit = (await expected.getAttribute('data-row')) ?? '';
  const lineIn = (section: string): string =>
    `[role=rowgroup][aria-labelledby$="-${section}"] [data-row=${JSON.stringify(visit)}]`;
  await expected.focus();
  await sleep(1_000);
  const painted: number[] = [];
  for (let done = 0; done < times; done++) {
    const isExpected = done % 2 === 0;
    if (isExpected) await page.locator(lineIn('expected')).focus();
    else await page.getByRole('button', { name: /^Undo/ }).last().waitFor();
    const answer = await keyUntil(
      page,
      isExpected ? 'Enter' : 'Control+z',
      lineIn(isExpected ? 'waiting' : 'expected')
    );
    if (done > 1) painted.push(answer.painted); // the first of each loads its part of the app
  }
  await page.close();
  return [{ what: 'a step of Today: key to painted line, saved', value: spread(painted) }];
}

async function keyUntil(page: Page, key: string, selector: string): Promise<Answered> {
  await sleep(PAUSE_MS);
  await page.evaluate((wanted) => {
    window.benchTimers.expect();
    window.benchTimers.watchKey(wanted);
  }, selector);
  await page.keyboard.press(key);
  const answer = page.evaluate(() => window.benchTimers.answer());
  return await within(20_000, `${key} on Today`, answer);
}
