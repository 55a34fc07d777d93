import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { within } from './server.ts';

const PEOPLE = 125;
const letters = (number: number): string =>
  [...number.toString(26).padStart(3, '0')].map((digit) => String.fromCharCode(97 + parseInt(digit, 26))).join('');

/** Invented people, four texts to each that occur nowhere else: a name, a date of birth, a phone and a street. */
export const CANARIES = Array.from({ length: PEOPLE }, (_, index) => ({
  patient: `canary${index}`,
  family: `Zqx${letters(index)}vanter`,
  birthDate: `19${String(11 + (index % 80)).padStart(2, '0')}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
  phone: `${200 + index}5550${100 + (index % 100)}`,
  line: `${1 + index} Wjk${letters(index)}plover Lane`
}));
const SECRETS = new Set(CANARIES.flatMap(({ family, birthDate, phone, line }) => [family, birthDate, phone, line]));
/** What any of them looks like: five hundred searches of a memory take half a minute, one takes a moment. */
const SHAPE = /(?=(Zqx[a-z]{3}vanter|19\d\d-\d\d-\d\d|\d{3}5550\d{3}|\d{1,3} Wjk[a-z]{3}plover Lane))/g;

/** The planted people as a file of FHIR resources, one a line: what `anteroom import fhir` takes. */
export function canaryFile(): string {
  const resources = CANARIES.map(({ patient, family, birthDate, phone, line }) => ({
    resourceType: 'Patient',
    id: patient,
    name: [{ use: 'official', family, given: ['Canary'] }],
    gender: 'unknown',
    birthDate,
    telecom: [{ system: 'phone', use: 'mobile', value: phone }],
    address: [{ line: [line], city: 'Harbor', state: 'MA', postalCode: '02101' }]
  }));
  return resources.map((resource) => JSON.stringify(resource)).join('\n');
}

/** Which of the planted texts the bytes hold, in UTF-8 or UTF-16 as V8 and LevelDB write them. */
export function foundIn(bytes: Buffer): string[] {
  const texts = [bytes.toString('latin1'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le')];
  const shaped = texts.flatMap((text) => Array.from(text.matchAll(SHAPE), ([, found]) => found ?? ''));
  return [...new Set(shaped)].filter((text) => SECRETS.has(text));
}

/** The same of every file below a folder: a copied profile, with its stores, caches and logs. */
export function foundBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => foundIn(readFileSync(path.join(entry.parentPath, entry.name))));
}

/** All that a page has in memory, after what is no longer used was thrown away. */
export async function heapSnapshotOf(page: Page): Promise<Buffer> {
  return await within(HEAP_MS, takenFrom(page), () => `no snapshot of ${page.url()} in ${HEAP_MS / 1000} s`);
}

/** A snapshot takes a second or two; a page that does not answer takes none at all. */
const HEAP_MS = 90_000;

async function takenFrom(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await devtools.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  // All strings are in its last part, which may come after the answer: a snapshot that ends early would hold nothing of anybody.
  await expect.poll(() => chunks.at(-1)?.trimEnd().endsWith('"]}') ?? false, { timeout: 30_000 }).toBe(true);
  await devtools.detach();
  return Buffer.from(chunks.join(''));
}
