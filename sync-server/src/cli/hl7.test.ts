import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stampAt } from '#domain/time.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { ClinicRefusal } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { exportHl7, importHl7, readCodes } from './hl7.ts';

let folder = '';
const open = () => openClinic(path.join(folder, 'data'));
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-cli-'));
  const clinic = await open();
  const facts = practiceFacts().facts.map(({ kind, of, at = 0 }) => ({ kind, of, at: stampAt(at), by: 'u-1' }));
  await clinic.append([{ doc: 'practice', facts }]);
  await clinic.close();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const siu = (control: string, provider = '9^Kimball^Jae'): string =>
  [
    `MSH|^~\\&|SCHED|CLINIC|||20261120||SIU^S12^SIU_S12|${control}|P|2.5.1`,
    `SCH|P-${control}|F-${control}||||||nurse|10|min|^^^202611200930`,
    'PID|1||77^^^MRN^MR||Muñoz^Ann||19800229|F',
    `AIP|1||${provider}`,
    ''
  ].join('\r\n');

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, content);
  return full;
}

test('[HL7-1] [HL7-7] a file of several messages, a byte order mark in front, is taken once', async () => {
  const from = await file('day.hl7', `\uFEFF${siu('1')}${siu('2')}`);
  expect(await importHl7([from], open)).toBe(0);
  expect(await importHl7([from], open)).toBe(0);
  const clinic = await open();
  const booked = (await clinic.read('day/main/2026-11-20')).filter(({ fact }) => fact.kind === 'appointment/booked');
  expect(booked.map(({ fact }) => (fact.of as { label: { family: string } }).label.family)).toEqual(['Muñoz', 'Muñoz']);
  await clinic.close();
});

test('[HL7-8] what is exported is a file a day, for its owner’s eyes, and is read back as it was', async () => {
  await importHl7([await file('day.hl7', siu('1'))], open);
  const out = path.join(folder, 'out');
  expect(await exportHl7(['hl7', out, '--from', '2026-11-19', '--days', '3'], open)).toBe(0);
  expect(await readdir(out)).toEqual(['main-2026-11-20.hl7']);
  const written = path.join(out, 'main-2026-11-20.hl7');
  expect((await stat(written)).mode & 0o077).toBe(0);
  expect(await readFile(written, 'utf8')).toContain('SCH|P-1|');
  expect(await importHl7([written], open)).toBe(0);
});

test('[HL7-5] exit codes: 2 where a message was refused, 1 where nothing could be done', async () => {
  expect(await importHl7([await file('stranger.hl7', siu('1', '9^House^Greg'))], open)).toBe(2);
  const codes = await file('codes.json', '{"providers":{"9":"p-moss"}}');
  expect(await importHl7([path.join(folder, 'stranger.hl7'), '--codes', codes], open)).toBe(0);
  expect(await importHl7([], open)).toBe(1);
  expect(await importHl7(['a', 'b'], open)).toBe(1);
  for (const args of [[], ['csv', 'x'], ['hl7'], ['hl7', 'x', '--from', 'monday'], ['hl7', 'x', '--days', '0']])
    expect(await exportHl7(args, open), args.join(' ')).toBe(1);
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['a part nobody knows', '{"rooms":{}}'],
  ['a part that is no list', '{"providers":"p-kim"}'],
  ['a code that is no text', '{"providers":{"9":7}}'],
  ['a reason nobody has', '{"reasons":{"X":"bored"}}']
])('[HL7-5] a table of codes is refused in words: %s', async (_, content) => {
  await expect(readCodes(await file('codes.json', content))).rejects.toThrow(ClinicRefusal);
});
