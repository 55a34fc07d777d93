import { expect } from '@playwright/test';
import { resumeCode } from '#domain/forms/resume-code.ts';
import { headlessDesk } from '../headless-desk.ts';
import { test, type Surface } from '../harness.ts';
import { drawName, expectAccessible, givenForms } from './at-forms.ts';

test.use({ serverArgs: ['--demo'] });

const PACKET = 'formspacket00001';
const PIN = '482915';
const UPRIGHT = { width: 820, height: 1180 };

test('[FORM-11] [FORM-12] [FORM-22] forms on a tablet that dies, finished on a second one, given back by PIN, reviewed and harvested', async ({
  open,
  server
}) => {
  const desk = await headlessDesk(server);
  await givenForms(desk, PACKET, ['contacts', 'phq-2']);

  const first = await open({ path: `/forms/${PACKET}`, viewport: UPRIGHT });
  await signIn(first, /Ivy Thimbleby/);
  await first.page.getByRole('button', { name: 'On another screen' }).click();
  const code = resumeCode(PACKET);
  await expect(first.page.getByText(`${code.slice(0, 4)}-${code.slice(4)}`)).toBeVisible();
  await expectAccessible(first, 'code of the forms');
  await first.shot('forms-code');
  await first.page.keyboard.press('Escape');
  await first.page.getByRole('button', { name: 'Hand over this screen' }).click();
  await expect(first.page.getByRole('navigation')).toHaveCount(0);
  for (const question of [/text messages/, /leave a message|voicemail/i, /by email/])
    await first.page.getByRole('group', { name: question }).getByRole('radio', { name: 'Yes' }).click();
  await expectAccessible(first, 'questions');
  await first.shot('forms-tablet-questions');
  await first.page.getByRole('button', { name: 'Next' }).click();
  await first.page
    .getByRole('group', { name: /talk to/ })
    .getByRole('radio', { name: 'No' })
    .first()
    .click();
  // What it has sent is kept; then its battery is empty.
  await expect.poll(async () => answers(await desk.read(`case/${PACKET}`))).toContain('who.any');
  await first.context.close();

  const second = await open({ path: '/forms', viewport: UPRIGHT });
  const { page } = second;
  await signIn(second, /Nell Ashgrove/);
  await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
  await page.getByRole('menuitem', { name: /PIN to come back/ }).click();
  await page.getByLabel('PIN', { exact: true }).fill(PIN);
  await page.getByLabel('The same again').fill(PIN);
  await page.getByRole('button', { name: 'Keep this PIN' }).click();
  await page.getByRole('button', { name: 'Go on with a code' }).click();
  await page.getByLabel('Code', { exact: true }).fill('AAAA-AAAA');
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await expect(page.getByText(/No forms that are open have this code/)).toBeVisible();
  await expectAccessible(second, 'going on with a code');
  await page.getByLabel('Code', { exact: true }).fill(code.toLowerCase());
  await second.shot('forms-go-on');
  await page.getByRole('button', { name: 'Go on', exact: true }).click();

  // Where the first was: the last question it sent is answered.
  await expect(
    page
      .getByRole('group', { name: /talk to/ })
      .getByRole('radio', { name: 'No' })
      .first()
  ).toBeChecked();
  await page.getByRole('button', { name: 'Español' }).click();
  await second.shot('forms-tablet-es');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await drawName(page, /Draw it here/);
  await page.getByRole('checkbox', { name: /This is my signature/ }).click();
  await page.getByRole('checkbox', { name: /sign on this screen/ }).click();
  await expectAccessible(second, 'signature');
  await second.shot('forms-tablet-signature');
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  for (const group of [/Little interest/, /Feeling down/])
    await page.getByRole('group', { name: group }).getByRole('radio', { name: 'Several days' }).click();
  await second.shot('forms-tablet-phq');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Done with this form' }).click();
  await expect(page.getByText('Thank you. That was all.')).toBeVisible();
  await expectAccessible(second, 'done');
  await second.shot('forms-tablet-done');
  await page.getByRole('button', { name: 'Give back' }).click();
  await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
  await page.getByLabel('PIN').pressSequentially(PIN);

  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('button', { name: /Quist, Ida/ }).click();
  await expect(page.getByText('Signature holds')).toBeVisible();
  await expectAccessible(second, 'review');
  await second.shot('forms-review');
  await page.emulateMedia({ colorScheme: 'dark' });
  await second.shot('forms-review-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  const changes = page.getByRole('region', { name: 'Changes to the record' });
  while ((await changes.count()) > 0) {
    const left = await changes.getByRole('listitem').count();
    await changes.getByRole('button', { name: /Take/ }).first().click();
    await expect.poll(async () => await changes.getByRole('listitem').count()).toBeLessThan(left);
  }
  await page.locator('.review').getByRole('button', { name: 'Reviewed' }).click();
  await page.getByRole('button', { name: /How you have been feeling/ }).click();
  await page.locator('.review').getByRole('button', { name: 'Reviewed' }).click();
  await expect.poll(async () => kinds(await desk.read(`case/${PACKET}`))).toContain('packet/closed');
  const said = kinds(await desk.read(`case/${PACKET}`));
  // One response of each, though two screens wrote it.
  expect(said.filter((kind) => kind === 'form/submitted')).toHaveLength(2);
  expect(kinds(await desk.read('patient/forms-pat'))).toEqual(
    expect.arrayContaining(['patient/changed', 'consent/recorded'])
  );
  desk.close();
});

type Facts = Awaited<ReturnType<Awaited<ReturnType<typeof headlessDesk>>['read']>>;
const kinds = (facts: Facts): readonly string[] => facts.map(({ kind }) => kind);
const answers = (facts: Facts): readonly string[] =>
  facts.flatMap(({ kind, of }) =>
    kind === 'form/answered' ? (of as { answers: readonly { item: string }[] }).answers.map(({ item }) => item) : []
  );

async function signIn({ page }: Surface, name: RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}
