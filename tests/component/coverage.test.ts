import axe from 'axe-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { patientDoc } from '#domain/documents.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import CoverageStage from './CoverageStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1951-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const CEDAR = {
  ...{
    patient: 'pat-ann',
    coverage: 'c-1',
    kind: 'health',
    order: 'primary',
    period: { start: '2026-01-01', end: null }
  },
  ...{ payer: { name: 'Cedar Health Plan', id: '55501' }, member: 'CH-100-2000', subscriber: { relationship: 'self' } }
};
const added = (of: object = {}) => ({ kind: 'coverage/added', of: { ...CEDAR, ...of } });
const changed = (field: string, from: unknown, to: unknown) => ({
  kind: 'coverage/changed',
  of: { patient: 'pat-ann', coverage: 'c-1', field, from, to }
});

function desk(facts: readonly { kind: string; of: object }[] = [], role: StaffRole = 'clerk'): MemoryStation {
  const ann = registered('pat-ann', ANN);
  return memoryStation({
    facts: [practiceFacts(), { ...ann, facts: [...ann.facts, ...facts] }],
    user: { user: 'u-new', role }
  });
}
const shown = (station: MemoryStation) => render(CoverageStage, { station, patient: 'pat-ann' });
const kinds = (station: MemoryStation): string[] =>
  station.recorded.flatMap(({ facts }) => facts.map(({ kind }) => kind));
/** Once nothing fades in any more: half a colour is no colour to judge. */
async function violations(): Promise<string[]> {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  const { violations: found } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[COV-1] added from the keyboard, and taken back', async () => {
  const station = desk();
  const screen = await shown(station);
  await expect.element(screen.getByText('No insurance is written down.')).toBeVisible();
  await userEvent.keyboard('i');
  await expect.element(screen.getByLabelText(/^Payer\b/).first()).toHaveFocus();
  await userEvent.keyboard('Cedar Health Plan{Tab}{Tab}{Tab}CH-100-2000{Enter}');
  await expect.element(screen.getByText('Cedar Health Plan is added.')).toBeVisible();
  await expect.element(screen.getByRole('article', { name: 'Primary: Cedar Health Plan' })).toBeVisible();
  await expect.element(screen.getByText(/Not checked/)).toBeVisible();
  expect(kinds(station)).toEqual(['coverage/added']);
  expect(await station.rows.drafts()).toEqual([]);
  expect(await violations()).toEqual([]);
  await screen.getByRole('button', { name: 'Undo' }).click();
  await expect.element(screen.getByText('No insurance is written down.')).toBeVisible();
});

describe('[COV-1] bad input is said at its field, nothing is written and nothing is cleared (RELIABILITY §6 no. 22, 23, 25)', () => {
  test.each([
    ['Member number', '', 'Type the member number on the card.', ''],
    ['Member number', 'x'.repeat(10_240), 'This can be up to 80 characters.', 'x'.repeat(10_240)],
    ['Member number', '4111 1111 1111 1111', /Card numbers are not kept here/, '•••• •••• •••• 1111'],
    ['Plan’s name', 'x'.repeat(121), 'This can be up to 120 characters.', 'x'.repeat(121)],
    ['Ends on', '1850-01-01', 'It ends before it starts.', '1850-01-01']
  ])('%s %.30j', async (label, typed, say, left) => {
    const station = desk();
    const screen = await render(CoverageStage, { station, patient: 'pat-ann', doing: { is: 'add', coverage: 'c-2' } });
    await screen
      .getByLabelText(/^Payer\b/)
      .first()
      .fill('<img onerror=alert(1)>');
    await screen.getByLabelText(/^Member number/).fill('CH-9');
    await screen.getByLabelText('Good from').fill('2026-01-01');
    const field = screen.getByLabelText(new RegExp(`^${label}`));
    await field.fill(typed);
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByText(say)).toBeVisible();
    await expect.element(field).toHaveValue(left);
    await expect.element(field).toHaveFocus();
    expect(station.recorded).toEqual([]);
    await screen.unmount();
  });
});

test('[REG-7] [COV-1] half a form and its caret come back; a save that fails keeps it', async () => {
  const station = desk();
  const doing = { is: 'add', coverage: 'c-2' } as const;
  const screen = await render(CoverageStage, { station, patient: 'pat-ann', doing });
  await screen
    .getByLabelText(/^Payer\b/)
    .first()
    .fill('Ceder');
  const field = document.querySelector<HTMLInputElement>('[name=coverage-payer]')!;
  field.setSelectionRange(3, 4);
  await userEvent.keyboard('a');
  await expect.poll(async () => (await station.rows.drafts())[0]?.title).toBe('New insurance');
  await screen.unmount();
  const again = await render(CoverageStage, { station, patient: 'pat-ann', doing });
  await expect.element(again.getByLabelText(/^Payer\b/).first()).toHaveValue('Cedar');
  expect(document.querySelector<HTMLInputElement>('[name=coverage-payer]')!.selectionStart).toBe(4);
  await again.getByLabelText(/^Member number/).fill('CH-9');
  station.setFault(new StorageFault('disk-full', 'This device is full. Nothing is lost: the form is still here.'));
  await userEvent.keyboard('{Enter}');
  await expect.element(again.getByText(/This device is full/)).toBeVisible();
  await expect.element(again.getByLabelText(/^Member number/)).toHaveValue('CH-9');
});

test('[COV-5] a new card in a taken place ends the old one the day before, unless somebody says otherwise', async () => {
  const station = desk([added()]);
  const screen = await render(CoverageStage, { station, patient: 'pat-ann', doing: { is: 'add', coverage: 'c-2' } });
  await screen
    .getByLabelText(/^Payer\b/)
    .first()
    .fill('Birch Mutual');
  await screen.getByLabelText('Pays').selectOptions('Primary');
  await screen.getByLabelText(/^Member number/).fill('B-7');
  await screen.getByLabelText('Good from').fill('2026-11-01');
  const ends = screen.getByLabelText('Cedar Health Plan, primary until now, ends the day before');
  await expect.element(ends).toBeChecked();
  await ends.click();
  await screen.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByText(/Cedar Health Plan is primary in that time/)).toBeVisible();
  await ends.click();
  await screen.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByRole('article', { name: 'Primary: Birch Mutual' })).toBeVisible();
  await screen.getByText('Earlier insurance (1)').click();
  await expect.element(screen.getByText('01/01/2026 to 10/31/2026')).toBeVisible();
});

test('[COV-8] what a payer says on the phone is written down with its amounts, or said to be wrong (no. 24)', async () => {
  const station = desk([added()]);
  const screen = await shown(station);
  await screen.getByRole('button', { name: 'Check with payer' }).click();
  await screen.getByLabelText('Who answered').fill('Ida');
  await screen.getByLabelText('Active on that day').selectOptions('Yes');
  await screen.getByLabelText('Copay, primary care').fill('12,5O');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Type an amount like 12.50.')).toBeVisible();
  await expect.element(screen.getByLabelText('Copay, primary care')).toHaveValue('12,5O');
  await screen.getByLabelText('Copay, primary care').fill('25');
  expect(await violations()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/Active, by phone today/)).toBeVisible();
  await screen.getByText('What the payer said').click();
  await expect.element(screen.getByText('Primary care $25.00')).toBeVisible();
});

test('[COV-10] a Medicare patient is asked who pays first, one question after the other', async () => {
  const station = desk([added({ payer: { name: 'Medicare', id: '' }, plan: { type: 'medicare' } })]);
  const screen = await shown(station);
  await expect.element(screen.getByText(/who pays first has not been asked/)).toBeVisible();
  await screen.getByRole('button', { name: 'Ask', exact: true }).click();
  for (const question of [/black lung/, /research grant/, /Veterans Affairs has|Department of Veterans/, /from work/])
    await screen.getByRole('group', { name: question }).getByLabelText('No').click();
  await screen
    .getByRole('group', { name: /accident/ })
    .getByLabelText('No', { exact: true })
    .click();
  await screen.getByLabelText('Age 65 or older').click();
  await screen
    .getByRole('group', { name: /group health plan/ })
    .getByLabelText('No')
    .click();
  await expect.element(screen.getByText('Medicare pays first')).toBeVisible();
  expect(await violations()).toEqual([]);
  await screen.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByText(/because there is no group plan/)).toBeVisible();
  expect(kinds(station)).toEqual(['coverage/msp-asked']);
});

test('[COV-2] [REG-12] two desks that disagree are a card that stops checking with the payer until somebody decides', async () => {
  const station = desk([added(), changed('member', 'CH-100-2000', 'CH-1'), changed('member', 'CH-100-2000', 'CH-2')]);
  const screen = await shown(station);
  await expect.element(screen.getByText(/two desks changed it/)).toBeVisible();
  await expect.element(screen.getByText('Checking waits until two desks agree.')).toBeVisible();
  expect(await violations()).toEqual([]);
  await screen.getByRole('button', { name: 'CH-1', exact: true }).click();
  await expect.element(screen.getByRole('button', { name: 'Check with payer' })).toBeVisible();
});

test('[COV-4] two that are primary on one day are said to be, and paying without insurance is a state of its own', async () => {
  const station = desk([added(), added({ coverage: 'c-2', payer: { name: 'Birch Mutual', id: '' }, member: 'B-7' })]);
  const screen = await shown(station);
  await expect.element(screen.getByText(/are both primary on the same days/)).toBeVisible();
  await screen.getByRole('button', { name: 'Pays without insurance…' }).click();
  await userEvent.keyboard('Between jobs{Enter}');
  await expect.element(screen.getByText('Wants to pay without insurance')).toBeVisible();
  expect(kinds(station)).toEqual(['coverage/self-pay-said']);
});

test('[MIN-1] who may not change insurance sees the payer and the end of the number, and no way to change it', async () => {
  const screen = await shown(desk([added({ copay: '$25' })], 'clinical'));
  await expect.element(screen.getByText('••-•••-2000')).toBeVisible();
  await expect.element(screen.getByText('$25')).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: /Change|Add|Check/ })).not.toBeInTheDocument();
  const officer = await shown(desk([added()], 'privacy-officer'));
  await expect.element(officer.getByText('Cedar Health Plan').last()).toBeVisible();
});

test('[MIN-4] printed with the verb, once the access log has it', async () => {
  const station = desk([added()]);
  const screen = await shown(station);
  await screen.getByRole('button', { name: 'Print' }).click();
  await expect.poll(() => document.querySelector('.print-sheet')?.textContent ?? '').toMatch(/CH-100-2000/);
  expect(document.querySelector('.print-sheet')?.textContent).toMatch(/Printed by/);
  expect(patientDoc('pat-ann')).toBe('patient/pat-ann');
});
