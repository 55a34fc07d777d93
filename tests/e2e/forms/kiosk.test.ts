import { expect, type Page } from '@playwright/test';
import { SHIPPED_FORMS } from '#domain/forms/shipped/every-form.ts';
import { localDateOf } from '#domain/time.ts';
import { envelopeIdOf, envelopeKeyOf, slipCode } from '#protocol/envelope.ts';
import { enrolHere } from '../devices.ts';
import { headlessDesk } from '../headless-desk.ts';
import { test } from '../harness.ts';
import { bookNow } from '../kiosk/near-now.ts';
import { doneBefore, drawName, expectAccessible } from './at-forms.ts';

test.use({ serverArgs: ['--demo'] });

/** As a scanner does: every key at once. */
async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    for (const key of [...keys, 'Enter']) {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
  }, text);
}

test('[FORM-20] [FORM-21] a slip’s forms are filled in and signed at the kiosk, and wait at the desk to be reviewed', async ({
  open,
  server
}) => {
  const headless = await headlessDesk(server);
  const site = (await headless.read('practice')).find(({ kind }) => kind === 'site/added')?.of as { zone: string };
  const day = `day/main/${localDateOf(Date.now(), site.zone)}`;
  const { appointment, patient, label } = await bookNow(headless, day, site.zone);
  // A desk names what is due by now: these two are.
  const due = ['privacy-notice', 'phq-2'];
  await doneBefore(
    headless,
    patient,
    SHIPPED_FORMS.filter(({ form }) => !due.includes(form))
  );
  const secret = new Uint8Array(16).fill(9);
  const [envelope, key] = [await envelopeIdOf(secret), await envelopeKeyOf(secret)];
  const forms = due.map((form) => `${form}@1`);
  await headless.append(day, 'appointment/slip-issued', { appointment, envelope, key, forms });

  const desk = await open({ path: '/today', viewport: { width: 1366, height: 768 } });
  await desk.page.getByRole('button', { name: /Nell Ashgrove/ }).click();
  const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
  const { page } = kiosk;
  await enrolHere(kiosk);
  await page.locator('button[lang=es]').click();
  const question = page.getByRole('heading', { level: 1 });
  await expect(async () => {
    await scan(page, slipCode(secret));
    await expect(question).toHaveText(/¿/, { timeout: 1_000 });
    await expect(page.getByRole('button', { name: /Sí, soy yo/ })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByRole('button', { name: /Sí, soy yo/ }).click();
  await page.getByRole('button', { name: /^No/ }).click();
  await page.getByRole('button', { name: /^No/ }).click();

  await expect(question).toHaveText('Aviso de privacidad');
  await expectAccessible(kiosk, 'text');
  await kiosk.shot('kiosk-form-text-es');
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await page.getByRole('button', { name: 'Sí', exact: true }).click();
  await kiosk.shot('kiosk-form-question-es');
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByRole('button', { name: 'Soy el paciente' }).click();
  await page.getByLabel('Nombre completo').fill('Ida Quist');
  await expectAccessible(kiosk, 'name');
  await kiosk.shot('kiosk-form-name-es');
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await page.getByRole('button', { name: 'Firmar', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Firme en el campo');
  await drawName(page, /Campo para su firma/);
  await page.getByRole('checkbox', { name: /Esta es mi firma/ }).click();
  await page.getByRole('checkbox', { name: /Acepto firmar/ }).click();
  await expectAccessible(kiosk, 'signature');
  await kiosk.shot('kiosk-form-signature-es');
  await page.getByRole('button', { name: 'Firmar', exact: true }).click();
  await expect(question).toContainText('Poco interés');
  await expectAccessible(kiosk, 'choices');
  await kiosk.shot('kiosk-form-choices-es');
  await page.getByRole('button', { name: 'Varios días' }).click();
  await page.getByRole('button', { name: 'Varios días' }).click();
  const ticket = await page.locator('.code').innerText();
  expect(ticket).toMatch(/K\d+-\d{3}/);

  const line = desk.page.getByRole('row').filter({ hasText: ticket });
  await line.focus();
  await expect(desk.page.getByText('2 forms done at the kiosk')).toBeVisible();
  await expect(desk.page.getByRole('button', { name: new RegExp(`Accept ${label.family}`) })).toBeVisible();
  await desk.shot('forms-told-to-kiosk');
  await desk.page.keyboard.press('Enter');
  await expect(desk.page.getByRole('log')).toContainText(`${ticket} is here`);
  await desk.page.keyboard.press('Alt+o');
  await desk.page
    .getByRole('button', { name: new RegExp(`${label.family}, `) })
    .first()
    .click();
  await expect(desk.page.getByText('Signature holds')).toBeVisible();
  await expectAccessible(desk, 'review of what a kiosk told');
  await desk.shot('forms-kiosk-review');
  expect([...kiosk.troubles(), ...desk.troubles()]).toEqual([]);
  headless.close();
});
