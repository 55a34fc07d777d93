import { expect } from '@playwright/test';
import { DAYTIME_ZONE } from '../daytime-zone.ts';
import type { Surface } from '../harness.ts';
import { confirmKit } from '../recovery-kit.ts';

/** The clinic of the browser tests: set up by its first manager, in the page a new clinic sees. */
export const MANAGER = { name: 'Ivy Thimbleby', passphrase: 'granite pebble meadow weaver kettle' } as const;
export const PROVIDERS = [
  { given: 'Ada', family: 'Kimball', called: 'Dr Kimball' },
  { given: 'Omar', family: 'Pereira', called: 'Dr Pereira' }
] as const;
export const ROOMS = ['Room 1', 'Room 2', 'Room 3'] as const;

/** Fills in the set-up page of an empty server; open all hours of all days. Answers the words of its recovery kit. */
export async function setUpPractice({ page }: Pick<Surface, 'page'>): Promise<readonly string[]> {
  await page.getByLabel('Practice', { exact: true }).fill('Harbor Lane Family Practice');
  await page.getByLabel('Office', { exact: true }).fill('Harbor Lane');
  await page.getByLabel('Time zone').selectOption(DAYTIME_ZONE);
  await page.getByLabel('Name', { exact: true }).fill(MANAGER.name);
  await page.getByLabel('Passphrase', { exact: true }).fill(MANAGER.passphrase);
  for (const [index, { given, family, called }] of PROVIDERS.entries()) {
    if (index > 0) await page.getByRole('button', { name: 'Add a provider' }).click();
    const group = page.getByRole('group', { name: `Provider ${index + 1}` });
    await group.getByLabel('Given name').fill(given);
    await group.getByLabel('Family name').fill(family);
    await group.getByLabel('Called').fill(called);
  }
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
    await page.getByRole('checkbox', { name: day }).check();
    await page.getByLabel(`${day}, opens`).fill('00:00');
    await page.getByLabel(`${day}, closes`).fill('23:55');
  }
  await page.getByRole('checkbox', { name: 'Break' }).uncheck();
  await page.getByLabel('Rooms').fill(ROOMS.join('\n'));
  await page.getByRole('button', { name: 'Open the practice' }).click();
  const words = await confirmKit(page);
  await expect(page.getByRole('navigation').getByRole('link', { name: /Today/ })).toBeVisible({ timeout: 30_000 });
  return words;
}

/** Signs the manager in, at a new desk or where the page was loaded anew. */
export async function signIn({ page }: Surface): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(MANAGER.name);
  await page.getByLabel('Passphrase', { exact: true }).fill(MANAGER.passphrase);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation').getByRole('link', { name: /Today/ })).toBeVisible();
}

/** Makes a code at a desk and types it at the new device. */
export async function addDevice(
  desk: Surface,
  kind: 'kiosk' | 'board' | 'room tablet',
  device: Surface
): Promise<void> {
  // Not by its address: a page that is loaded anew asks who is there.
  const today = desk.page.getByRole('navigation').getByRole('link', { name: /Today/ });
  await today.click();
  await expect(today).toHaveAttribute('aria-current', 'page');
  await desk.page.keyboard.press('F8');
  await desk.page.getByRole('button', { name: `Add a ${kind}` }).click();
  // Of this kind: the code of a device added before may still be there.
  const its = desk.page.getByRole('article').filter({ hasText: `for one ${kind}` });
  const shown = await its.getByLabel(/^Code /).getAttribute('aria-label');
  const code = (shown ?? '').replace('Code ', '').replaceAll(' ', '');
  await device.page.getByLabel('Code from the desk').fill(code);
  await device.page.getByRole('button', { name: 'Set up', exact: true }).click();
  const digits = await device.page.getByLabel(/^Number /).getAttribute('aria-label');
  await expect(desk.page.getByLabel(digits ?? '', { exact: true })).toBeVisible();
  await desk.page.getByRole('button', { name: 'Confirm' }).click();
  await expect(device.page.getByLabel(/^Number /)).toBeHidden();
}
