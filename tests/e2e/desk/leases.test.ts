import { expect, type Page } from '@playwright/test';
import { practiceDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { Lease } from '#domain/scheduling/lease.ts';
import { localDateOf, plusDays, stampAt, type LocalDate } from '#domain/time.ts';
import type { Clinic } from '#server/clinic/clinic.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { test, type Surface } from '../harness.ts';

test.use({ serverArgs: ['--demo'], actionTimeout: 10_000 });

/** What is known at one place is known at the other soon, on a busy machine too. */
const SOON = { timeout: 20_000 };
const WEEK = Array.from({ length: 7 }, () => [{ from: 6 * 60, to: 18 * 60 }]);

/** Later than what the demonstration says of itself. */
const written = (kind: string, of: object): Fact => ({ kind, of, at: stampAt(Date.now()), by: 'ivy' });

/** Tomorrow at the clinic, whatever day that is: it is open. */
async function openEveryDay(clinic: Clinic): Promise<LocalDate> {
  const facts = await clinic.read(practiceDoc);
  const zone = facts.find(({ fact }) => fact.kind === 'site/added')?.fact.of as { zone: string };
  const hours = { practitioner: 'kimball', site: 'main', week: WEEK };
  await clinic.append([{ doc: practiceDoc, facts: [written('hours/set', hours)] }]);
  return plusDays(localDateOf(Date.now(), zone.zone), 1);
}

/** All that a desk needs to be alone has come, everyone's names too. */
async function untilFitAlone({ page }: Surface): Promise<void> {
  await expect(page.locator('.status-trigger')).toContainText('Saved · Sent', SOON);
  await expect(page.getByRole('progressbar')).toHaveCount(0, SOON);
}

/** A booking that both desks see has come after the leases, which are older. */
async function mark(clinic: Clinic, date: LocalDate, at: object): Promise<void> {
  const label = { family: 'Milestone', given: 'Zed', birthDate: null };
  const of = { appointment: 'mark', patient: 'mark', label, visitType: 'nurse', at };
  const fact = written('appointment/booked', of);
  expect((await clinic.append([{ doc: `day/main/${date}`, facts: [fact] }])).refused).toEqual([]);
}

async function atDay({ page }: Surface, person: RegExp): Promise<void> {
  await page.getByRole('button', { name: person }).click();
  await expect(page.getByRole('group', { name: /^Dr / }).first()).toBeVisible({ timeout: 30_000 });
}

async function goTo(page: Page, day: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByLabel('Go to', { exact: true }).fill(day);
  await page.keyboard.press('Enter');
}

/** Books into a time that is typed; answers the words to say to the patient. */
async function book(page: Page, find: string, time: string): Promise<string> {
  await page.keyboard.press('b');
  await page.getByLabel('Patient', { exact: true }).fill(find);
  await page.getByRole('listbox', { name: 'Patients found' }).getByRole('option').first().click();
  await page.locator('select[name=visit-type]').selectOption('sick');
  await page.locator('select[name=provider]').selectOption('kimball');
  await page.locator('input[name=time]').fill(time);
  const words = page.getByText(/The server is out of reach/);
  await expect(words).toContainText(time);
  return (await words.textContent()) ?? '';
}

const press = (page: Page): Promise<void> =>
  page
    .getByRole('button', { name: /^Book( provisionally)?( Enter)?$/ })
    .last()
    .click();

test('[LEASE-2] [LEASE-4] [LEASE-6] two desks alone book one time: who holds the lease keeps it, the other finds three times and a phone', async ({
  open,
  server
}) => {
  test.setTimeout(240_000);
  const first = await open({ path: '/schedule', viewport: { width: 1366, height: 768 } });
  await atDay(first, /Nell/);
  const second = await open({ path: '/schedule', viewport: { width: 1366, height: 768 } });
  await atDay(second, /Ivy/);
  for (const desk of [first, second]) await untilFitAlone(desk);

  // Leases are dealt when a day is opened: once both desks are there.
  await first.goOffline();
  await second.goOffline();
  await server.stop();
  const stopped = await openClinic(server.dataDir);
  const date = await openEveryDay(stopped);
  await stopped.close();
  await server.start();
  const clinic = await openClinic(server.dataDir);
  const leases = async (): Promise<readonly Lease[]> =>
    (await clinic.read(`day/main/${date}`)).flatMap(({ fact }) =>
      fact.kind === 'lease/granted' ? [fact.of as Lease] : []
    );
  await expect.poll(async () => (await leases()).length, SOON).toBeGreaterThan(2);
  const dealt = await leases();
  const desks = [...new Set(dealt.map(({ device }) => device))].sort((a, b) => a - b).slice(-2);
  const lease = dealt.find(
    ({ device, practitioner, span }) =>
      desks.includes(device) && practitioner === 'kimball' && span.to - span.from >= 20
  )!;
  const start = lease.span.from;
  const time = `${((Math.floor(start / 60) + 11) % 12) + 1}:${String(start % 60).padStart(2, '0')} ${start < 720 ? 'am' : 'pm'}`;
  await first.goOnline();
  await second.goOnline();
  await mark(clinic, date, { practitioner: 'soren', start: 8 * 60, minutes: 15 });
  for (const { page } of [first, second]) {
    await goTo(page, date);
    await expect(page.locator('[data-appointment="mark"]')).toBeVisible(SOON);
  }

  await first.goOffline();
  await second.goOffline();
  for (const { page } of [first, second])
    await expect(page.getByRole('button', { name: /^Offline/ })).toBeVisible(SOON);
  const said = [await book(first.page, 'ma', time), await book(second.page, 'an', time)];
  const keeps = said.findIndex((words) => words.includes('it will stand'));
  expect(keeps).toBeGreaterThanOrEqual(0);
  expect(said[1 - keeps]).toContain('we will call you within the hour');
  const [keeper, yielder] = keeps === 0 ? [first, second] : [second, first];
  await keeper.shot('lease-offline-leased');
  await yielder.shot('lease-offline-provisional');
  for (const { page } of [first, second]) {
    await press(page);
    await expect(page.getByText(/is booked for/)).toBeVisible();
  }
  const yielded = await yielder.page.locator('.card.inHand').getAttribute('data-appointment');
  const kept = await keeper.page.locator('.card.inHand').getAttribute('data-appointment');

  await keeper.goOnline();
  await yielder.goOnline();
  for (const { page } of [first, second]) {
    await expect(page.locator(`[data-appointment="${kept}"]`)).toBeVisible(SOON);
    await expect(page.locator(`[data-appointment="${yielded}"]`)).toBeVisible(SOON);
    await page.locator(`[data-appointment="${yielded}"]`).click();
    await expect(page.getByText(/This time was promised twice while desks were apart/)).toBeVisible(SOON);
  }
  const card = yielder.page.getByRole('status').filter({ hasText: 'promised twice' });
  await expect(card.getByRole('button')).toHaveCount(3);
  await expect(card.getByText(/Call the patient:|There is no phone number/)).toBeVisible();
  await yielder.shot('lease-gives-way');
  await keeper.page.locator(`[data-appointment="${kept}"]`).click();
  await expect(keeper.page.getByText(/promised twice/)).toHaveCount(0);
  await keeper.shot('lease-keeps');

  // One press, and there is no conflict any more.
  await card.getByRole('button').first().click();
  await expect(yielder.page.getByText(/promised twice/)).toHaveCount(0, SOON);
  expect([...first.troubles(), ...second.troubles()]).toEqual([]);
  await clinic.close();
});
