import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { codesFrom, NO_CODES, type OutsideCodes } from '#domain/hl7/outside-codes.ts';
import { messagesIn } from '#domain/hl7/message.ts';
import { isLocalDate, plusDays, type LocalDate } from '#domain/time.ts';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import { inputFiles } from '../import/input-files.ts';

export const IMPORT_HL7_USAGE =
  'import hl7 <file or folder> [--codes FILE]                   appointments from scheduling messages (HL7 v2 SIU)';
export const EXPORT_HL7_USAGE =
  'export hl7 <folder> [--from DATE] [--days N]                 appointments as scheduling messages, a file a day and office';

const ENDINGS = ['.hl7', '.txt', '.er7'];
/** A file larger than this is no file of messages. Bytes. */
const MAX_FILE = 256 * 1024 * 1024;

/** `anteroom import hl7 …`. Exit codes: 0 all taken, 1 it could not be done, 2 something was refused. */
export async function importHl7(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { codes: { type: 'string' } }
  });
  const [from, ...more] = positionals;
  if (from === undefined || more.length > 0) {
    console.error(`One file or folder, please.\n\n${IMPORT_HL7_USAGE}`);
    return 1;
  }
  const codes = values.codes === undefined ? NO_CODES : await readCodes(values.codes);
  const { files, passedOver } = await inputFiles(from, ENDINGS);
  const clinic = await open();
  const counts = new Map<string, number>();
  let unknown = 0;
  try {
    for (const file of files) {
      if (file.bytes > MAX_FILE) throw new ClinicRefusal('hl7/file', `${file.name} is too large.`);
      // As Latin-1 every byte stays what it was: which letters they are is said in each message's head.
      const text = (await readFile(file.path, 'latin1')).replace(/^\u00EF\u00BB\u00BF/, '');
      for (const [index, message] of messagesIn(text).entries()) {
        const taken = await clinic.takeHl7({ bytes: Buffer.from(message, 'latin1'), codes });
        counts.set(taken.what, (counts.get(taken.what) ?? 0) + 1);
        if (taken.unknownPatient) unknown++;
        for (const say of taken.say) console.log(`  ${file.name}, message ${index + 1}: ${say}`);
      }
    }
  } finally {
    const taken = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (taken > 0) await clinic.noteAct({ action: 'patients/imported', refs: [], reason: `${taken} HL7 v2 messages` });
    await clinic.close();
  }
  const words = [...counts].sort().map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`);
  console.log(words.length > 0 ? `${words.join(', ')}.` : 'No message was found there.');
  if (unknown > 0)
    console.log(`${unknown} are for patients who are not known here: at the desk, somebody says who they are.`);
  if (passedOver.length > 0) console.log(`${passedOver.length} files with other endings were passed over.`);
  return counts.has('refused') ? 2 : 0;
}

/** `anteroom export hl7 …`: what a day's appointments are now. */
export async function exportHl7(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: 'string' }, days: { type: 'string', default: '30' } }
  });
  const [format, folder, ...more] = positionals;
  const first = values.from ?? new Date().toISOString().slice(0, 10);
  const days = /^\d{1,3}$/.test(values.days) ? Number(values.days) : 0;
  if (format !== 'hl7' || folder === undefined || more.length > 0 || !isLocalDate(first) || days < 1) {
    console.error(`A folder to write to, a day such as 2026-11-20, and up to 999 days.\n\n${EXPORT_HL7_USAGE}`);
    return 1;
  }
  await mkdir(folder, { recursive: true });
  const clinic = await open();
  let count = 0;
  try {
    for (const site of await clinic.sites())
      for (let day = 0; day < days; day++) count += await writeDay(clinic, folder, site, plusDays(first, day));
  } finally {
    // Also of what was written before a day could not be read.
    if (count > 0) await clinic.noteAct({ action: 'patients/exported', refs: [], reason: `${count} HL7 v2 messages` });
    await clinic.close();
  }
  console.log(`${count.toLocaleString('en-US')} messages written to ${folder}.`);
  return 0;
}

async function writeDay(clinic: Clinic, folder: string, site: string, date: LocalDate): Promise<number> {
  const messages = await clinic.writeHl7({ site, date });
  // For its owner's eyes: these are patients.
  if (messages.length > 0)
    await writeFile(path.join(folder, `${site}-${date}.hl7`), messages.join(''), { mode: 0o600 });
  return messages.length;
}

/** @throws {ClinicRefusal} */
export async function readCodes(file: string): Promise<OutsideCodes> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new ClinicRefusal('hl7/codes', `${file} cannot be read as JSON.`);
  }
  const codes = codesFrom(value);
  if (!codes.ok) throw new ClinicRefusal('hl7/codes', codes.error.say);
  return codes.value;
}
