import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClinic } from '../clinic/open-clinic.ts';
import type { ImportReport } from '../import/tally.ts';
import { importCommand } from './import.ts';
import { progressLine } from './progress.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const ada = '{"resourceType":"Patient","id":"p1","name":[{"family":"Quill","given":["Ada"]}],"birthDate":"1971-03-09"}';

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const signal = new AbortController().signal;
  const code = await importCommand(args, { openClinic: () => openClinic(path.join(folder, 'data')), out, err, signal });
  return { code, out: text(out), err: text(err) };
}

/** What was written to a stream so far. */
function text(stream: PassThrough): string {
  const parts: string[] = [];
  for (let part: unknown = stream.read(); part !== null; part = stream.read()) parts.push(String(part));
  return parts.join('');
}

async function file(name: string, content: string): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, content);
  return full;
}

describe('[IMP-30] exit codes', () => {
  test('0 and the counts when everything was read; the second time too', async () => {
    const from = await file('a.ndjson', `${ada}\n{"resourceType":"Claim","id":"c"}\n`);
    const first = await command('fhir', from);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('1 read        1 added        0 changed        0 unchanged        0 refused');
    expect(first.out).toContain('Not kept yet: 1 Claim.');
    expect((await command('fhir', from)).out).toContain('1 read        0 added        0 changed        1 unchanged');
  });

  test('2 and where it was when something was refused', async () => {
    const from = await file('a.ndjson', `${ada}\n{"resourceType":\n`);
    const { code, out } = await command('fhir', from);
    expect(code).toBe(2);
    expect(out).toContain('a.ndjson:2 (line): The JSON ends in the middle');
  });

  test.each([
    [[], 'Say what to import: fhir, csv, vcard or synthea-csv.'],
    [['vcf', 'x'], 'Say what to import: fhir, csv, vcard or synthea-csv.'],
    [['fhir'], 'Say which file or folder to import.'],
    [['fhir', 'a', 'b'], 'One file or folder at a time; “b” is too many.'],
    [['fhir', 'a', '--fast'], "Unknown option '--fast'"],
    [['fhir', 'a', '--report'], "Option '--report <value>' argument missing"]
  ])('1 and the usage for %j', async (args, say) => {
    const { code, err, out } = await command(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(say);
    expect(err).toContain('Usage:');
  });

  test('1 in words when there is no such file, and when the report cannot be written', async () => {
    expect(await command('fhir', path.join(folder, 'nowhere'))).toEqual({
      code: 1,
      out: '',
      err: `There is no file or folder ${path.join(folder, 'nowhere')}.\n`
    });
    const from = await file('a.ndjson', ada);
    const report = path.join(folder, 'no', 'report.json');
    const { code, err } = await command('fhir', from, '--report', report);
    expect({ code, err }).toEqual({ code: 1, err: `There is no file or folder ${report}.\n` });
  });
});

test('[IMP-31] the report lists what was refused, by file, line and reason', async () => {
  const from = await file('a.ndjson', `${ada}\n${ada.replace('1971-03-09', '2099-01-01')}\n`);
  const report = path.join(folder, 'report.json');
  await command('fhir', from, '--report', report, '--dry-run', '--source', 'northside');
  const written = JSON.parse(await readFile(report, 'utf8')) as ImportReport;
  expect(written).toMatchObject({
    dryRun: true,
    stopped: false,
    files: 1,
    total: { read: 2, added: 1, refused: 1 },
    counts: { Patient: { read: 2, added: 1, changed: 0, unchanged: 0, refused: 1, notKept: 0 } }
  });
  expect(written.refused).toEqual([
    {
      file: 'a.ndjson',
      line: 2,
      resource: 'Patient',
      id: 'p1',
      code: 'patient/birth-date',
      reason: 'The birth date “2099-01-01” is in the future. Check the year.'
    }
  ]);
});

test('a folder with nothing to import says so', async () => {
  await file('notes.txt', 'hello');
  const { code, out } = await command('fhir', folder);
  expect(code).toBe(0);
  expect(out).toContain('Nothing to import was found there.');
});

test('[IMP-31] on a terminal progress is one line no wider than the screen', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 40 });
  const line = progressLine(stream);
  line.show(0.5, 'people and addresses: 12,345 records');
  line.clear();
  const [, drawn = '', cleared] = text(stream).split('\r\u001b[2K');
  expect(drawn).toBe('████████████░░░░░░░░░░░░  50 %  people an'.slice(0, 39));
  expect(cleared).toBe('');
});

describe('[IMP-24] a list of patients', () => {
  const list = 'MRN,Who,DOB\n7,"Quill, Ada",3/9/1971\n8,"Rook, Ben",13/45/2020\n';

  test('is shown first and taken in only when somebody says so', async () => {
    const from = await file('list.csv', list);
    const first = await command('csv', from, '--map', 'Who=fullName');
    expect(first.code).toBe(2);
    expect(first.out).toContain('list.csv: UTF-8, dates with the month first');
    expect(first.out).toMatch(/Who +fullName +Quill, Ada \| Rook, Ben/);
    expect(first.out).toContain('Patient                2 read        1 added');
    expect(first.out).toContain('list.csv:3 (Patient): The birth date “13/45/2020” is not a date.');
    expect(first.out).toContain('Nothing was taken in. If the columns are right, say the same with --yes.');

    const second = await command('csv', from, '--map', 'Who=fullName', '--yes');
    expect(second.out).toContain('Patient                2 read        1 added');
    const third = await command('csv', from, '--map', 'Who=fullName', '--yes');
    expect(third.out).toContain('Patient                2 read        0 added        0 changed        1 unchanged');
  });

  test.each([
    [['--map', 'Who'], '“Who” maps nothing. Write --map "Column=field"'],
    [['--map', 'Who=somebody'], '“Who=somebody” maps nothing.'],
    [['--map', 'A=family', '--map', 'B=family'], 'Two columns are mapped to family.']
  ])('%j is answered in words', async (options, words) => {
    const { code, err } = await command('csv', await file('list.csv', list), ...options);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });

  test('with nothing in it that names people, the preview says so', async () => {
    const { code, out } = await command('csv', await file('list.csv', 'Item,Price\nPen,1\n'));
    expect(code).toBe(2);
    expect(out).toContain('list.csv: No column of the first line is known as a name.');
  });
});
