import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { layCable } from '../cable.ts';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

const PEOPLE = 125;
const letters = (number: number): string =>
  [...number.toString(26).padStart(3, '0')].map((digit) => String.fromCharCode(97 + parseInt(digit, 26))).join('');

/** Four to a person: a name, a date of birth, a phone and a street that occur nowhere else. */
const canaries = Array.from({ length: PEOPLE }, (_, index) => ({
  patient: `canary${index}`,
  family: `Zqx${letters(index)}vanter`,
  birthDate: `19${String(11 + (index % 80)).padStart(2, '0')}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
  phone: `${200 + index}5550${100 + (index % 100)}`,
  line: `${1 + index} Wjk${letters(index)}plover Lane`
}));
const SECRETS = canaries.flatMap(({ family, birthDate, phone, line }) => [family, birthDate, phone, line]);

/** Which of the planted texts the bytes hold, in UTF-8 or UTF-16 as V8 and LevelDB write them. */
function foundIn(bytes: Buffer): string[] {
  const ones = bytes.toString('latin1');
  const found = SECRETS.filter((secret) => ones.includes(secret));
  const wide = SECRETS.filter((secret) => bytes.includes(Buffer.from(secret, 'utf16le')));
  return [...new Set([...found, ...wide])];
}

function scanned(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => foundIn(readFileSync(path.join(entry.parentPath, entry.name))));
}

async function heapOf(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await devtools.detach();
  return Buffer.from(chunks.join(''));
}

test('[STO-30] [VAU-8] P16: of 500 planted texts none is in the copied profile of a locked desk, nor in its memory when the key is gone', async ({
  server
}) => {
  test.setTimeout(300_000);
  expect(new Set(canaries.map(({ family }) => family)).size).toBe(PEOPLE);
  const copy = mkdtempSync(path.join(tmpdir(), 'anteroom-copied-'));
  const file = path.join(copy, 'planted.ndjson');
  const resources = canaries.map(({ patient, family, birthDate, phone, line }) => ({
    resourceType: 'Patient',
    id: patient,
    name: [{ use: 'official', family, given: ['Canary'] }],
    gender: 'unknown',
    birthDate,
    telecom: [{ system: 'phone', use: 'mobile', value: phone }],
    address: [{ line: [line], city: 'Harbor', state: 'MA', postalCode: '02101' }]
  }));
  writeFileSync(file, resources.map((resource) => JSON.stringify(resource)).join('\n'));
  await server.anteroom('import', 'fhir', file);
  rmSync(file);

  const cable = await layCable(server.port);
  const profile = mkdtempSync(path.join(tmpdir(), 'anteroom-profile-'));
  const executablePath = process.env['ANTEROOM_CHROMIUM'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    baseURL: cable.url,
    viewport: { width: 1366, height: 768 }
  });
  try {
    const page = await context.newPage();
    await page.clock.install();
    await page.goto('/today');
    await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
    await expect(page.locator('[role=grid][aria-label=Today] [data-row]').first()).toBeVisible({ timeout: 30_000 });
    // Looked up, opened, and half typed anew: so that each road to the disk has seen one.
    await page.keyboard.press('/');
    await page.keyboard.type(canaries[7]!.family.slice(0, 7));
    await expect(page.getByRole('option').first()).toContainText(canaries[7]!.family, { timeout: 60_000 });
    await page.keyboard.press('Enter');
    await expect(page.getByText(canaries[7]!.family).first()).toBeVisible();
    // The scanner sees what is there to be seen: the open page has it in memory.
    expect(foundIn(await heapOf(page))).toContain(canaries[7]!.family);
    await expect(page.getByRole('button', { name: /Saved · Sent/ })).toBeVisible({ timeout: 30_000 });

    await page.keyboard.press('Alt+l');
    await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
    cpSync(profile, copy, { recursive: true, filter: (file) => !/Singleton/.test(file) });
    expect(scanned(copy)).toEqual([]);

    await page.clock.runFor(15 * 60_000 + 2_000);
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    expect(foundIn(await heapOf(page))).toEqual([]);
  } finally {
    await context.close();
    await cable.dispose();
    expect(scanned(profile)).toEqual([]);
    rmSync(profile, { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
  }
});
