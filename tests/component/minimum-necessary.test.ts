import { beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import PatientStage from './PatientStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  email: 'ann@example.org',
  address: { line: ['12 Harbor Street'], city: 'Rockport', state: 'ME', postalCode: '04856' },
  identifiers: [
    { type: 'SS', system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-34-7518' },
    { type: 'MR', system: 'm', value: 'M000123' }
  ]
};

function at(role: StaffRole): MemoryStation {
  const facts = [practiceFacts(), registered('pat-ann', ANN)];
  return memoryStation({ facts, user: { user: 'u-new', role } });
}
const acts = (station: MemoryStation): string[] =>
  station.noted.map(({ action, fields = [], verdict = 'done' }) => [action, ...fields, verdict].join(' '));

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[MIN-1] [MIN-3] an SSN is masked; whoever may reveal sees it for a minute, after it is written down', async () => {
  const station = at('clerk');
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await expect.element(screen.getByText('•••-••-7518 (SS)')).toBeVisible();
  await expect.element(screen.getByText('M000123 (MR)')).toBeVisible();
  await expect.element(screen.getByText('ann@example.org')).toBeVisible();
  expect(document.body.innerHTML).not.toContain('999-34');

  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await screen.getByRole('button', { name: 'Show other numbers' }).click();
  await expect.element(screen.getByText('This device is full.')).toBeVisible();
  expect(document.body.innerHTML).not.toContain('999-34');

  station.setFault(null);
  await screen.getByRole('button', { name: 'Show other numbers' }).click();
  await expect.element(screen.getByText('999-34-7518 (SS)')).toBeVisible();
  expect(acts(station)).toContain('field/revealed ids done');
  expect(station.noted.find(({ action }) => action === 'field/revealed')?.refs).toEqual(['patient:pat-ann']);

  await screen.getByRole('button', { name: 'Hide other numbers' }).click();
  await expect.element(screen.getByText('•••-••-7518 (SS)')).toBeVisible();
  await screen.getByRole('button', { name: 'Show other numbers' }).click();
  await expect.element(screen.getByText('999-34-7518 (SS)')).toBeVisible();
  station.setNow(station.now() + 61_000);
  await expect.element(screen.getByText('•••-••-7518 (SS)')).toBeVisible();
});

test('[MIN-1] a role that only audits sees whose page it is, and no more; nothing is offered that it may not do', async () => {
  const station = at('privacy-officer');
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  await expect.element(screen.getByText('••/••/1971').first()).toBeVisible();
  for (const hidden of ['0101', 'Harbor', 'example.org', '7518', '03/09'])
    expect(document.querySelector('.page')!.textContent).not.toContain(hidden);
  for (const name of [/^Edit/, /^Show/, /^Book/]) expect(screen.getByRole('button', { name }).elements()).toEqual([]);
  await expect.poll(() => acts(station)).toContain('patient/viewed done');
});

test('[MIN-1] [ROLE-5] clinical staff compare a phone by its end and change nothing; an assistant may not reveal', async () => {
  const clinical = await render(PatientStage, { station: at('clinical'), patient: 'pat-ann' });
  await expect.element(clinical.getByText('03/09/1971').first()).toBeVisible();
  expect(clinical.getByRole('button', { name: /^Edit/ }).elements()).toEqual([]);
  await expect.element(clinical.getByRole('button', { name: /^Book/ })).toBeVisible();
  await clinical.unmount();

  const assistant = await render(PatientStage, { station: at('assistant'), patient: 'pat-ann' });
  await expect.element(assistant.getByText('•••-••-7518 (SS)')).toBeVisible();
  await expect.element(assistant.getByRole('button', { name: 'Edit phone' })).toBeVisible();
  expect(assistant.getByRole('button', { name: /^Show/ }).elements()).toEqual([]);
});
