import { chromium, expect, type Page } from '@playwright/test';
import { localDateOf } from '#domain/time.ts';
import { envelopeIdOf, envelopeKeyOf, slipCode } from '#protocol/envelope.ts';
import { knownChromium } from '../../scripts/chromium.ts';
import { enrolHere } from '../e2e/devices.ts';
import { openSurface } from '../e2e/harness.ts';
import { headlessDesk } from '../e2e/headless-desk.ts';
import { bookNow, type Booking } from '../e2e/kiosk/near-now.ts';
import { startServer } from '../e2e/server.ts';

/** How somebody stands at a kiosk: they read a page, then press or type. Milliseconds. */
const READING = 1_500;
const KEY = 200;

export interface KioskTimeReport {
  readonly runs: number;
  /** Seconds from the first press to the ticket that has been read, of a returning patient with nothing to tell. */
  readonly byNameMedian: number;
  readonly byNameMost: number;
  readonly bySlipMedian: number;
  readonly bySlipMost: number;
}

/** Returning patients check in at a kiosk in a real browser, with the speed of a hand; against a real server (issue 6: 45 s in the median). */
export async function kioskTime(runs: number, progress?: (done: number) => void): Promise<KioskTimeReport> {
  const server = await startServer({ args: ['--demo'] });
  const executablePath = knownChromium();
  const browser = await chromium.launch(executablePath ? { executablePath } : {});
  try {
    const desk = await headlessDesk(server);
    const { zone } = (await desk.read('practice')).find(({ kind }) => kind === 'site/added')!.of as { zone: string };
    const day = `day/main/${localDateOf(Date.now(), zone)}`;
    const patients = (await desk.read(day))
      .filter(({ kind }) => kind === 'appointment/booked')
      .map(({ of }) => of as Booking)
      .filter(({ label }) => label.birthDate !== null && label.birthDate < '2005')
      .slice(0, runs);
    const { surface } = await openSurface(browser, server.port, {
      path: '/kiosk',
      viewport: { width: 1080, height: 1920 }
    });
    await enrolHere(surface);
    const { page } = surface;
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const [byName, bySlip]: [number[], number[]] = [[], []];
    for (const [done, patient] of patients.entries()) {
      byName.push(await timed(page, () => checkInByName(page, patient)));
      const slip = await newSlip(desk, { day, zone }, done);
      bySlip.push(await timed(page, () => checkInBySlip(page, slip)));
      progress?.(done);
    }
    desk.close();
    return {
      runs: byName.length,
      ...{ byNameMedian: median(byName), byNameMost: Math.max(...byName) },
      ...{ bySlipMedian: median(bySlip), bySlipMost: Math.max(...bySlip) }
    };
  } finally {
    await browser.close();
    await server.dispose();
  }
}

/** Seconds, to a tenth. */
async function timed(page: Page, checkIn: () => Promise<void>): Promise<number> {
  await expect(page.locator('button[lang=en]')).toBeVisible();
  const from = performance.now();
  await page.waitForTimeout(READING);
  await page.locator('button[lang=en]').click();
  await checkIn();
  await expect(page.locator('.code')).toHaveText(/K\d+-\d{3}/);
  await page.waitForTimeout(READING);
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  await page.getByRole('button', { name: 'Finish' }).click();
  return seconds;
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  const key = page.getByRole('button', { name });
  await expect(key).toBeVisible();
  await page.waitForTimeout(READING);
  await key.click();
}

async function checkInByName(page: Page, { label: { family, given, birthDate } }: Booking): Promise<void> {
  const [year = '', month = '', dayOfMonth = ''] = birthDate?.split('-') ?? [];
  await press(page, /I have an appointment/);
  const asked = [
    ['What is your last name?', family],
    ['What is your first name?', given],
    ['What is your date of birth?', month + dayOfMonth + year],
    ['What are the last 4 digits of your phone number?', '0142']
  ] as const;
  for (const [question, answer] of asked) {
    await expect(page.getByRole('heading', { name: question })).toBeVisible();
    await page.waitForTimeout(READING);
    await page.keyboard.type(answer, { delay: KEY });
    await page.keyboard.press('Enter');
  }
  await press(page, /nothing has changed/);
  await press(page, /it is the same/);
  await press(page, 'Check in');
}

async function checkInBySlip(page: Page, code: string): Promise<void> {
  await press(page, /slip with a code/);
  await page.waitForTimeout(READING);
  const isMine = page.getByRole('button', { name: 'Yes, that is me' });
  await expect(async () => {
    // As a hand-held scanner types it.
    await page.evaluate((keys) => {
      for (const key of [...keys, 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }, code);
    await expect(isMine).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await press(page, 'Yes, that is me');
  await press(page, /nothing has changed/);
  await press(page, /it is the same/);
}

async function newSlip(
  desk: Awaited<ReturnType<typeof headlessDesk>>,
  { day, zone }: { readonly day: string; readonly zone: string },
  n: number
): Promise<string> {
  const secret = new Uint8Array(16).fill(40 + n);
  const { appointment } = await bookNow(desk, day, zone, `near-now-${n}`);
  const [envelope, key] = [await envelopeIdOf(secret), await envelopeKeyOf(secret)];
  await desk.append(day, 'appointment/slip-issued', { appointment, envelope, key });
  return slipCode(secret);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
