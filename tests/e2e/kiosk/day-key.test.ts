import { expect, type Page } from '@playwright/test';
import { localDateOf } from '#domain/time.ts';
import { enrolHere } from '../devices.ts';
import { headlessDesk } from '../headless-desk.ts';
import { test } from '../harness.ts';
import { bookNow } from './near-now.ts';

/** On a machine that does other work too. */
const SOON = { timeout: 20_000 };

test.use({ serverArgs: ['--demo'], actionTimeout: 10_000 });

/** What a browser without a printer would have put on paper. */
async function printedCode(page: Page): Promise<string> {
  await page.evaluate(() => {
    window.print = () =>
      document.body.setAttribute('data-printed', document.querySelector('.print-sheet')?.textContent ?? '');
  });
  await page.getByRole('button', { name: 'Print slip' }).click(SOON);
  await expect(page.locator('body')).toHaveAttribute('data-printed', /[0-9A-Z]{4}-[0-9A-Z]{4}/);
  const printed = (await page.locator('body').getAttribute('data-printed')) ?? '';
  return /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(printed)?.[0] ?? '';
}

async function typeCode(page: Page, code: string, birthDate: string): Promise<void> {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  await expect(page.getByRole('textbox', { name: 'Code' })).toBeFocused();
  await page.keyboard.type(code.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Month' })).toBeFocused();
  await page.keyboard.type(`${month}${day}${year}`);
  await page.keyboard.press('Enter');
}

/** A slip names the forms that are due if its desk had the patient's record by then; here it may not, and either is well. */
async function leaveFormsToDesk(page: Page): Promise<void> {
  const leave = page.getByRole('button', { name: 'I would rather do this at the desk' });
  await expect(async () => {
    if (await leave.isVisible()) await leave.click();
    await expect(page.locator('.code')).toBeVisible({ timeout: 500 });
  }).toPass();
}

test('[KIO-15] [KIO-16] a desk opens the kiosk; a printed code names its visit; the key passes to the next patient’s page and dies with a reload', async ({
  open,
  server
}) => {
  test.setTimeout(120_000);
  const facts = await headlessDesk(server);
  const site = (await facts.read('practice')).find(({ kind }) => kind === 'site/added')?.of as { zone: string };
  const today = localDateOf(Date.now(), site.zone);
  const booking = await bookNow(facts, `day/main/${today}`, site.zone);
  facts.close();

  const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
  await enrolHere(kiosk);
  await kiosk.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect(kiosk.page.locator('button[lang=en]')).toBeVisible();

  const desk = await open({ path: `/schedule/${today}?appointment=${booking.appointment}` });
  await desk.page.getByRole('button', { name: /Nell/ }).click();
  const code = await printedCode(desk.page);
  await desk.page.getByRole('link', { name: /^Today/ }).click();
  await expect(desk.page.getByText('K1: codes from slips can be typed there once you open it')).toBeVisible(SOON);
  await desk.shot('desk-open-kiosk');
  await desk.page.getByRole('button', { name: 'Open kiosk' }).click();

  const { page } = kiosk;
  await page.locator('button[lang=en]').click();
  await page.getByRole('button', { name: /code of 8/ }).click(SOON);
  await kiosk.shot('kiosk-en-code');
  await typeCode(page, code, '1901-01-01');
  await expect(page.getByRole('alert')).toHaveText('This code is not for today. Please see the desk.');
  await kiosk.shot('kiosk-en-code-wrong');
  const question = page.getByRole('heading', { name: `${booking.label.given[0]}., ` });
  await expect(async () => {
    await typeCode(page, code, booking.label.birthDate!);
    await expect(question).toBeVisible({ timeout: 4_000 });
  }).toPass();
  await page.getByRole('button', { name: 'Yes, that is me' }).click();
  await page.getByRole('button', { name: 'No, nothing has changed' }).click();
  await page.getByRole('button', { name: 'No, it is the same' }).click();
  await leaveFormsToDesk(page);
  await expect(page.locator('.code')).toHaveText(/K\d+-\d{3}/);
  await page.getByRole('button', { name: 'Finish' }).click();

  await page.locator('button[lang=es]').click();
  await page.getByRole('button', { name: /código de 8/ }).click();
  await expect(page.getByRole('textbox', { name: 'Código' })).toBeFocused();
  await kiosk.shot('kiosk-es-code');
  await page.reload();
  await page.locator('button[lang=en]').click();
  await expect(page.getByRole('button', { name: /I have an appointment/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /code of 8/ })).toHaveCount(0);
  expect(kiosk.troubles()).toEqual([]);
});
