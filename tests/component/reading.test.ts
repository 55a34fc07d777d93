import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { readText } from '#devices/page-text.ts';
import { patientDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import type { PageReading } from '#station/page-reading.ts';
import { CLEAN, drawCard, drawLetter, inventedCard, type DrawnCard } from '#tests/fixtures/drawn-pages.ts';
import { pdfOfText } from '#tests/fixtures/pdf-text.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import ReadingStage from './ReadingStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [],
  identifiers: []
};
const INSURED = {
  kind: 'coverage/added',
  of: {
    ...{ patient: 'pat-1', coverage: 'cov-1', kind: 'health', order: 'primary', member: 'OLD-1' },
    ...{ payer: { name: 'Cedar Health Plan', id: '' }, period: { start: '2026-01-01', end: null } },
    ...{ subscriber: { relationship: 'self' }, cards: { front: 'doc-card' } }
  }
} as const;
const desk = (): MemoryStation =>
  memoryStation({ facts: [practiceFacts(), registered('pat-1', JOSS), { doc: 'patient/pat-1', facts: [INSURED] }] });

async function pngOf(picture: ImageData): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}
const LETTER = {
  heading: 'Laboratory Report',
  patient: 'FERNABY, JOSS',
  born: '12/30/1988',
  dateLabel: 'Collected',
  date: '11/03/2026',
  lines: ['Potassium 6.8 mmol/L CRITICAL', 'No abnormal cells were seen.']
};
/** Recognising is work for a core, and the machine may have none to spare. */
const LONG = { timeout: 110_000 };
const PATIENT = { timeout: 120_000 };
const inHand = (): string => (document.activeElement as HTMLElement).innerText.replace(/\s+/g, ' ');

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test(
  '[READ-1] [READ-3] [READ-4] [READ-5] [READ-6] a page is read on this device; each thing is taken with one key, and nothing before',
  PATIENT,
  async () => {
    const station = desk();
    await render(ReadingStage, { station });
    const scan = new File([await pngOf(drawLetter(LETTER, CLEAN))], 'Fax 12.png', { type: 'image/png' });
    await userEvent.upload(page.getByLabelText('Files to add'), [scan]);
    await page.getByRole('button', { name: /Fax 12/ }).click();
    await expect.element(page.getByRole('button', { name: /Read the pages/ })).toBeVisible();
    await userEvent.keyboard('{Alt>}r{/Alt}');
    await expect.element(page.getByRole('button', { name: /Patient Fernaby, Joss.*name and birth date read/ }), LONG).toHaveFocus(); // prettier-ignore
    await expect.element(page.getByRole('checkbox', { name: 'Urgent' })).not.toBeChecked();
    await page.screenshot({ path: '../../test-results/shots/reading-page.png' });
    expect(await accessibilityFaults()).toEqual([]);

    const taken: string[] = [];
    for (let at = 0; at < 6; at++) {
      taken.push(inHand());
      await userEvent.keyboard('{Enter}');
    }
    expect(taken.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(['Patient Fernaby,', 'Name on', 'Birth date', 'Kind Lab', 'Date on', 'Urgent “critical”']); // prettier-ignore
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    const filed = () => station.recorded.flatMap(({ facts }) => facts).find(({ kind }) => kind === 'document/filed');
    await expect
      .poll(() => filed()?.of)
      .toMatchObject({
        ...{ patient: 'pat-1', class: 'lab', date: '2026-11-03', urgent: true, shown: ['name', 'birth-date'] }
      });
  }
);

test(
  '[READ-7] [READ-8] a card is read beside the form: Enter takes a field, Backspace leaves it, and what nobody took is nowhere',
  PATIENT,
  async () => {
    const station = desk();
    const card: DrawnCard = { ...inventedCard(5), subscriber: 'JOSS FERNABY', member: 'XYG674944142', group: '140372' };
    const kept = await station.blobs.keep(await pngOf(drawCard(card, 'two-columns', CLEAN)));
    const filed = {
      ...{
        patient: 'pat-1',
        document: 'doc-card',
        received: '2026-11-01',
        class: 'insurance',
        title: 'Card',
        date: null
      },
      ...{ reviewer: null, urgent: false, shown: ['name', 'birth-date'], parts: [{ ...kept, type: 'image/png' }] }
    };
    await station.record('documents/file-picture', patientDoc('pat-1'), [
      { kind: 'document/filed', of: filed } as never
    ]); // the fact as the slice writes it
    await render(ReadingStage, { station, card: { patient: 'pat-1', coverage: 'cov-1' } });
    await page.getByRole('button', { name: /Read the card/ }).click();
    await expect.element(page.getByRole('button', { name: new RegExp(`^Payer ${card.payer}`) }), LONG).toHaveFocus();
    await page.screenshot({ path: '../../test-results/shots/reading-card.png' });
    expect(await accessibilityFaults()).toEqual([]);
    expect(inHand()).toMatch(/instead of Cedar Health Plan/);
    await userEvent.keyboard('{Backspace}');
    expect(inHand()).toMatch(/^Member number XYG674944142 .*instead of OLD-1/);
    await userEvent.keyboard('{Enter}{Enter}');
    await expect.element(page.getByRole('textbox', { name: /Member number/ })).toHaveValue('XYG674944142');
    await expect.element(page.getByRole('textbox', { name: 'Group' })).toHaveValue('140372');
    await expect.element(page.getByRole('textbox', { name: 'Payer' }).first()).toHaveValue('Cedar Health Plan');
    await page.getByRole('button', { name: /^Save/ }).click();
    const said = () => JSON.stringify(station.recorded);
    await expect.poll(said).toContain('XYG674944142');
    // The subscriber is the patient, the payer was left, the rest nobody took.
    for (const text of [card.payer, card.bin, card.phone, 'RxBIN']) expect(said()).not.toContain(text);
  }
);

const noSignal = new AbortController().signal;
const QUIET = { as: 'page', signal: noSignal, onDone: () => undefined } as const;

test('[READ-1] a PDF that says its text is not recognised; what is no picture says nothing; a reading is stopped', async () => {
  const lines = [
    'Discharge Summary',
    'Patient: Joss Fernaby  DOB: 12/30/1988',
    'Discharged: 11/03/2026',
    'He went home well.'
  ];
  const text = await readText([{ bytes: pdfOfText(lines), type: 'application/pdf' }], QUIET);
  expect(text.type === 'read' && text.pages.map(({ read }) => [read.from, read.words.length])).toEqual([['text', 13]]);
  const bad = [
    { bytes: new Uint8Array(), type: 'image/png' },
    { bytes: Uint8Array.of(0x89, 0x50, 1, 2), type: 'image/png' },
    { bytes: new TextEncoder().encode('%PDF-1.4 no more'), type: 'application/pdf' }
  ];
  for (const file of bad) expect(await readText([file], QUIET)).toEqual({ type: 'unreadable' });

  const stop = new AbortController();
  const blank = await pngOf(new ImageData(400, 200));
  const stopped = readText([{ bytes: blank, type: 'image/png' }], { ...QUIET, signal: stop.signal });
  stop.abort();
  expect(await stopped).toEqual({ type: 'stopped' });
});

test('[READ-2] where what reads is not on the device yet, it is said; the form is as it was', async () => {
  const station = desk();
  const away: PageReading = { read: () => Promise.resolve({ type: 'away' }), prepare: () => undefined };
  await render(ReadingStage, { station, reading: away });
  const scan = new File([await pngOf(new ImageData(20, 20))], 'Fax 13.png', { type: 'image/png' });
  await userEvent.upload(page.getByLabelText('Files to add'), [scan]);
  await page.getByRole('button', { name: /Fax 13/ }).click();
  await page.getByRole('button', { name: /Read the pages/ }).click();
  await expect.element(page.getByText(/not on this device yet/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: /Read the pages/ })).toBeVisible();
});
