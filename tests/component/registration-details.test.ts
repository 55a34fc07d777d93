import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import PatientStage from './PatientStage.svelte';
import RegistrationStage from './RegistrationStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '2015-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const withAnn = (more: object = {}): MemoryStation =>
  memoryStation({
    facts: [practiceFacts(), registered('pat-ann', { ...ANN, ...more })],
    user: { user: 'u-new', role: 'clerk' }
  });
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

test('[REG-13] [REG-15] a detail is asked, kept with its age, and a bad one is said at its field', async () => {
  const station = withAnn();
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await screen.getByRole('button', { name: 'Alerts', exact: true }).click();
  await expect.element(screen.getByLabelText('Alerts')).toHaveFocus();
  await userEvent.keyboard('4111 1111 1111 1111{Enter}');
  await expect.element(screen.getByText(/Card numbers are not kept here/).first()).toBeVisible();
  expect(station.recorded).toEqual([]);
  await screen.getByLabelText('Alerts').fill('Latex, Falls');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('▲ Latex')).toBeVisible();
  await expect.element(screen.getByText(/^entered today/).first()).toBeVisible();
  await screen.getByRole('button', { name: 'Race and ethnicity' }).click();
  await screen.getByLabelText('Asian').click();
  await screen.getByLabelText('Hispanic or Latino').click();
  expect(await violations()).toEqual([]);
  await screen.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByText('Hispanic or Latino')).toBeVisible();
  expect(kinds(station)).toEqual(['patient/changed', 'patient/changed']);
});

test('[REG-14] [REG-13] a minor has nobody to sign until a parent is written down, with what they may be told', async () => {
  const station = withAnn();
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await expect.element(screen.getByText(/A minor without a guardian/)).toBeVisible();
  await screen.getByRole('button', { name: 'Add a person' }).click();
  await expect.element(screen.getByLabelText('First name')).toHaveFocus();
  await userEvent.keyboard('Jan{Tab}Rookwell');
  await screen.getByLabelText('They are the patient’s').selectOptions('Parent');
  await screen.getByLabelText('Medical information').click();
  expect(await violations()).toEqual([]);
  await screen.getByRole('button', { name: /Save/ }).click();
  await expect.element(screen.getByText('may be told: medical information')).toBeVisible();
  await expect.element(screen.getByText(/A minor without a guardian/)).not.toBeInTheDocument();
  expect(kinds(station)).toEqual(['related/said']);
  await screen.getByRole('button', { name: 'Undo' }).click();
  await expect.element(screen.getByText(/Nobody is written down/)).toBeVisible();
});

test('[MIN-3] the last four of an SSN are shown once the access log has it', async () => {
  const station = withAnn({ ssn4: '7518' });
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await expect.element(screen.getByText('••••')).toBeVisible();
  await screen.getByRole('button', { name: 'Show ssn, last four' }).click();
  await expect.element(screen.getByText('7518')).toBeVisible();
});

test('[REG-13] somebody nobody knows is registered by what is seen', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  const screen = await render(RegistrationStage, { station, patient: 'pat-new' });
  await screen.getByLabelText('Not known').click();
  await screen.getByLabelText('About how old, in years').fill('40');
  await screen.getByLabelText(/^Sex/).selectOptions('Male');
  await screen.getByRole('button', { name: /Register/ }).click();
  await expect.element(screen.getByText('Unknown male, about 40 is registered.')).toBeVisible();
  expect((await station.rows.findPatients('unknown', 5))[0]).toMatchObject({ family: 'Unknown male, about 40' });
});

test('[REG-16] who pays the bills and is a patient too is linked to their own record, and is not the patient themselves', async () => {
  const station = memoryStation({
    facts: [
      practiceFacts(),
      registered('pat-ann', ANN),
      registered('pat-jan', {
        ...{ name: { family: 'Rookwell', given: ['Jan'] }, birthDate: '1980-01-02', sex: 'female', identifiers: [] },
        phones: [{ number: '+12065550107', use: 'mobile' }]
      })
    ],
    user: { user: 'u-new', role: 'clerk' }
  });
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await screen.getByRole('button', { name: 'Add a person' }).click();
  await screen.getByLabelText('Are they a patient here too?').fill('Rookwell');
  await expect.element(screen.getByRole('button', { name: /Rookwell, Jan/ })).toBeVisible();
  expect(screen.getByRole('button', { name: /Rookwell, Ann/ }).elements()).toEqual([]);
  expect(await violations()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/A patient here too/)).toBeVisible();
  await screen.getByLabelText('Pays the bills (guarantor)').click();
  await screen.getByRole('button', { name: /Save/ }).click();
  await expect
    .poll(async () => (await station.rows.patient('pat-ann'))?.related)
    .toMatchObject([{ patient: 'pat-jan', name: { family: 'Rookwell', given: 'Jan' }, phone: '+12065550107' }]);
  await expect.element(screen.getByRole('link', { name: 'Open their own record' })).toBeVisible();
});
