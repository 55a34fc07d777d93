import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import PatientStage from './PatientStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1951-03-09',
  sex: 'female' as const,
  phones: [],
  address: { line: ['12 Harbor St'], city: 'Rockport', state: 'ME', postalCode: '04856' },
  identifiers: []
};
const withAnn = (more: object = {}): MemoryStation =>
  memoryStation({
    facts: [practiceFacts(), registered('pat-ann', { ...ANN, ...more })],
    user: { user: 'u-new', role: 'clerk' }
  });
async function violations(): Promise<string[]> {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  const { violations: found } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[REG-17] a winter address is typed by keyboard, refused in words while it cannot be, kept, and taken away again', async () => {
  const station = withAnn();
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await screen.getByRole('button', { name: 'Edit other addresses' }).click();
  await expect.element(screen.getByLabelText('What for')).toHaveFocus();
  const form = screen.getByRole('form', { name: 'Change other addresses' });
  await form.getByLabelText('Street').fill('4 Palm Way');
  await form.getByLabelText('City').fill('Sarasota');
  await form.getByLabelText('State').fill('Florida');
  await expect.element(form.getByText('Not a US state’s two letters')).toBeVisible();
  await form.getByLabelText('State').fill('fl');
  await form.getByLabelText('From').fill('2027-04-15');
  await form.getByLabelText('Until').fill('2026-11-01');
  await userEvent.keyboard('{Enter}');
  await expect.element(form.getByText('It ends before it begins. Check the two days.')).toBeVisible();
  expect(station.recorded).toEqual([]);
  expect(await violations()).toEqual([]);
  await form.getByLabelText('From').fill('2026-11-01');
  await form.getByLabelText('Until').fill('2027-04-15');
  await form.getByLabelText('Letters go here').click();
  await form.getByRole('button', { name: 'Another address' }).click();
  await expect.element(form.getByLabelText('What for').nth(1)).toHaveFocus();
  await form.getByRole('button', { name: 'Remove another address 2' }).click();
  await expect.element(form.getByRole('button', { name: 'Another address' })).toHaveFocus();
  await form.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByText('Temporary, from 11/01/2026 until 04/15/2027, letters go here:')).toBeVisible();
  await expect.element(screen.getByText('4 Palm Way, Sarasota, FL')).toBeVisible();
  expect((await station.rows.patient('pat-ann'))?.otherAddresses).toEqual([
    {
      ...{ line: ['4 Palm Way'], city: 'Sarasota', state: 'FL', postalCode: '', use: 'temp', letters: true },
      period: { start: '2026-11-01', end: '2027-04-15' }
    }
  ]);
  await screen.getByRole('button', { name: 'Edit other addresses' }).click();
  await form.getByRole('button', { name: 'Remove another address' }).click();
  await form.getByRole('button', { name: /Save/ }).click();
  await expect.poll(async () => (await station.rows.patient('pat-ann'))?.otherAddresses).toBeUndefined();
});

test('[REG-19] a phone’s own wishes are typed, and the one that is called first is in the header with them', async () => {
  const station = withAnn({
    phones: [
      { number: '+12065550101', use: 'mobile' },
      { number: '+12065550102', use: 'home' }
    ]
  });
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await screen.getByRole('button', { name: 'Edit phone' }).click();
  const form = screen.getByRole('form', { name: 'Change phone' });
  await form
    .getByText(/^Texts, messages, best time/)
    .nth(1)
    .click();
  await form.getByLabelText('Voicemail').nth(1).selectOptions('No');
  await form.getByLabelText('Best time').nth(1).fill('x'.repeat(81));
  await form.getByLabelText('Call first').nth(1).click();
  await form.getByRole('button', { name: /Save/ }).click();
  await expect.element(form.getByText('The best time can be up to 80 characters.')).toBeVisible();
  await form.getByLabelText('Best time').nth(1).fill('after 5 pm');
  expect(await violations()).toEqual([]);
  await form.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByText('(206) 555-0102 · no voicemail, best after 5 pm')).toBeVisible();
  await expect
    .element(screen.getByText('(206) 555-0102 home, call first, no voicemail, best after 5 pm'))
    .toBeVisible();
});
