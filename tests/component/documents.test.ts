import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { patientDoc } from '#domain/documents.ts';
import { fileDocument, recallDocument } from '#features/documents/file-document.ts';
import type { Manage } from '#station/manage.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import DocumentsStage from './DocumentsStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [{ number: '+12065550102', use: 'mobile' as const }],
  identifiers: []
};

/** One commit of two documents. */
const TOGETHER = ['documents/file', 'documents/file'];

const desk = (): MemoryStation => memoryStation({ facts: [practiceFacts(), registered('pat-fern', JOSS)] });

/** An invented page, as a scanner gives it. */
async function scanned(name: string): Promise<File> {
  const canvas = new OffscreenCanvas(850, 1100);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 850, 1100);
  context.fillStyle = '#222';
  context.font = '28px serif';
  context.fillText('Harbor Laboratory', 60, 90);
  for (let line = 0; line < 22; line++) context.fillRect(60, 140 + line * 38, 300 + ((line * 97) % 400), 6);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' });
}

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[DOC-1] [DOC-2] [DOC-7] a picture and a program are added; the one is filed by keyboard, the other refused in words', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  await expect.element(page.getByText('No document waits to be filed')).toBeVisible();
  const bad = new File([Uint8Array.of(0x4d, 0x5a, 0x90)], 'photo.jpg');
  await userEvent.upload(page.getByLabelText('Files to add'), [await scanned('Fax from Harbor Lab.png'), bad]);
  await expect.element(page.getByText(/photo\.jpg: We can take/)).toBeVisible();
  await page.getByRole('button', { name: /Fax from Harbor Lab/ }).click();
  await expect.element(page.getByRole('img', { name: 'Fax from Harbor Lab' })).toBeVisible();
  expect(station.noted.map(({ action, refs }) => [action, refs.length])).toContainEqual(['document/viewed', 1]);

  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.element(page.getByText('Say what kind of document it is.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Patient' }).fill('ferna');
  await page.getByRole('option', { name: /Fernaby/ }).click();
  await page.getByRole('combobox', { name: /Kind/ }).selectOptions('lab');
  await page.getByLabelText('To be looked at by').selectOptions('p-kim');
  await page.getByLabelText('Name', { exact: true }).click();
  await page.getByLabelText('Birth date', { exact: true }).click();
  await expectAccessible();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.poll(() => station.recorded.map(({ command }) => command)).toEqual(['documents/take-in', ...TOGETHER]);

  // What was in hand is in hand there too.
  await page.getByRole('tab', { name: /To look at/ }).click();
  await expect.element(page.getByRole('link', { name: 'Fernaby, Joss' })).toBeVisible();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.poll(async () => (await station.rows.scans()).length).toBe(0);
  await expect.element(page.getByText('Nothing waits to be looked at')).toBeVisible();
});

test('[DOC-14] a phone’s HEIC picture is taken in; where it cannot be drawn it is said how to get it as JPEG', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  // The head of a HEIC file, and nothing that any browser could draw.
  const heic = new TextEncoder().encode('\0\0\0\u0018ftypheic\0\0\0\0mif1heic');
  await userEvent.upload(page.getByLabelText('Files to add'), [new File([heic], 'IMG_0012.HEIC')]);
  await page.getByRole('button', { name: /IMG_0012/ }).click();
  await expect.element(page.getByText('This browser cannot show a HEIC picture')).toBeVisible();
  await expect.element(page.getByText(/Settings, Camera, Formats/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Save a copy' })).toBeVisible();
  await expectAccessible();
});

test('[DOC-15] [DOC-16] more is said of a paper by a key, the usual way stays as short, and what was said is changed and taken back', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  await userEvent.upload(page.getByLabelText('Files to add'), [await scanned('Fax from Harbor Lab.png')]);
  await page.getByRole('button', { name: /Fax from Harbor Lab/ }).click();
  await page.getByRole('combobox', { name: 'Patient' }).fill('ferna');
  await page.getByRole('option', { name: /Fernaby/ }).click();
  await page.getByRole('combobox', { name: /^Kind/ }).selectOptions('lab');
  await page.getByLabelText('Name', { exact: true }).click();
  await page.getByLabelText('Birth date', { exact: true }).click();
  expect(page.getByLabelText('From (organization)').query()).toBeNull();
  await userEvent.keyboard('{Alt>}m{/Alt}');
  await page.getByLabelText('In particular').selectOptions('blood');
  await page.getByLabelText('Came by').selectOptions('fax');
  await page.getByLabelText('From (organization)').fill('Harbor Laboratory');
  await expectAccessible();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  const papers = async () => (await station.rows.patient('pat-fern'))?.documents ?? [];
  await expect.poll(papers).toMatchObject([{ subclass: 'blood', channel: 'fax', from: { person: '' } }]);

  await render(DocumentsStage, { station, patient: 'pat-fern' });
  await page.getByRole('button', { name: /Lab result: Blood/ }).click();
  await page.getByRole('button', { name: 'Change what is said of it' }).click();
  await page.getByLabelText('Notes').fill('Second draw');
  await page.getByLabelText(/^Title/).fill('Blood count');
  await expectAccessible();
  await userEvent.keyboard('{Enter}');
  await expect.poll(papers).toMatchObject([{ title: 'Blood count', notes: 'Second draw' }]);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect.poll(papers).toMatchObject([{ title: 'Fax from Harbor Lab' }]);
});

test('[DOC-19] [DOC-20] who may read the access log sees who opened a paper that was taken out, and nothing else of it', async () => {
  const station = desk();
  const DAY = 86_400_000;
  await render(DocumentsStage, { station });
  await userEvent.upload(page.getByLabelText('Files to add'), [await scanned('Fax from Harbor Lab.png')]);
  await expect.element(page.getByText('Waiting to be filed: 1 came today.')).toBeVisible();
  const [scan] = await station.rows.scans();
  const filing = { scan: scan!.case, patient: 'pat-fern', class: 'lab', title: 'CBC', date: null } as const;
  const filed = await fileDocument(station, {
    ...filing,
    ...{ reviewer: null, urgent: false, shown: ['name', 'birth-date'] }
  });
  expect(filed.ok).toBe(true);
  const filedAt = station.now();
  station.setNow(filedAt + DAY);
  await recallDocument(station, 'pat-fern', scan!.case, 'wrong-patient');

  const officer = memoryStation({
    user: { user: 'u-officer', role: 'privacy-officer' },
    facts: [practiceFacts(), registered('pat-fern', JOSS), { doc: patientDoc('pat-fern'), facts: factsOf(station) }]
  });
  const asked: unknown[] = [];
  const line = { dev: 5, session: 's', n: 1, at: filedAt + 60_000, user: 'u-ada', action: 'document/viewed' };
  const lines = [
    { ...line, ...{ refs: [], reason: '', fields: [], verdict: 'done', flags: [], explained: null, place: [1, 1, 0] } }
  ];
  const manage = ((path: string, body: object) => {
    asked.push([path, body]);
    return Promise.resolve({ ok: true, value: { lines, more: false } });
  }) as Manage;
  await render(DocumentsStage, { station: officer, patient: 'pat-fern', manage });
  await expect.element(page.getByText(/Removed, filed in error/)).toBeVisible();
  await page.getByRole('button', { name: 'Who opened it' }).click();
  await expect.element(page.getByRole('row', { name: /Ada/ })).toBeVisible();
  await expect.element(page.getByText('1 time')).toBeVisible();
  expect(asked).toMatchObject([['audit/entries', { about: `document:case/${scan!.case}`, user: null, group: 'all' }]]);
  await expectAccessible();
});

/** What a patient's document has of papers, as another station is given it. */
function factsOf(station: MemoryStation): { readonly kind: string; readonly of: unknown }[] {
  return station
    .factsOf(patientDoc('pat-fern'))
    .map(({ fact: { kind, of } }) => ({ kind, of }))
    .filter(({ kind }) => kind.startsWith('document/'));
}
