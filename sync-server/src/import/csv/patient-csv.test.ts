import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PatientField } from '#domain/import/patient-columns.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { testData } from '#tests/test-data.ts';
import { rehearsal } from '../import-port.ts';
import { runImport } from '../run-import.ts';
import type { ImportReport } from '../tally.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-list-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

type Taken = ImportReport & { readonly people: readonly Demographics[] };

/** @param times how often the list is imported into the one clinic; the last report counts */
async function importing(
  content: string | Buffer,
  { columns = new Map<string, PatientField | null>(), dayFirst = null as boolean | null, times = 1 } = {}
): Promise<Taken> {
  const file = path.join(await mkdtemp(path.join(folder, 'case-')), 'list.csv');
  await writeFile(file, content);
  return await importingFile(file, { columns, dayFirst, times });
}

async function importingFile(
  from: string,
  { columns = new Map<string, PatientField | null>(), dayFirst = null as boolean | null, times = 1 } = {}
): Promise<Taken> {
  const people: Demographics[] = [];
  const inner = rehearsal({
    read: () => Promise.resolve(new Map()),
    keep: () => Promise.reject(new Error('no paper is read here')),
    append: () => Promise.resolve()
  });
  const clinic: typeof inner = {
    read: (docs) => inner.read(docs),
    keep: () => Promise.reject(new Error('no paper is read here')),
    append(batch) {
      for (const { kind, of } of batch.flatMap(({ facts }) => facts))
        if (kind === 'patient/registered') people.push(of as Demographics);
      return inner.append(batch);
    }
  };
  const run = () =>
    runImport({
      format: 'csv',
      from,
      clinic,
      dryRun: false,
      source: '',
      csv: { columns, dayFirst },
      now: () => Date.UTC(2026, 10, 21, 12),
      fallbackZone: 'America/New_York'
    });
  let report = await run();
  for (let again = 1; again < times; again++) report = await run();
  return { ...report, people };
}

const HEAD = 'MRN,Last Name,First Name,DOB';
const ADA = '7,Quill,Zoë,3/9/1971';
const zoe = { name: { family: 'Quill', given: ['Zoë'] }, birthDate: '1971-03-09' };
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('[IMP-26] encodings, delimiters and line ends', () => {
  test.each<[string, string | Buffer]>([
    ['UTF-8', `${HEAD}\n${ADA}\n`],
    ['UTF-8 with a byte order mark, CRLF', `\ufeff${HEAD}\r\n${ADA}\r\n`],
    ['Windows-1252', Buffer.from(`${HEAD}\r\n${ADA}\r\n`, 'latin1')],
    ['UTF-16, low byte first', Buffer.from(`\ufeff${HEAD}\r\n${ADA}\r\n`, 'utf16le')],
    ['UTF-16, high byte first', utf16be(`\ufeff${HEAD}\r\n${ADA}\r\n`)],
    ['UTF-16 without a mark', Buffer.from(`${HEAD}\n${ADA}\n`, 'utf16le')],
    ['CR alone', `${HEAD}\r${ADA}\r`],
    ['semicolons', `${HEAD}\n${ADA}\n`.replaceAll(',', ';')],
    ['tabs', `${HEAD}\n${ADA}\n`.replaceAll(',', '\t')],
    ['bars', `${HEAD}\n${ADA}\n`.replaceAll(',', '|')],
    ['a spreadsheet’s line of its own', `sep=;\r\n${`${HEAD}\r\n${ADA}`.replaceAll(',', ';')}`],
    ['quotation marks', '"MRN","Last Name","First Name","DOB"\n"7","Quill","Zoë","3/9/1971"'],
    ['blank lines and empty cells behind', `\n${HEAD}\n\n${ADA},,\n\n`],
    ['no line end at the end', `${HEAD}\n${ADA}`]
  ])('%s', async (_, content) => {
    const { people, total } = await importing(content);
    expect(total).toMatchObject({ read: 1, added: 1 });
    expect(people[0]).toMatchObject(zoe);
  });

  test('a line end within quotation marks is a space, and lines are counted all the same', async () => {
    const { people, refused } = await importing(`${HEAD},Address\n${ADA},"1 Elm St\nApt 2"\n8,Rook,Ben,2/30/1980,x\n`);
    expect(people[0]?.address?.line).toEqual(['1 Elm St Apt 2']);
    expect(refused).toMatchObject([{ line: 4 }]);
  });
});

describe('[IMP-6] bad rows are refused in words, with their line; good ones beside them are taken (RELIABILITY §6 no. 40)', () => {
  test.each<[string, string, string]>([
    ['a date that is none', '8,Rook,Ben,13/45/2020', 'The birth date “13/45/2020” is not a date. Write it 3/9/1971; where the day comes before the month, say so.'], // prettier-ignore
    ['a day that does not exist', '8,Rook,Ben,02/29/2023', 'The birth date “02/29/2023” does not exist. Check day and month; where the day comes before the month, say so.'], // prettier-ignore
    ['the future', '8,Rook,Ben,1/1/2099', 'The birth date “1/1/2099” is in the future. Check the year.'],
    ['half a row', '8,Rook', 'The row has 2 columns and the first line has 4.'],
    ['a cell too many', '8,Rook,Ben,1/1/1980,x', 'The row has 5 columns and the first line has 4.'],
    ['another delimiter', '8;Rook;Ben;1/1/1980', 'The row has 1 columns and the first line has 4.'],
    ['no name', '8,,,1/1/1980', 'The patient has no name.'],
    ['nothing to go by', ',Rook,Ben,', 'The row has neither a number nor a birth date, phone or e-mail, so a second import could not recognise it.'], // prettier-ignore
    ['a number twice', '7,Rook,Ben,1/1/1980', 'Line 2 has the same number, or name and birth date, and says something else. Leave the right one.'], // prettier-ignore
    ['a long name', `8,${'x'.repeat(121)},Ben,1/1/1980`, 'Name can be up to 120 characters.'],
    ['a card number', '8,4111 1111 1111 1111,Ben,1/1/1980', 'Card numbers are not kept here. Use the terminal; we keep only the last 4.'], // prettier-ignore
    ['a quotation mark left open', '8,"Rook,Ben,1/1/1980', 'A quotation mark opens a text here and is never closed; the rest of the file was not read.'] // prettier-ignore
  ])('%s', async (_, row, reason) => {
    const { people, refused } = await importing(`${HEAD}\n${ADA}\n${row}\n`);
    expect(people).toMatchObject([zoe]);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([[3, reason]]);
  });

  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'The file is empty.'],
    ['a mark alone', '\ufeff', 'The file is empty.'],
    ['no line of names', '7,Quill,Ada,3/9/1971\n', 'No column of the first line is known as a name.'],
    ['a list of things', 'Item,Price\nPen,1.50\n', 'No column of the first line is known as a name.'],
    ['an archive', Buffer.from('PK\u0003\u0004xxxxxxxx'), 'The file is a zip archive.'],
    ['half a million columns', `${HEAD}${',x'.repeat(500_000)}\n${ADA}\n`, 'more than 500 columns'],
    ['a line without an end', `${HEAD}\n${'x'.repeat(1024 * 1024 + 1)}`, 'The line is longer than 1 MiB']
  ])('the whole file: %s', async (_, content, reason) => {
    const { people, refused } = await importing(content);
    expect(people).toEqual([]);
    expect(refused).toMatchObject([{ reason: expect.stringContaining(reason) as string }]);
  });

  test('a column that somebody named and that is not there', async () => {
    const { refused } = await importing(`${HEAD}\n${ADA}\n`, { columns: new Map([['Ref', 'number']]) });
    expect(refused).toMatchObject([{ line: 1, reason: 'There is no column Ref in the first line.' }]);
  });
});

test('[IMP-44] a million empty columns behind the last are none', async () => {
  const { people } = await importing(`${HEAD}${','.repeat(1_000_000)}\n${ADA}\n`);
  expect(people).toMatchObject([zoe]);
});

test('[IMP-44] of two columns with one name the first is read; formulas are text, and a mark within the file is none', async () => {
  const { people, refused } = await importing(
    `MRN,Last Name,First Name,DOB,Last Name,Phone\n7,=cmd|' /C calc'!A0,+Ada,3/9/1971,Rook,"=HYPERLINK(""http://x"",""206-555-0101"")"\n8,\ufeffRook,@Ben,1/1/1980,x,206-555-0102\n`
  );
  expect(refused).toEqual([]);
  expect(people).toMatchObject([
    { name: { family: "=cmd|' /C calc'!A0", given: ['+Ada'] }, birthDate: '1971-03-09' },
    { name: { family: 'Rook', given: ['@Ben'] }, phones: [{ number: '+12065550102' }] }
  ]);
});

test('[IMP-3] [IMP-25] the same list again writes nothing; the same row twice is one patient', async () => {
  expect((await importing(`${HEAD}\n${ADA}\n${ADA}\n`)).total).toMatchObject({ read: 2, added: 1, unchanged: 1 });
  expect((await importing(`${HEAD}\n${ADA}\n`, { times: 2 })).total).toMatchObject({ added: 0, unchanged: 1 });
});

test('[IMP-24] columns as somebody chose, days first', async () => {
  const columns = new Map<string, PatientField | null>([
    ['Ref', 'number'],
    ['Who', 'fullName'],
    ['DOB', 'birthDate']
  ]);
  const { people } = await importing('Ref,Who,DOB\n7,"Quill, Zoë",9/3/1971\n', { columns, dayFirst: true });
  expect(people).toMatchObject([zoe]);
});

const exports = testData('contacts-and-exports');
test.skipIf(!exports)('a list as another practice system writes it', async () => {
  const { people, refused } = await importingFile(`${exports}/practice-exports`);
  expect(refused).toEqual([]);
  expect(people).toMatchObject([
    {
      name: { family: 'Betz', given: ['Ana'] },
      birthDate: '1971-12-10',
      sex: 'female',
      phones: [{ number: '+34928555555', use: 'other' }],
      address: { line: ['C/ Buenos Aires 32', '35001 – Las Palmas'] }
    }
  ]);
});
