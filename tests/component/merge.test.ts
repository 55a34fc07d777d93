import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { tellApart } from '#features/patients/merge-patients.ts';
import DuplicatesStage from './DuplicatesStage.svelte';
import MergeStage from './MergeStage.svelte';
import PatientStage from './PatientStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};
const ANNE = {
  ...ANN,
  name: { family: 'Rook', given: ['Anne'] },
  phones: [{ number: '+12065550102', use: 'home' as const }],
  email: 'anne@example.org'
};
const withBoth = (): MemoryStation =>
  memoryStation({ facts: [practiceFacts(), registered('pat-ann', ANN), registered('pat-anne', ANNE)] });

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[MRG-8] two records side by side, merged from the keyboard; the person’s page undoes it', async () => {
  const station = withBoth();
  const merged: string[] = [];
  const screen = await render(MergeStage, {
    station,
    patient: 'pat-anne',
    other: 'pat-ann',
    onmerged: (patient) => merged.push(patient)
  });
  await expect.element(screen.getByRole('radiogroup', { name: 'Name' })).toBeVisible();
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  // The other one stays, with its own name, both phones and the e-mail it lacked.
  await userEvent.keyboard('x');
  await expect.element(screen.getByRole('radiogroup', { name: 'E-mail' })).toBeVisible();
  await screen.getByRole('radiogroup', { name: 'Name' }).getByRole('radio').first().click();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.poll(() => merged).toEqual(['pat-ann']);
  const person = await station.rows.patient('pat-anne');
  expect(person).toMatchObject({ patient: 'pat-ann', name: ANN.name, email: ANNE.email });
  expect(person?.phones).toHaveLength(2);
  expect(station.noted.map(({ refs }) => refs[0])).toEqual(
    expect.arrayContaining(['patient:pat-ann', 'patient:pat-anne'])
  );
  await screen.unmount();

  const patient = await render(PatientStage, { station, patient: 'pat-anne' });
  await patient.getByRole('button', { name: 'Undo merge of Rook, Anne' }).click();
  await expect.element(patient.getByText('Two records again.')).toBeVisible();
  expect((await station.rows.patient('pat-anne'))?.patient).toBe('pat-anne');
});

test('[MRG-7] two different people are told apart with one key, and one goes back', async () => {
  const station = withBoth();
  let backs = 0;
  const screen = await render(MergeStage, { station, patient: 'pat-ann', other: 'pat-anne', onback: () => backs++ });
  await expect.element(screen.getByRole('radiogroup', { name: 'Name' })).toBeVisible();
  await userEvent.keyboard('d');
  await expect.poll(() => backs).toBe(1);
  expect((await station.rows.patient('pat-ann'))?.apart).toEqual(['pat-anne']);
});

test('[MRG-9] the list of those who may be one: opened from the keyboard, gone once merged elsewhere', async () => {
  const station = memoryStation({
    facts: [practiceFacts(), registered('pat-ann', ANN), registered('pat-again', { ...ANN, phones: [] })]
  });
  const opened: string[] = [];
  const screen = await render(DuplicatesStage, { station, onopen: (one, other) => opened.push(one, other) });
  await expect.element(screen.getByText('2 records compared')).toBeVisible();
  const row = screen.getByRole('button', { name: /same birth date/ });
  await expect.element(row).toBeVisible();
  (row.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  expect(opened.toSorted()).toEqual(['pat-again', 'pat-ann']);
  await tellApart(station, 'pat-ann', 'pat-again');
  await expect.element(screen.getByText('No two records look like one person')).toBeVisible();
  // Nobody is told so while records are still on their way.
  station.setStatus({ firstSync: 0.4 });
  await expect.element(screen.getByText('Records are still coming to this device')).toBeVisible();
  await expect.element(screen.getByText('No two records look like one person')).not.toBeInTheDocument();
});
