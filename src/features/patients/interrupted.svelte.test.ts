import '#ui/tokens.css';
import '#ui/base.css';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { memoryStation } from '#station/memory-station.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import { changePatient } from './change-patient.ts';
import FieldEditor from './FieldEditor.svelte';
import { registerPatient } from './register-patient.ts';
import RelatedForm from './RelatedForm.svelte';

const DORA = {
  name: { family: 'Testing-1', given: ['Dora'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [],
  identifiers: [],
  email: 'dora@example.com'
} as const;

async function atDora() {
  const station = memoryStation();
  await registerPatient(station, { patient: 'p-dora', demographics: DORA });
  const open = async () => {
    const patient = await station.rows.patient('p-dora');
    if (!patient) throw new Error('nobody is registered');
    return await renderAt(station, FieldEditor, {
      patient,
      field: 'email',
      today: station.today(),
      onclose: () => undefined
    });
  };
  const email = async () => (await station.rows.patient('p-dora'))?.email;
  return { station, open, email };
}

const box = page.getByRole('textbox', { name: 'E-mail' });

test('[REG-5] half a change taken up again after another desk has changed the field overwrites nothing unseen', async () => {
  const { station, open, email } = await atDora();
  const { unmount } = await open();
  await box.fill('mine@example.com');
  await expect.poll(async () => (await station.rows.drafts()).length).toBe(1);
  await unmount();
  await changePatient(station, 'p-dora', { field: 'email', to: 'theirs@example.com' }, 'dora@example.com');

  await open();
  await expect.element(box).toHaveValue('mine@example.com');
  await expect.element(page.getByText(/It says now: theirs@example\.com/)).toBeVisible();
  await userEvent.type(box, '{Enter}');
  await expect.element(page.getByRole('button', { name: 'Go on with mine' })).toBeVisible();
  expect(await email()).toBe('theirs@example.com');

  await page.getByRole('button', { name: 'Go on with mine' }).click();
  await expect.element(page.getByText(/It says now/)).not.toBeInTheDocument();
  await userEvent.type(box, '{Enter}');
  await expect.poll(email).toBe('mine@example.com');
});

test('[REG-5] Enter held down saves once', async () => {
  const { station, open, email } = await atDora();
  await open();
  await box.fill('once@example.com');
  const before = station.recorded.length;
  const form = document.querySelector('form');
  form?.requestSubmit();
  form?.requestSubmit();
  form?.requestSubmit();
  await expect.poll(email).toBe('once@example.com');
  await expect.poll(() => station.recorded.length).toBe(before + 1);
});

test('[REG-14] what may not be kept of a person beside is said at its field, which has the focus', async () => {
  const { station } = await atDora();
  const patient = await station.rows.patient('p-dora');
  if (!patient) throw new Error('nobody is registered');
  const before = station.recorded.length;
  await renderAt(station, RelatedForm, { patient, related: 'r-1', known: null, onclose: () => undefined });
  const given = page.getByRole('textbox', { name: 'First name' });
  await given.fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.element(given).toHaveAccessibleDescription(/Type a first or a last name/);
  await expect.element(given).toHaveFocus();
  await given.fill('Ann');
  await expect.element(page.getByText('Type a first or a last name.')).not.toBeInTheDocument();
  await page.getByLabelText('From').fill('2026-05-01');
  await page.getByLabelText('Until').fill('2026-04-01');
  await expect.element(page.getByLabelText('Until')).toHaveAccessibleDescription(/It ends before it starts/);
  expect(station.recorded.length).toBe(before);
});
