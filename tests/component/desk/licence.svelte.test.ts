import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import LicenceHarness from './LicenceHarness.svelte';

const CARD = [
  '@\n\u001e\rANSI 636001080002DL00410264ZN03050035DLDAQT0000001',
  'DCSTESTING',
  'DACANA',
  'DBB03091971',
  'DBC2',
  'DBA03092031',
  'DAG12 INVENTED ST',
  'DAIANYTOWN',
  'DAJNY',
  'DAK104100000  ',
  'DCGUSA\r'
].join('\n');

/** As a scanner does: each key at once after the one before. Keys made here write nothing by themselves; whether one was held back is seen by its default. */
function scan(text: string): number {
  let through = 0;
  for (const char of text) {
    const isEnd = char === '\n' || char === '\r';
    const code = char.charCodeAt(0);
    const key = isEnd ? 'Enter' : code < 32 ? String.fromCharCode(code | 0x40) : char;
    const event = new KeyboardEvent('keydown', { key, ctrlKey: !isEnd && code < 32, bubbles: true, cancelable: true });
    if (document.activeElement?.dispatchEvent(event)) through += 1;
  }
  return through;
}

function desk(): MemoryStation {
  const known = {
    name: { family: 'Testing', given: ['Ana'] },
    birthDate: '1971-03-09',
    sex: 'female' as const,
    phones: [],
    address: { line: ['3 Quay Lane'], city: 'Anytown', state: 'NY', postalCode: '10410' },
    identifiers: []
  };
  return memoryStation({ facts: [practiceFacts(), registered('p-ana', known)] });
}

test('[WED-1] [WED-3] a licence that is scanned into a field opens the patient and what differs; Enter takes it, and nothing is in the field', async () => {
  const station = desk();
  const paths: string[] = [];
  await render(LicenceHarness, { station, go: (path: string) => paths.push(path) });
  await page.getByRole('textbox', { name: 'A field' }).click();
  expect(scan(CARD)).toBe(0);
  const differs = page.getByRole('button', { name: /Address on record 3 Quay Lane.*on the card 12 Invented St/ });
  await expect.element(differs).toHaveFocus();
  expect(paths).toEqual(['/patients/p-ana']);
  await expect.element(page.getByRole('textbox', { name: 'A field', includeHidden: true })).toHaveValue('');
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText(/The record says the same as the card/)).toBeVisible();
  expect((await station.rows.patient('p-ana'))?.address).toMatchObject({ line: ['12 Invented St'] });
});

test('[WED-1] a card of nobody begins a registration', async () => {
  const station = desk();
  const paths: string[] = [];
  await render(LicenceHarness, { station, go: (path: string) => paths.push(path) });
  await page.getByRole('textbox', { name: 'A field' }).click();
  scan(CARD.replace('DBB03091971', 'DBB03091991'));
  await page.getByRole('button', { name: 'Register with this card' }).click();
  await expect.poll(() => paths[0]).toMatch(/^\/patients\/new\//);
  expect((await station.rows.drafts())[0]?.content).toMatchObject({ text: { born: '03/09/1991' } });
});

test('[WED-2] an address that a hand types stands in its field as it was typed', async () => {
  await render(LicenceHarness, { station: desk(), go: () => undefined });
  const field = page.getByRole('textbox', { name: 'A field' });
  await field.click();
  await userEvent.keyboard('ann');
  await userEvent.keyboard('@');
  await expect.element(field).toHaveValue('ann@');
  await userEvent.keyboard('example.org');
  await expect.element(field).toHaveValue('ann@example.org');
});
