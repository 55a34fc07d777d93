import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesIn } from '#domain/audit/chain.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { exportCommand } from './export.ts';
import { importCommand, type CommandContext } from './import.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

type Command = (args: readonly string[], context: CommandContext) => Promise<number>;

async function run(command: Command, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const signal = new AbortController().signal;
  const code = await command(args, { openClinic: () => openClinic(path.join(folder, 'data')), out, err, signal });
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const ada = '{"resourceType":"Patient","id":"p1","name":[{"family":"Quill","given":["Ada"]}],"shoeSize":38}';

test('[EXP-7] writes a file a type, for its owner alone, and says what is in it', async () => {
  await writeFile(path.join(folder, 'a.ndjson'), `${ada}\n`);
  await run(importCommand, 'fhir', path.join(folder, 'a.ndjson'));
  const report = path.join(folder, 'report.json');
  const { code, out, err } = await run(exportCommand, 'fhir', path.join(folder, 'out'), '--report', report);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Patient                       1 as they came        0 with changes        0 made here');
  expect(await readdir(path.join(folder, 'out'))).toEqual(['Patient.ndjson']);
  expect(await readFile(path.join(folder, 'out/Patient.ndjson'), 'utf8')).toBe(`${ada}\n`);
  expect((await stat(path.join(folder, 'out/Patient.ndjson'))).mode & 0o077).toBe(0);
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ patients: 1, stopped: false, dryRun: false });
});

test('[EXP-7] a dry run counts and writes nothing, no entry either', async () => {
  await writeFile(path.join(folder, 'a.ndjson'), `${ada}\n`);
  await run(importCommand, 'fhir', path.join(folder, 'a.ndjson'));
  const { code, out } = await run(exportCommand, 'fhir', path.join(folder, 'out'), '--dry-run');
  expect({ code, first: out.split('\n')[0] }).toEqual({ code: 0, first: 'Dry run: nothing was written.' });
  expect(await readdir(folder)).toEqual(['a.ndjson', 'data']);
  const clinic = await openClinic(path.join(folder, 'data'));
  const [log] = await clinic.documents({ after: '', limit: 1, prefix: 'audit/' });
  const entries = entriesIn(await clinic.read(log?.doc ?? ''));
  expect(entries.map(({ user, action }) => `${user} ${action}`)).toEqual(['command-line patients/imported']);
  await clinic.close();
});

test.each([
  [[], 'Say what to export as: fhir, csv or hl7.'],
  [['vcf', 'x'], 'Say what to export as: fhir, csv or hl7.'],
  [['fhir'], 'Say which folder to write to.'],
  [['csv'], 'Say which file to write to.'],
  [['fhir', 'a', 'b'], 'One folder; “b” is too many.'],
  [['fhir', 'a', '--force'], "Unknown option '--force'"]
])('[EXP-7] %j is answered in words, and the clinic is not opened', async (args, words) => {
  const { code, err } = await run(exportCommand, ...args);
  expect(code).toBe(1);
  expect(err).toContain(words);
  expect(await readdir(folder)).toEqual([]);
});

test('[EXP-7] never into a folder with something in it, nor over a file', async () => {
  await writeFile(path.join(folder, 'a.txt'), 'mine');
  expect(await run(exportCommand, 'fhir', folder)).toMatchObject({
    code: 1,
    err: `There is something in ${folder} already. Name an empty folder.\n`
  });
  const file = path.join(folder, 'a.txt');
  expect(await run(exportCommand, 'fhir', file)).toMatchObject({ code: 1, err: `${file} is not a folder.\n` });
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('[EXP-8] a list of patients is a new file for its owner alone, and is in the access log', async () => {
  await writeFile(path.join(folder, 'a.ndjson'), ada.replace('Quill', '=Quill'));
  await run(importCommand, 'fhir', path.join(folder, 'a.ndjson'));
  const list = path.join(folder, 'list.csv');
  expect(await run(exportCommand, 'csv', list)).toMatchObject({ code: 0, err: '' });
  const text = await readFile(list, 'utf8');
  expect(text.split('\r\n')[1]).toMatch(/^,"'=Quill",Ada,/);
  expect((await stat(list)).mode & 0o077).toBe(0);
  expect(await run(exportCommand, 'csv', list)).toMatchObject({ code: 1, err: `There is a file ${list} already.\n` });
  const clinic = await openClinic(path.join(folder, 'data'));
  const logs = await clinic.documents({ after: '', limit: 9, prefix: 'audit/' });
  const said = (await Promise.all(logs.map(({ doc }) => clinic.read(doc)))).flat().map(({ fact }) => fact.of);
  expect(said).toContainEqual(
    expect.objectContaining({ action: 'patients/exported', reason: '1 patients, CSV, at the command line' })
  );
  await clinic.close();
});
