import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { rehearsal } from './import-port.ts';
import { runImport } from './run-import.ts';
import type { ImportReport } from './tally.ts';

const empty = () =>
  rehearsal({
    read: () => Promise.resolve(new Map()),
    keep: () => Promise.reject(new Error('no paper is read here')),
    append: () => Promise.resolve()
  });

async function imported(from: string, clinic = empty()): Promise<ImportReport> {
  const fixed = { format: 'vcard', dryRun: false, source: '', fallbackZone: 'UTC' } as const;
  return await runImport({ ...fixed, from, clinic, now: () => Date.UTC(2026, 10, 21) });
}

async function importedText(text: string | Buffer): Promise<ImportReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'anteroom-cards-'));
  await writeFile(path.join(folder, 'a.vcf'), text);
  try {
    return await imported(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const card = (...lines: readonly string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');
const ada = card('N:Quill;Zoë', 'BDAY:19710309', 'UID:u1');

test.each<[string, string | Buffer, readonly (readonly [number | undefined, string])[]]>([
  ['nothing', '', [[undefined, 'The file is empty.']]],
  ['no card', 'hello', [[1, 'There is no card in the file: it has no line BEGIN:VCARD.']]],
  ['a card cut short', `${ada}BEGIN:VCARD\r\nN:Ro`, [[6, 'The card does not end: END:VCARD is missing. The file was not copied whole, or is damaged here.']]], // prettier-ignore
  ['one id for two people', ada + card('N:Rook;Ben', 'UID:u1'), [[6, 'Line 1 has the same number, or name and birth date, and says something else. Leave the right one.']]], // prettier-ignore
  ['a card number for a name', card('N:4111111111111111;Ada', 'UID:u1'), [[1, 'Card numbers are not kept here. Use the terminal; we keep only the last 4.']]] // prettier-ignore
])('[IMP-28] %s is refused in words, with its line', async (_, text, expected) => {
  const { refused } = await importedText(text);
  expect(refused.map(({ line, reason }) => [line, reason])).toEqual(expected);
});

test('[IMP-26] cards in UTF-16 and Windows-1252 are read', async () => {
  expect((await importedText(Buffer.from(`\ufeff${ada}`, 'utf16le'))).total).toMatchObject({ added: 1, refused: 0 });
  expect((await importedText(Buffer.from(ada, 'latin1'))).total).toMatchObject({ added: 1, refused: 0 });
});

const data = testData('contacts-and-exports');
test.skipIf(!data)(
  '[IMP-28] cards of ten programs are read or refused in words, and are known the second time',
  async () => {
    const clinic = empty();
    const first = await imported(`${data}/vcard`, clinic);
    expect(first.total).toMatchObject({ read: 16, added: 13, refused: 3 });
    expect(first.refused.map(({ code }) => code)).toEqual(['patient/no-name', 'patient/no-name', 'list/no-key']);
    expect((await imported(`${data}/vcard`, clinic)).total).toMatchObject({ added: 0, changed: 0, unchanged: 13 });
  }
);
