import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation } from '#station/memory-station.ts';
import SpeaksNote from '#features/scheduling/SpeaksNote.svelte';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import PatientStage from './PatientStage.svelte';
import RegistrationStage from './RegistrationStage.svelte';

test('[REG-20] a name as people have it, with the language and an interpreter, is typed at registration and stands in the header', async () => {
  await page.viewport(1366, 768);
  const station = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'clerk' } });
  const form = await render(RegistrationStage, { station, patient: 'pat-ana' });
  for (const [label, value] of [
    ['First name', 'Ana'],
    ['Last name', 'Núñez Prado'],
    ['Suffix', 'Jr'],
    ['Prefix', 'Dr'],
    ['Called', 'Anita'],
    ['Earlier last names', 'Vane']
  ] as const)
    await form.getByLabelText(new RegExp(`^${label}`)).fill(value);
  await form.getByLabelText(/^Date of birth/).fill('3/9/1971');
  await form.getByLabelText(/^Sex/).selectOptions('Female');
  expect(form.getByLabelText('Interpreter').elements()).toEqual([]);
  await form.getByLabelText('Language').selectOptions('es');
  await form.getByLabelText('Interpreter').selectOptions('Needed');
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  await form.getByRole('button', { name: /Register/ }).click();
  await expect.poll(async () => (await station.rows.patient('pat-ana'))?.communication).toEqual({ interpreter: true });
  await form.unmount();
  const screen = await render(PatientStage, { station, patient: 'pat-ana' });
  await expect
    .element(screen.getByRole('heading', { name: 'Dr Núñez Prado, Ana Jr “Anita” earlier Vane' }))
    .toBeVisible();
  await expect.element(screen.getByText('Spanish, interpreter')).toBeVisible();
  for (const query of ['prado', 'anita', 'vane'])
    expect((await station.rows.findPatients(query, 5)).map(({ patient }) => patient)).toEqual(['pat-ana']);
});

test('[FLAG-5] whoever has an appointment in hand sees what the patient speaks, and that they need an interpreter', async () => {
  const ana = { name: { family: 'Prado', given: ['Ana'] }, birthDate: '1971-03-09', sex: 'female', phones: [], identifiers: [] } as const; // prettier-ignore
  const said = { language: 'es', communication: { interpreter: true } };
  const station = memoryStation({ facts: [practiceFacts(), registered('pat-ana', { ...ana, ...said }), registered('pat-ben', ana)] }); // prettier-ignore
  const shown = await renderAt(station, SpeaksNote, { patient: 'pat-ana' });
  await expect.element(page.getByText('▲ The patient speaks Spanish, needs an interpreter.')).toBeVisible();
  await shown.unmount();
  await renderAt(station, SpeaksNote, { patient: 'pat-ben' });
  await station.settled();
  expect(page.getByText(/The patient/).elements()).toEqual([]);
});
