import { expect, type Locator, type Page } from '@playwright/test';
import { test, type Surface } from '../harness.ts';

test.use({ serverArgs: ['--demo'], actionTimeout: 10_000 });

/** What one desk does, another shows this soon, on a busy machine too. */
const SOON = { timeout: 10_000 };

/** A day in the coming week, so that nobody in it has arrived; the clinic is open on it. */
async function openDay(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByLabel('Go to', { exact: true }).fill('tue');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Tue/ })).toBeVisible();
}

async function atSchedule({ page }: Surface, person: RegExp): Promise<void> {
  await page.getByRole('button', { name: person }).click();
  await expect(page.getByRole('group', { name: /^Dr / }).first()).toBeVisible({ timeout: 30_000 });
}

async function openWork(page: Page, list: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: /Work/ }).click();
  await page.getByRole('tab', { name: list }).click();
}

const column = (page: Page, index: number): Locator => page.locator(`[data-column="${index}"]`);

test('the schedule at two desks: carried by mouse, rescheduled, freed and offered, confirmed, interrupted', async ({
  open
}) => {
  test.setTimeout(240_000);
  const desk = await open({ path: '/schedule' });
  await atSchedule(desk, /Nell/);
  const other = await open({ path: '/schedule' });
  await atSchedule(other, /Ivy/);
  const { page } = desk;
  await openDay(page);
  await openDay(other.page);

  const id = await test.step('[BOOK-1] booked into the first free time, seen at the other desk', async () => {
    // From the top of the day: the cursor stands at this hour.
    await page.keyboard.press('Home');
    await page.keyboard.press('n');
    await page.keyboard.press('b');
    await page.getByLabel('Patient', { exact: true }).fill('ma');
    await page.getByRole('listbox', { name: 'Patients found' }).getByRole('option').first().click();
    await page.getByLabel('Note').fill('booked in a test');
    await page
      .getByRole('button', { name: /^Book Enter|^Book$/ })
      .last()
      .click();
    await expect(page.getByText(/is booked for Tue/)).toBeVisible();
    const booked = page.locator('.card.inHand');
    const appointment = await booked.getAttribute('data-appointment');
    await expect(other.page.locator(`[data-appointment="${appointment}"]`)).toBeVisible(SOON);
    return appointment;
  });
  const card = page.locator(`[data-appointment="${id}"]`);

  await test.step('[SCH-9] carried by mouse to another provider', async () => {
    const from = (await card.boundingBox())!;
    const lane = (await column(page, 3).boundingBox())!;
    await page.mouse.move(from.x + 20, from.y + 6);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 12, { steps: 3 });
    await page.mouse.move(lane.x + lane.width / 2, from.y + 6, { steps: 8 });
    await expect(page.locator('.ghost')).toBeVisible();
    await page.mouse.up();
    await expect(column(page, 3).locator(`[data-appointment="${id}"]`)).toBeVisible();
    await expect(column(other.page, 3).locator(`[data-appointment="${id}"]`)).toBeVisible(SOON);
  });

  await test.step('[BOOK-12] taken back at the one, gone back at the other', async () => {
    await page.keyboard.press('Control+z');
    await expect(column(page, 3).locator(`[data-appointment="${id}"]`)).toHaveCount(0);
    await expect(column(other.page, 3).locator(`[data-appointment="${id}"]`)).toHaveCount(0, SOON);
  });

  await test.step('[BOOK-7] put down on another day by keyboard it is gone from this one', async () => {
    await card.click();
    await page.keyboard.press('m');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByRole('button', { name: /^Wed/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/is at Wed/)).toBeVisible();
    await expect(other.page.locator(`[data-appointment="${id}"]`)).toHaveCount(0, SOON);
  });

  await test.step('[WAIT-3] [WAIT-6] a time freed while the other desk was alone is offered and taken there, once it hears of it', async () => {
    const said = (await page.getByText(/ is at Wed.* now\./).textContent()) ?? '';
    const [, who = '', day = '', time = ''] = /(\S+, .+) is at (Wed, \w+ \d+), (\d+:\d\d [ap]m)/.exec(said) ?? [];
    await other.goOffline();
    await page.locator('[data-appointment]').filter({ hasText: who }).first().click();
    await page.keyboard.press('x');
    await page.getByRole('form', { name: 'Cancel the visit' }).locator('input[value=transport]').check();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/ is cancelled\./)).toBeVisible();
    await openWork(page, 'Waitlist');
    await page.keyboard.press('n');
    await page.getByLabel('Patient', { exact: true }).fill('br');
    await page.getByRole('listbox', { name: 'Patients found' }).getByRole('option').first().click();
    await page.getByRole('button', { name: 'Nurse visit', exact: true }).click();
    await page.getByLabel('Notice, hours').fill('0');
    await page.keyboard.press('Enter');
    const waiting = (at: Page): Locator => at.getByRole('grid', { name: /^Waiting \d/ }).getByRole('row');
    await expect(waiting(page)).toHaveCount(1);
    const freed = (at: Page): Locator =>
      at.getByRole('grid', { name: /^Freed times/ }).getByRole('row', { name: new RegExp(`${time}.*${day}`) });
    await expect(freed(page)).toBeVisible();
    await desk.shot('waitlist-freed');

    await openWork(other.page, 'Waitlist');
    await expect(waiting(other.page)).toHaveCount(0);
    await other.goOnline();
    await freed(other.page).click(SOON);
    await other.page.keyboard.press('Enter');
    await other.page.keyboard.press('1');
    await expect(other.page.getByText(/Held for 15 minutes for/)).toBeVisible();
    await expect(page.getByRole('heading', { name: /^Waiting for an answer/ })).toBeVisible(SOON);
    await desk.goOffline();
    await other.page
      .getByRole('grid', { name: /^Waiting for an answer/ })
      .getByRole('row')
      .focus();
    await other.page.keyboard.press('Enter');
    await other.page.keyboard.press('1');
    await expect(waiting(other.page)).toHaveCount(0);
    await expect(waiting(page)).toHaveCount(1);
    await desk.goOnline();
    await expect(waiting(page)).toHaveCount(0, SOON);
  });

  await test.step('[CONF-1] [CONF-2] who was tried at one desk, and what came of it, is on the list of the other', async () => {
    for (const at of [page, other.page]) await openWork(at, 'Confirm');
    const first = (at: Page): Locator =>
      at
        .getByRole('grid', { name: /^Not confirmed/ })
        .getByRole('row')
        .first();
    await first(page).focus();
    await page.keyboard.press('m');
    const tried = other.page.getByRole('row', { name: /Left a message.*tried once/ });
    await expect(tried).toBeVisible(SOON);
    await other.shot('confirm-tried');
    await tried.focus();
    await other.page.keyboard.press('c');
    await expect(page.getByRole('grid', { name: /^Confirmed, or tried/ }).getByRole('row')).toHaveCount(1, SOON);
  });

  await test.step('[REG-7] a registration survives the death of its tab, caret and all', async () => {
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Patients/ })
      .click();
    await page.getByLabel('Find a patient', { exact: true }).fill('zzqx');
    await page.keyboard.press('Enter');
    await page.getByLabel('First name').fill('Dora');
    await page.getByLabel(/^Date of birth/).fill('3/9/71');
    await page.getByLabel(/^Date of birth/).press('Home');
    await page.keyboard.type('0');
    await expect(page.getByText(/^March 9, 1971 · \d+ y$/)).toBeVisible();
    // A key is on its way to the disk at once, and a tab that dies meanwhile may lose that one: hands are no faster than this.
    await page.waitForTimeout(500);
    const address = page.url();
    await page.close();

    const again = await desk.context.newPage();
    await again.goto(address);
    await again.getByRole('button', { name: /Nell/ }).click();
    await expect(again.getByLabel('First name')).toHaveValue('Dora');
    await expect(again.getByLabel(/^Date of birth/)).toHaveValue('03/9/71');
    await expect(again.getByLabel(/^Date of birth/)).toBeFocused();
    await again.keyboard.type('X');
    await expect(again.getByLabel(/^Date of birth/)).toHaveValue('0X3/9/71');
  });

  expect([...desk.troubles(), ...other.troubles()]).toEqual([]);
});
