import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { cameraSees } from '#tests/fixtures/camera.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import PicturesStage from './PicturesStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [{ number: '+12065550102', use: 'mobile' as const }],
  identifiers: []
};
const INSURED = {
  kind: 'coverage/added',
  of: {
    ...{ patient: 'pat-1', coverage: 'cov-1', kind: 'health', order: 'primary', member: 'CH-100' },
    ...{ payer: { name: 'Cedar Health Plan', id: '55501' }, period: { start: '2026-01-01', end: null } },
    subscriber: { relationship: 'self' }
  }
} as const;
const desk = (): MemoryStation =>
  memoryStation({ facts: [practiceFacts(), registered('pat-1', JOSS), { doc: 'patient/pat-1', facts: [INSURED] }] });

/** With a camera that is on: takes one, and keeps it. */
async function shoot(): Promise<void> {
  await expect.element(page.getByRole('button', { name: /Take a page/ })).toBeEnabled();
  await userEvent.keyboard('t');
  await expect.element(page.getByRole('img', { name: 'Page 1' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep it' }).click();
}

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[COV-12] [DOC-13] a card is photographed in the form of its insurance, filed at once and shown large; one that is replaced stays with its days', async () => {
  const camera = cameraSees(true);
  const station = desk();
  await render(PicturesStage, { station, patient: 'pat-1' });
  const insurance = page.getByRole('article', { name: /Cedar Health Plan/ });
  let before = '';
  for (const _ of ['first', 'second']) {
    await insurance.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('button', { name: 'Take front' }).click();
    await shoot();
    const chosen = page.getByLabelText('Picture of the card, front').element() as HTMLSelectElement;
    await expect.poll(() => chosen.value).not.toBe(before);
    before = chosen.value;
    expect(camera.isOn()).toBe(false);
    await page.getByRole('button', { name: /^Save/ }).click();
    await expect.element(page.getByRole('form', { name: 'Change insurance' })).not.toBeInTheDocument();
  }
  await expect.element(page.getByRole('button', { name: 'Card, front, earlier' })).toBeVisible();
  await page.getByRole('button', { name: 'Card, front', exact: true }).click();
  await expect.element(page.getByRole('dialog').getByRole('img', { name: 'Card, front' })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  // Filed at once: nothing waits, and the record has the page without the picture it was cut out of.
  expect(await station.rows.scans()).toEqual([]);
  const documents = (await station.rows.patient('pat-1'))?.documents ?? [];
  expect(documents.map(({ title, parts }) => [title, parts.length, 'cutFrom' in parts[0]!])).toEqual([
    ['Insurance card, front', 1, false],
    ['Insurance card, front', 1, false]
  ]);
});

test('[DOC-13] a photo is taken in its field, and stands beside the name once it is saved', async () => {
  cameraSees();
  await render(PicturesStage, { station: desk(), patient: 'pat-1' });
  await page.getByRole('button', { name: 'Photo', exact: true }).click();
  await page.getByRole('button', { name: 'Take a photo' }).click();
  await expect.element(page.getByText(/whether they want it taken/)).toBeVisible();
  await shoot();
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect.element(page.getByRole('img', { name: 'The patient’s photo' })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await page.screenshot({ path: '../../test-results/shots/banner-photo.png' });
});
