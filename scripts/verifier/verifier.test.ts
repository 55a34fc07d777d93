import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '#domain/random.ts';
import { exportedLog } from '#tests/fixtures/audit-export.ts';
import { knownChromium } from '../chromium.ts';
import { verifierPage, VERIFIER } from './build-verifier.ts';

const TRIES = Number(process.env['AUDIT_TRIES'] ?? 20);
const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-verifier-'));
const page = path.join(folder, VERIFIER);
const lines = exportedLog({ entries: 80, skip: 30 });
let browser: Browser;
let tab: Page;
const requests: string[] = [];

beforeAll(async () => {
  writeFileSync(page, await verifierPage());
  const executablePath = knownChromium();
  browser = await chromium.launch(executablePath ? { executablePath } : {});
  const context = await browser.newContext({ offline: true });
  tab = await context.newPage();
  tab.on('request', (request) => requests.push(request.url()));
  await tab.goto(pathToFileURL(page).href);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function verdictOn(text: string): Promise<string> {
  await tab.locator('#verdict').evaluate((verdict) => (verdict.textContent = ''));
  await tab.setInputFiles('#file', { name: 'log.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
  await expect
    .poll(() => tab.locator('#verdict').innerText(), { timeout: 20_000 })
    .toMatch(/^(Whole|Not as|This file)/);
  return await tab.locator('#verdict').innerText();
}

test('[AUD-18] a page opened from a file, without a network, says that an export is whole', async () => {
  expect(await verdictOn(lines.join('\n'))).toMatch(/^Whole/);
  expect(await tab.locator('#limits').innerText()).not.toContain('cannot check signatures');
  expect(requests).toEqual([pathToFileURL(page).href]);
});

test(`[AUD-18] in that page ${TRIES} changed lines are all found, and the first bad one is named`, async () => {
  const random = seeded(20);
  for (let i = 0; i < TRIES; i++) {
    const at = Math.floor(random() * (lines.length - 2));
    const bad = i % 2 === 0 ? lines.toSpliced(at, 1) : lines.with(at, lines[at]!.replace(/\d(?=[^\d]*$)/, 'f'));
    if (bad[at] === lines[at]) continue;
    expect(await verdictOn(bad.join('\n')), `try ${i}`).toMatch(new RegExp(`line ${at + 1} of this file`, 'i'));
  }
});

test('[AUD-18] what is no export is said to be none', async () => {
  for (const text of ['', 'once upon a time', '{}', '\u0000\u0001'])
    expect(await verdictOn(text)).toMatch(/^Not as it was/);
});
