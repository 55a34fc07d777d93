import { encode } from 'uqr';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { coverText, type Cover } from '#domain/document/cover.ts';
import { openPdf } from '#devices/pdf.ts';
import { scannerFolder } from '#devices/scanner-folder.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { pdfOfPictures } from '#tests/fixtures/pdf.ts';
import { practiceFacts, registered, TODAY } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import DocumentsStage from './DocumentsStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [{ number: '+12065550102', use: 'mobile' as const }],
  identifiers: []
};
const PATIENTS = Array.from({ length: 12 }, (_, at) => `pat-${at + 1}`);
const desk = (): MemoryStation =>
  memoryStation({
    facts: [
      practiceFacts(),
      ...PATIENTS.map((id, at) => registered(id, { ...JOSS, name: { family: `Fernaby${at + 1}`, given: ['Joss'] } }))
    ]
  });

const [WIDTH, HEIGHT] = [850, 1100];

interface Drawn {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A page at 100 dpi, as a scanner gives it: a little crooked and grey. @param cover draws its code on it */
async function drawn(say: string, cover?: Cover, turned = 0): Promise<Drawn> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#f4f3ee';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.translate(WIDTH / 2, HEIGHT / 2);
  context.rotate((turned * Math.PI) / 180);
  context.translate(-WIDTH / 2, -HEIGHT / 2);
  context.fillStyle = '#2b2b2b';
  context.font = '34px serif';
  context.fillText(say, 90, 120);
  if (say !== '' && !cover)
    for (let line = 0; line < 20; line++) context.fillRect(90, 170 + line * 40, 260 + ((line * 97) % 380), 6);
  if (cover) {
    const { data, size } = encode(coverText(cover), { ecc: 'Q', border: 4 });
    const module = 290 / size;
    for (const [y, line] of data.entries())
      for (const [x, on] of line.entries())
        if (on) context.fillRect(280 + x * module, 400 + y * module, module + 0.5, module + 0.5);
  }
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
  return { jpeg: new Uint8Array(await jpeg.arrayBuffer()), width: WIDTH, height: HEIGHT };
}

const fileOf = (pages: readonly Drawn[], name = 'batch.pdf'): File =>
  new File([pdfOfPictures(pages)], name, { type: 'application/pdf' });

const captured = (station: MemoryStation) =>
  station.recorded.flatMap(({ facts }) =>
    facts.flatMap((fact) => (fact.kind === 'scan/captured' ? [fact.of as { parts: unknown[]; cover?: unknown }] : []))
  );

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[DOC-8] a hundred pages with twelve cover sheets become twelve papers, each with what its sheet says', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  const pages: Drawn[] = [];
  const want: { cover: Cover; pages: number }[] = [];
  // A browser makes pictures when it is idle, which a page behind another seldom is: the papers share theirs.
  const [first, further] = [await drawn('Paper, first page'), await drawn('Paper, a further page')];
  for (const [at, patient] of PATIENTS.entries()) {
    // 12 sheets and 88 pages: 7 or 8 behind each.
    const behind = at < 4 ? 8 : 7;
    const kind = (['lab', 'imaging', 'insurance', 'correspondence'] as const)[at % 4]!;
    const reviewer = at % 2 === 0 ? 'p-kim' : null;
    const cover: Cover = { patient, class: kind, reviewer, pages: at % 3 === 0 ? behind : null, until: TODAY };
    want.push({ cover, pages: behind });
    pages.push(await drawn('Cover sheet', cover, [0, 2, -3, 90, 180][at % 5]));
    for (let leaf = 0; leaf < behind; leaf++) pages.push(leaf === 0 ? first : further);
  }
  expect(pages).toHaveLength(100);

  await userEvent.upload(page.getByLabelText('Files to add'), fileOf(pages));
  await expect.element(page.getByRole('progressbar', { name: /Looking at batch/ })).toBeVisible();
  await expect.element(page.getByText('12 documents saved on this device.'), { timeout: 120_000 }).toBeVisible();
  expect(captured(station).map(({ cover }) => cover)).toEqual(
    want.map(({ cover, pages: have }) => ({ ...cover, have }))
  );
  // No typing: the first in the list is filed as its sheet says by one key.
  await page
    .getByRole('button', { name: /^Letter/ })
    .nth(0)
    .click();
  await expect.element(page.getByText(/Fernaby\d+, Joss/)).toBeVisible();
  await expect.element(page.getByText(/Page 1 of [78]/)).toBeVisible();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.element(page.getByText(/is filed/)).toBeVisible();
}, 150_000);

test('[DOC-8] a part is a PDF of its own pages; blank ones are left out; a page that lacks, and an old sheet, are said', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  const old: Cover = { patient: 'pat-1', class: 'lab', reviewer: null, pages: 3, until: '2020-01-01' };
  const batch = fileOf([
    await drawn('Loose page'),
    await drawn('Cover', old),
    await drawn('First'),
    await drawn(''),
    await drawn('Last')
  ]);
  await userEvent.upload(page.getByLabelText('Files to add'), batch);
  await expect.element(page.getByText('2 documents saved on this device.')).toBeVisible();
  const [loose, covered] = captured(station);
  expect([loose?.cover, covered?.cover]).toEqual([undefined, { ...old, have: 2 }]);
  const [part] = covered!.parts as [{ blob: string; key: Uint8Array; size: number }];
  const read = await station.blobs.read('case/x', part as never);
  const pdf = await openPdf((read as { value: Uint8Array }).value);
  expect(pdf.pages).toBe(2);
  await pdf.close();

  await page.getByRole('button', { name: /^Lab result/ }).click();
  await expect.element(page.getByText(/cover sheet is old/)).toBeVisible();
  await expect.element(page.getByText(/made for 3 pages; behind it lie 2/)).toBeVisible();
  await expect.element(page.getByRole('img', { name: /page 1 of 2/ })).toBeVisible();
  await userEvent.keyboard('{PageDown}');
  await expect.element(page.getByRole('img', { name: /page 2 of 2/ })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await page.screenshot({ path: '../../test-results/shots/cover-sheets.png' });

  // The same batch once more is the same papers [DOC-17]; one key puts each away.
  station.setNow(station.now() + 60_000);
  await userEvent.upload(page.getByLabelText('Files to add'), batch);
  await expect.element(page.getByText('2 documents saved on this device. 2 of them were here before.')).toBeVisible();
  await page
    .getByRole('button', { name: /^Lab result/ })
    .nth(1)
    .click();
  await expect.element(page.getByText(/The same as/)).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('{Alt>}d{/Alt}');
  await expect.element(page.getByText(/we have it already/)).toBeVisible();
  await page.getByRole('button', { name: /^Lab result/ }).click();
  await page.getByLabelText('Not to be filed').selectOptions('Scan again: Blurred');
  await page.getByRole('button', { name: 'Set aside' }).click();
  await page.getByRole('tab', { name: /Scan again/ }).click();
  await expect.element(page.getByText(/Blurred: to be scanned again/)).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.element(page.getByText('Nothing is to be scanned again')).toBeVisible();
});

test.each([
  ['a PDF without sheets', async () => fileOf([await drawn('One'), await drawn('Two')], 'fax.pdf'), 1],
  ['what says it is a PDF and is none', async () => new File(['%PDF-1.7\nnothing of it'], 'fax.pdf'), 1],
  [
    'a PDF that is cut',
    async () =>
      new File(
        [
          await fileOf([await drawn('One')])
            .slice(0, 900)
            .arrayBuffer()
        ],
        'fax.pdf'
      ),
    1
  ]
] as const)('[DOC-8] %s stays one paper, whole', async (_, made, papers) => {
  const station = desk();
  await render(DocumentsStage, { station });
  const file = await made();
  await userEvent.upload(page.getByLabelText('Files to add'), file);
  await expect.element(page.getByText('1 document saved on this device.')).toBeVisible();
  expect(captured(station)).toHaveLength(papers);
  expect((captured(station)[0]!.parts as { size: number }[])[0]!.size).toBeGreaterThanOrEqual(file.size);
});

test('[DOC-8] looking is stopped: nothing of the file is taken in, it is said, and it goes on where it was', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  const leaf = await drawn('Page');
  const cover: Cover = { patient: 'pat-2', class: 'lab', reviewer: null, pages: null, until: TODAY };
  const pages = [await drawn('Cover', cover), ...Array.from({ length: 40 }, () => leaf)];
  // Pressed the moment the sheet was seen: how fast pages are looked at makes no difference.
  const press = new MutationObserver(() => {
    if (!/page [2-9] of 41/.test(document.body.textContent)) return;
    press.disconnect();
    [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Stop')?.click();
  });
  press.observe(document.body, { subtree: true, childList: true, characterData: true });
  await userEvent.upload(page.getByLabelText('Files to add'), fileOf(pages));
  await expect
    .element(page.getByText(/^batch.pdf: stopped after \d+ of 41 pages\. Nothing of it was taken in\./))
    .toBeVisible();
  expect(captured(station)).toEqual([]);
  // The sheet was seen before it was stopped: only who goes on where it was still knows of it, and no page is looked at twice.
  const looks: number[] = [];
  const watch = new MutationObserver(() => {
    const [, at] = /page (\d+) of 41/.exec(document.body.textContent ?? '') ?? [];
    if (at) looks.push(Number(at));
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.element(page.getByText('1 document saved on this device.'), { timeout: 60_000 }).toBeVisible();
  watch.disconnect();
  expect(Math.min(...looks)).toBeGreaterThan(1);
  expect(captured(station).map((one) => one.cover)).toEqual([{ ...cover, have: 40 }]);
});

const pictureOf = (name: string, { jpeg }: Drawn): File =>
  new File([jpeg as BlobPart], name, { type: 'image/jpeg', lastModified: 0 });

test('[DOC-12] pictures that come together are parted by the cover sheets among them, in the order of their numbers', async () => {
  const station = desk();
  await render(DocumentsStage, { station });
  const cover = (patient: string): Cover => ({ patient, class: 'imaging', reviewer: null, pages: 2, until: TODAY });
  const [one, two] = [await drawn('Cover', cover('pat-1'), 2), await drawn('Cover', cover('pat-2'), 180)];
  await userEvent.upload(page.getByLabelText('Files to add'), [
    pictureOf('scan 10.jpg', await drawn('Second of the second')),
    pictureOf('scan 9.jpg', await drawn('First of the second')),
    pictureOf('scan 2.jpg', await drawn('First of the first')),
    pictureOf('scan 8.jpg', two),
    pictureOf('scan 1.jpg', one),
    pictureOf('scan 3.jpg', await drawn('Second of the first')),
    new File([Uint8Array.of(0x4d, 0x5a)], 'scan 4.jpg')
  ]);
  await expect.element(page.getByText(/scan 4\.jpg: We can take/)).toBeVisible();
  await expect.element(page.getByText('2 documents saved on this device.')).toBeVisible();
  expect(captured(station).map(({ cover: said, parts }) => [said, parts.length])).toEqual([
    [{ ...cover('pat-1'), have: 2 }, 2],
    [{ ...cover('pat-2'), have: 2 }, 2]
  ]);
});

test('[DOC-12] a scanner’s folder: what lies there is asked about, what comes is taken in once and when it is whole', async () => {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getDirectoryHandle('scans', { create: true });
  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    const file = await (await handle.getFileHandle(name, { create: true })).createWritable();
    await file.write(bytes as BufferSource);
    await file.close();
  };
  await write('old.jpg', (await drawn('Old')).jpeg);
  const folder = scannerFolder(handle, 40);
  const station = desk();
  await render(DocumentsStage, { station, folder });
  await page.getByRole('button', { name: /Scanner folder/ }).click();
  await expect.element(page.getByText('1 file lies in “scans” already.')).toBeVisible();
  await page.getByRole('button', { name: 'Only what comes from now on' }).click();
  const cover: Cover = { patient: 'pat-3', class: 'lab', reviewer: null, pages: null, until: TODAY };
  await write('new 1.jpg', (await drawn('Cover', cover)).jpeg);
  await write('new 2.jpg', (await drawn('Page')).jpeg);
  await expect.element(page.getByText('1 document saved on this device.').first()).toBeVisible();
  expect(captured(station).map((one) => one.cover)).toEqual([{ ...cover, have: 1 }]);
  await root.removeEntry('scans', { recursive: true });
  await expect.element(page.getByText(/folder cannot be read any more/)).toBeVisible();
});

test('[DOC-8] a cover sheet is made for a patient: what lacks is said, and it prints once the access log has it', async () => {
  const station = desk();
  const printed: string[] = [];
  window.print = () => void printed.push(document.querySelector('.print-sheet')?.textContent ?? '');
  await render(DocumentsStage, { station, patient: 'pat-3' });
  await page.getByRole('button', { name: 'Cover sheet' }).click();
  await page.getByRole('button', { name: 'Print' }).click();
  await expect.element(page.getByText('Say what kind of document it is.')).toBeVisible();
  await page.getByLabelText(/Kind/).selectOptions('lab');
  for (const wrong of ['0', '1.5', '501', 'many']) {
    await page.getByLabelText('Pages behind it').fill(wrong);
    await page.getByRole('button', { name: 'Print' }).click();
    await expect.element(page.getByText(/A whole number up to 500/)).toBeVisible();
  }
  await page.getByLabelText('Pages behind it').fill('4');
  await page.getByRole('button', { name: 'Print' }).click();
  await expect.poll(() => printed).toHaveLength(1);
  expect(printed[0]).toMatch(/Fernaby3, Joss.*born 12\/30\/1988.*Lab result, 4 pages/s);
  expect(station.noted.map(({ action }) => action)).toContain('sheet/printed');
});
