import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { caseDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { givePacket } from '#features/forms/give-packet.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import FormsStage from './FormsStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [{ number: '+12065550102', use: 'mobile' as const }],
  identifiers: []
};
const desk = (): MemoryStation =>
  memoryStation({ facts: [practiceFacts(), registered('pat-fern', JOSS)], user: { role: 'coordinator' } });

async function given(station: MemoryStation, ...forms: string[]): Promise<string> {
  const done = await givePacket(station, { patient: 'pat-fern', forms, language: 'en', visitType: null });
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const states = async (station: MemoryStation, packet: string) =>
  (await station.rows.packet(packet))?.forms.map(({ state }) => state);

beforeEach(async () => {
  await page.viewport(820, 1180);
});

test('[FORM-7] [FORM-11] [FORM-12] a patient fills in a packet on a screen that is handed over, in Spanish, and signs', async () => {
  const station = desk();
  const packet = await given(station, 'privacy-notice', 'medications', 'phq-2');
  await render(FormsStage, { station, packet, view: 'handed' });
  await page.getByRole('button', { name: 'Español' }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: 'Aviso de privacidad' })).toBeVisible();
  await expectAccessible();

  await page.getByRole('button', { name: 'Siguiente' }).click();
  await expect.element(page.getByText('Por favor revise esto:')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Recibí el aviso de privacidad.' }).click();
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await expect.element(page.getByRole('textbox', { name: /Nombre completo/ })).toHaveValue('Joss Fernaby');
  await page.getByRole('radio', { name: 'Escribir mi nombre' }).click();
  await page.getByRole('button', { name: 'Firmar' }).click();
  await expect.element(page.getByText('Marque las dos casillas para firmar.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Esta es mi firma y quiero firmar.' }).click();
  await page.getByRole('checkbox', { name: /Acepto firmar/ }).click();
  await expectAccessible();
  await page.getByRole('button', { name: 'Firmar' }).click();

  await expect.element(page.getByRole('heading', { level: 1, name: 'Medicinas y alergias' })).toBeVisible();
  await page.getByRole('radio', { name: 'Sí' }).click();
  const list = page.getByRole('textbox', { name: /Nombre, cuánto/ });
  await list.fill('Lisinopril 10 mg\nAspirina');
  await userEvent.tab();
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await page.getByRole('radio', { name: 'No' }).click();
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await page.getByRole('button', { name: 'Terminé este formulario' }).click();
  for (const group of [/Poco interés/, /decaído/])
    await page.getByRole('group', { name: group }).getByRole('radio', { name: 'Varios días' }).click();
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await page.getByRole('button', { name: 'Terminé este formulario' }).click();
  await expect.element(page.getByText('Gracias. Eso fue todo.')).toBeVisible();
  expect(await states(station, packet)).toEqual(['submitted', 'submitted', 'submitted']);
  const [notice, medicines] = (await station.rows.packet(packet))!.forms;
  expect(notice?.submitted).toMatchObject({ language: 'es', signature: { signer: 'Joss Fernaby', method: 'typed' } });
  expect(medicines?.submitted?.answers).toContainEqual({ item: 'meds.list', values: ['Lisinopril 10 mg', 'Aspirina'] });
  // The audit log knows whose hands it was in.
  expect(station.noted.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['device/handed-over', 'form/signed'])
  );
});

test('[FORM-9] [FORM-10] staff review by keyboard: one change taken, one left, and the packet is put away', async () => {
  await page.viewport(1366, 768);
  const station = desk();
  const packet = await given(station, 'registration');
  await render(FormsStage, { station, packet, view: 'packet' });
  await page.getByRole('textbox', { name: /What should we call you/ }).fill('Jo');
  await userEvent.tab();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: 'Home phone' }).fill('206 555 0107');
  await page.getByRole('textbox', { name: 'Email' }).fill('joss@example.org');
  await userEvent.tab();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: /Their name/ }).fill('Bo Fernaby');
  await page.getByRole('textbox', { name: /Their phone/ }).fill('206 555 0108');
  await userEvent.tab();
  await page.getByRole('button', { name: 'Next' }).click();
  await page
    .getByRole('group', { name: /health insurance/ })
    .getByRole('radio', { name: 'No' })
    .click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('radio', { name: 'I do' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: /pharmacy/ }).fill('Corner Pharmacy');
  await userEvent.tab();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Done with this form' }).click();

  await expect.element(page.getByRole('heading', { name: 'Changes to the record' })).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard('{Enter}');
  await expect.poll(async () => (await station.rows.patient('pat-fern'))?.name.preferred).toBe('Jo');
  await expect
    .poll(
      () => page.getByRole('group', { name: 'Phones' }).getByRole('button').elements()[0] === document.activeElement
    )
    .toBe(true);
  await userEvent.keyboard('{Backspace}');
  await expect.poll(async () => (await station.rows.packet(packet))?.forms[0]?.settled.length).toBe(2);
  for (const left of ['Email', 'Pays without insurance', 'Doctors and pharmacy'])
    await page.getByRole('group', { name: left }).getByRole('button', { name: /Leave/ }).click();
  const bo = page.getByRole('group', { name: 'Fernaby, Bo' });
  await expect.element(bo.getByText('Emergency contact')).toBeVisible();
  await bo.getByRole('button', { name: /Take/ }).click();
  await expect.poll(async () => (await station.rows.patient('pat-fern'))?.related?.length).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(async () => (await station.rows.patient('pat-fern'))?.related).toBeUndefined();
  await bo.getByRole('button', { name: /Take/ }).click();
  await page.getByRole('button', { name: 'Reviewed' }).click();
  await expect.poll(() => states(station, packet)).toEqual(['archived']);
  const record = await station.rows.patient('pat-fern');
  expect([record?.phones.length, record?.email]).toEqual([1, undefined]);
});

test('[FORM-8] who comes again is shown what they said, and one press keeps it', async () => {
  const station = desk();
  const first = await given(station, 'phq-2', 'medications');
  station.receive(
    `case/${first}`,
    [
      {
        kind: 'form/submitted',
        of: {
          ...{
            case: first,
            patient: 'pat-fern',
            form: 'medications',
            version: '1',
            language: 'en',
            hand: 'patient',
            text: ['x']
          },
          answers: [
            { item: 'meds.any', values: [false] },
            { item: 'allergy.any', values: [true] },
            { item: 'allergy.list', values: ['Penicillin: a rash'] }
          ]
        }
      }
    ],
    7
  );
  const packet = await given(station, 'medications');
  await render(FormsStage, { station, packet, view: 'handed' });
  await expect.element(page.getByText('On November 20, 2026 you told us:')).toBeVisible();
  await expectAccessible();
  await page.getByRole('button', { name: 'No, it is still right' }).click();
  await expect.element(page.getByText('Penicillin: a rash')).toBeVisible();
  await page.getByRole('button', { name: 'Yes, let me change it' }).click();
  await expect.element(page.getByRole('textbox', { name: /What is it/ })).toHaveValue('Penicillin: a rash');
  await page.getByRole('textbox', { name: /What is it/ }).fill('Penicillin: a rash\nLatex');
  await userEvent.tab();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Done with this form' }).click();
  await expect.poll(() => states(station, packet)).toEqual(['submitted']);
  expect((await station.rows.packet(packet))?.forms[0]?.submitted?.answers).toContainEqual({
    item: 'allergy.list',
    values: ['Penicillin: a rash', 'Latex']
  });
});

test('[FORM-5] what is due is ticked, and is given from the patient’s page', async () => {
  await page.viewport(1366, 768);
  const station = desk();
  await render(FormsStage, { station, packet: '', view: 'patient' });
  await page.getByRole('button', { name: /Give forms/ }).click();
  await expect.element(page.getByRole('checkbox', { name: 'Consent to treatment' })).toBeChecked();
  await expect.element(page.getByRole('checkbox', { name: 'Care for your child' })).not.toBeChecked();
  await expectAccessible();
  await page.getByRole('button', { name: 'Fill in here' }).click();
  await expect.poll(async () => (await station.rows.packetsOf('pat-fern')).length).toBe(1);
  await expect.element(page.getByText('Medicines and allergies').first()).toBeVisible();
});

test('[FORM-17] [FORM-18] a form that came back on paper is typed beside its page, and handed in with the ink on it', async () => {
  await page.viewport(1366, 768);
  const station = desk();
  const packet = await given(station, 'consent-to-treat');
  const canvas = new OffscreenCanvas(85, 110);
  canvas.getContext('2d')!.fillRect(0, 0, 85, 110);
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg' });
  const picture = { ...(await station.blobs.keep(new Uint8Array(await jpeg.arrayBuffer()))), type: 'image/jpeg' };
  const form = { packet, place: 0, seen: [1], of: 1 };
  const of = {
    case: 's-1',
    site: station.device.site,
    title: 'Form',
    source: 'upload',
    received: station.today(),
    form
  };
  await station.record('documents/take-in', caseDoc('s-1'), [
    { kind: 'scan/captured', of: { ...of, parts: [picture] } }
  ]);
  await render(FormsStage, { station, packet, view: 'packet' });
  await expect.element(page.getByRole('region', { name: 'Scanned pages' }).getByRole('img')).toBeVisible();
  await page.getByRole('button', { name: 'Hand in' }).click();
  await expect.element(page.getByText(/Look at name and birth date/)).toBeVisible();
  await expectAccessible();
  await page.getByRole('checkbox', { name: /I read this/ }).click();
  await page.getByRole('checkbox', { name: /Fernaby, Joss.*both stand on it/ }).click();
  await page.getByRole('checkbox', { name: 'It is signed in ink' }).click();
  await page.getByRole('textbox', { name: 'Printed name' }).fill('Joss Fernaby');
  await page.getByRole('button', { name: 'Hand in' }).click();
  await expect.poll(() => states(station, packet)).toEqual(['submitted']);
  await page.getByRole('button', { name: 'Reviewed' }).click();
  await expect.poll(() => states(station, packet)).toEqual(['archived']);
  expect((await station.rows.patient('pat-fern'))?.documents).toMatchObject([{ document: 's-1', class: 'consent' }]);
});
