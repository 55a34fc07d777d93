import { expect, type Locator, type Page } from '@playwright/test';
import type { Surface } from '../harness.ts';

/** Somebody invented, with the phone number of nobody. */
export interface Person {
  readonly given: string;
  readonly family: string;
  /** As a clerk types it. */
  readonly born: string;
  readonly phone: string;
}

export interface Booking {
  readonly person: Person;
  /** `Dr Kimball` */
  readonly provider: string;
  /** `4:30 pm` */
  readonly time: string;
}

/** Books in the panel of the schedule, registering whoever is not found. */
export async function book({ page }: Surface, { person, provider, time }: Booking): Promise<void> {
  await goTo(page, 'Schedule');
  await page.getByRole('button', { name: /^Book/ }).first().click();
  await page.getByLabel('Patient', { exact: true }).fill(`${person.given} ${person.family}`);
  await page.getByRole('button', { name: /Register/ }).click();
  await page.getByLabel('First name').fill(person.given);
  await page.getByLabel(/^Last name/).fill(person.family);
  await page.getByLabel(/^Date of birth/).fill(person.born);
  await page.getByLabel('Sex').selectOption('Unknown');
  await page
    .getByLabel(/^Phone/)
    .first()
    .fill(person.phone);
  await page
    .getByRole('form', { name: 'New patient' })
    .getByRole('button', { name: /^Register/ })
    .click();
  await page.getByLabel('Visit type').selectOption({ index: 1 });
  await page.getByLabel('Provider').selectOption({ label: provider });
  await page.getByLabel(/^Time on/).fill(time);
  await page
    .getByRole('button', { name: /^Book( provisionally)?/ })
    .last()
    .click();
  await expect(card(page, person)).toBeVisible();
}

/** An appointment on the schedule. */
export const card = (page: Page, { family }: Person): Locator =>
  page.getByRole('group', { name: /^(Dr|NP|PA) / }).getByRole('button', { name: new RegExp(`^${family},`) });

/** A line of Today. */
export const line = (page: Page, { family }: Person): Locator => page.getByRole('row').filter({ hasText: family });

/** Leaves by the rail, as a person would: the page is not loaded anew. */
export async function goTo(page: Page, place: 'Today' | 'Schedule' | 'Patients' | 'Devices'): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(place) })
    .click();
}

/** Answers the kiosk's questions; returns the ticket it gives. */
export async function checkInAtKiosk(
  { page }: Surface,
  { family, given }: Person,
  born: readonly [string, string, string]
): Promise<string> {
  await page.getByRole('button', { name: /English/ }).click();
  await page.getByRole('button', { name: /I have an appointment/ }).click();
  await page.getByLabel('Last name').fill(family);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('First name').fill(given);
  await page.getByRole('button', { name: 'Next' }).click();
  for (const [index, field] of ['Month', 'Day', 'Year'].entries()) await page.getByLabel(field).fill(born[index] ?? '');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: /Skip/ }).click();
  await page.getByRole('button', { name: 'No, nothing has changed' }).click();
  await page.getByRole('button', { name: 'No, it is the same' }).click();
  await page.getByRole('button', { name: 'Check in' }).click();
  const words = await page.getByText(/the desk will call K\d+-\d+/).innerText();
  await page.getByRole('button', { name: 'Finish' }).click();
  return /K\d+-\d+/.exec(words)?.[0] ?? '';
}

/** Moves an appointment by the keyboard, so many rows of the schedule later. */
export async function move({ page }: Surface, person: Person, rows: number): Promise<void> {
  await goTo(page, 'Schedule');
  await card(page, person).click();
  await page.keyboard.press('m');
  for (let row = 0; row < rows; row++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}
