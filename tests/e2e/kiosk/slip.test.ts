import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { localDateOf } from '#domain/time.ts';
import { envelopeIdOf, envelopeKeyOf, slipCode } from '#protocol/envelope.ts';
import { knownChromium } from '../../../scripts/chromium.ts';
import { enrolHere } from '../devices.ts';
import { headlessDesk } from '../headless-desk.ts';
import { test } from '../harness.ts';
import { bookNow } from './near-now.ts';
import { writeQrVideo } from './qr-video.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-qr-'));
const film = path.join(folder, 'code.y4m');
// A well-made slip of another clinic: nothing here opens it.
writeQrVideo(film, 'anteroom:1:AAAAAAAAAAAAAAAAAAAAAA');
const chromium = knownChromium();

test.use({
  serverArgs: ['--demo'],
  launchOptions: {
    ...(chromium ? { executablePath: chromium } : {}),
    args: [
      '--disable-quic',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`
    ]
  }
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a scanner does: every key at once. A key at a time over the wire would be as slow as a person. */
async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    for (const key of [...keys, 'Enter']) {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
  }, text);
}

const NOT_TODAY = 'This code is not for today. Please see the desk.';

test('[KIO-6] the camera reads a code; one of another clinic gets the words that every wrong code gets', async ({
  open
}) => {
  const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
  const { page } = kiosk;
  await enrolHere(kiosk);
  await page.locator('button[lang=en]').click();
  await page.getByRole('button', { name: /slip with a code/ }).click();
  await expect(page.getByRole('alert')).toHaveText(NOT_TODAY);
  await kiosk.shot('kiosk-en-scan');
  // Held still, it is told again and again until a person takes over.
  await expect(page.getByRole('heading', { name: 'Please see the desk.' })).toBeVisible({ timeout: 20_000 });
  expect(kiosk.troubles()).toEqual([]);
});

const WRONG = [
  ['of another clinic', 'anteroom:1:BBBBBBBBBBBBBBBBBBBBBA'],
  ['cut short', 'anteroom:1:BBBB'],
  ['of 10 KB', `anteroom:1:${'B'.repeat(10_240)}`]
] as const;

test('[KIO-6] [KIO-14] a hand-held scanner: each wrong code gets the same words, and no key reaches a field', async ({
  open
}) => {
  const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
  const { page } = kiosk;
  await enrolHere(kiosk);
  await page.locator('button[lang=en]').click();
  await page.getByRole('button', { name: /I have an appointment/ }).click();
  const field = page.locator('input');
  await expect(field).toBeFocused();
  for (const [what, code] of WRONG.slice(0, 2)) {
    await scan(page, code);
    await expect(page.getByRole('alert'), what).toHaveText(NOT_TODAY);
  }
  await scan(page, WRONG[2][1]);
  await expect(page.getByRole('alert')).toHaveText(NOT_TODAY);
  await expect(page.getByRole('heading', { name: 'Please see the desk.' })).toBeVisible();
});

test('[KIO-5] a slip of today names the visit by initial, time and provider, and checks in', async ({
  open,
  server
}) => {
  const desk = await headlessDesk(server);
  const site = (await desk.read('practice')).find(({ kind }) => kind === 'site/added')?.of as { zone: string };
  const day = `day/main/${localDateOf(Date.now(), site.zone)}`;
  const booking = await bookNow(desk, day, site.zone);

  const secret = new Uint8Array(16).fill(7);
  const [envelope, key] = [await envelopeIdOf(secret), await envelopeKeyOf(secret)];
  await desk.append(day, 'appointment/slip-issued', { appointment: booking.appointment, envelope, key });

  const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
  const { page } = kiosk;
  await enrolHere(kiosk);
  await page.locator('button[lang=en]').click();
  const question = page.getByRole('heading', { level: 1 });
  await expect(async () => {
    await scan(page, slipCode(secret));
    await expect(question).toHaveText(/^.\., \d+:\d\d [AP]M with .+ — is that you\?$/, { timeout: 1_000 });
  }).toPass();
  await expect(question).toContainText(`${booking.label.given[0]}., `);
  await kiosk.shot('kiosk-en-slip');
  await page.getByRole('button', { name: 'Yes, that is me' }).click();
  await page.getByRole('button', { name: 'No, nothing has changed' }).click();
  await page.getByRole('button', { name: 'No, it is the same' }).click();
  await expect(page.locator('.code')).toHaveText(/K\d+-\d{3}/);
  desk.close();
});
