import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { keyOfWords } from '#protocol/kit-words.ts';
import { accessibilityFaults } from '../axe.ts';
import { layCable, type Cable } from '../cable.ts';
import { MANAGER, setUpPractice } from '../day/clinic.ts';
import { test } from '../harness.ts';

/** What would give a kit away: three of its words in a row as somebody types them, and its key. As bytes, UTF-8 and UTF-16. */
function traces(words: readonly string[]): readonly Buffer[] {
  const read = keyOfWords(words.join(' '));
  if (!read.ok) throw new Error('these are no kit');
  const key = Buffer.from(read.key);
  const texts = words.slice(2).map((word, i) => [words[i], words[i + 1], word].join(' '));
  const forms = [...texts, key.toString('hex'), key.toString('base64url'), key.toString('base64')];
  return [key, ...forms.flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')])];
}

function filesWith(folder: string, wanted: readonly Buffer[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return wanted.some((one) => bytes.includes(one));
    });
}

async function lostSignIn(page: Page, words: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Lost your sign-in?' }).click();
  await page.getByLabel('Who lost their sign-in?').fill(MANAGER.name);
  await page.getByLabel('Why', { exact: true }).fill('the only paper was thrown away');
  await page.getByLabel('What is at hand').selectOption({ label: 'The recovery kit alone: there is no other manager' });
  await page.getByLabel('The 24 words of the kit').fill(words.with(6, 'abandn').join(' '));
  await page.getByRole('button', { name: 'Make a new passphrase' }).click();
  await expect(page.getByText('Word 7 is not one of the list. Is it “abandon”?')).toBeVisible();
  await page.getByLabel('The 24 words of the kit').fill(words.join('\n').toUpperCase());
}

async function signInAnew(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(MANAGER.name);
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** At a locked desk, without the network: opened to read by the words alone, and shut again. */
async function breakGlass(page: Page, cable: Cable, words: readonly string[]): Promise<void> {
  cable.pull();
  await page.keyboard.press('Alt+l');
  await page.getByRole('button', { name: 'Emergency access' }).click();
  await page.getByLabel('Your name').fill(MANAGER.name);
  await page.getByLabel('Why', { exact: true }).fill('patient collapsed, network down');
  await page.getByLabel('The 24 words of the kit').fill(words.join(' '));
  await page.screenshot({ path: 'test-results/shots/break-glass.png' });
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Open for an hour' }).click();
  await expect(page.getByText(/Emergency access, to read, until .* 60 minutes left/)).toBeVisible();
  // For reading: what would write is not offered.
  await expect(page.getByRole('heading', { name: 'Today', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Walk-in/ })).toBeHidden();
  await page.screenshot({ path: 'test-results/shots/broken-glass.png' });
  cable.plugIn();
  await page.getByRole('button', { name: 'End it now' }).click();
}

test('[BOOT-20] [KIT-1] [LOST-1] [LOST-2] [GLASS-1] [GLASS-3] [GLASS-5] the only manager loses their sign-in and comes back with the kit, and opens a desk that is cut off; its words are on no disk', async ({
  server,
  open
}) => {
  const cable = await layCable(server.port);
  const profile = mkdtempSync(path.join(tmpdir(), 'anteroom-profile-'));
  const executablePath = process.env['ANTEROOM_CHROMIUM'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    baseURL: cable.url,
    viewport: { width: 1366, height: 768 }
  });
  context.setDefaultTimeout(15_000);
  try {
    const page = await context.newPage();
    await page.goto('/');
    const words = await setUpPractice({ page });

    const second = await open();
    await lostSignIn(second.page, words);
    await second.shot('lost-sign-in');
    expect(await accessibilityFaults(second.page)).toEqual([]);
    await second.page.getByRole('button', { name: 'Make a new passphrase' }).click();
    const made = (await second.page.locator('.words').textContent()) ?? '';
    // The desk where the old passphrase was used is signed out, and asks for the new one.
    await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible();
    await signInAnew(page, made);
    await expect(page.getByText(/A new passphrase was made for Ivy Thimbleby.*with the recovery kit/)).toBeVisible();
    await expect(page.getByText(/This stays here until/)).toBeVisible();
    await page.screenshot({ path: 'test-results/shots/alarm.png' });

    await page
      .getByRole('navigation')
      .getByRole('link', { name: /People/ })
      .click();
    await page.getByRole('button', { name: 'Print a new recovery kit' }).click();
    await page.evaluate(() => (window.print = () => undefined));
    await page.getByRole('button', { name: 'Print two sheets' }).click();
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText('sheet 2 of 2')).toBeVisible();
    await page.screenshot({ path: 'test-results/shots/recovery-kit-sheet.png', fullPage: true });
    await page.emulateMedia({ media: null });
    await page.keyboard.press('Escape');
    await breakGlass(page, cable, words);
    await signInAnew(page, made);
    await expect(page.getByText(/Emergency access: Ivy Thimbleby opened desk .* with the recovery kit/)).toBeVisible();
    await context.close();
    const wanted = traces(words);
    expect(filesWith(profile, wanted)).toEqual([]);
    expect(filesWith(server.dataDir, wanted)).toEqual([]);
    expect(wanted.some((one) => server.printed().includes(one.toString('latin1')))).toBe(false);
  } finally {
    await context.close();
    await cable.dispose();
    rmSync(profile, { recursive: true, force: true });
  }
});
