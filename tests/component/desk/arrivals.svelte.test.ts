import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { inboxDoc } from '#domain/documents.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import DeskHarness from './DeskHarness.svelte';

// The memory station asks only whether there is a key.
const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };

beforeEach(() => localStorage.clear());

function desk(): MemoryStation {
  const visits = [
    { id: 'rook', start: 605, family: 'Rook' },
    { id: 'quill', start: 570, family: 'Quill', arrived: 590 }
  ];
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(600), arrivalsKey });
}

async function submit(station: MemoryStation, told: Partial<Submission>, ticket = 'K2-014'): Promise<void> {
  const said: Submission = { submission: `s-${ticket}`, ticket, at: at(595), language: 'en', ...told };
  const sealed = await station.sealSubmission(said, { keyId: 'key-1', key: new Uint8Array(65) });
  const of = { submission: said.submission, ticket, date: TODAY, keyId: 'key-1', sealed };
  station.receive(inboxDoc(3), [{ kind: 'submission/sealed', of, at: at(595) }], 3);
}

const rows = (): string[] =>
  [...document.querySelectorAll('[role=grid][aria-label=Arrivals] [data-row]')].map(
    (row) => (row as HTMLElement).dataset['row'] ?? ''
  );

test('[ARR-15] [ARR-16] one list of arrivals by keys alone: a kiosk’s line with its reasons and act among the others; its order is kept at the desk', async () => {
  const station = desk();
  await submit(station, { family: 'Rook', given: 'Ann', birthDate: '1980-01-02' });
  const first = await render(DeskHarness, { station });
  await expect.element(page.getByRole('tab', { name: /^Arrivals/ })).toMatchTextContent('Arrivals 2');
  await userEvent.keyboard('6');
  await expect.poll(rows).toEqual(['v-quill', 's-K2-014', 'v-rook']);
  const kiosk = page.getByRole('row', { name: /K2-014/ });
  await expect.element(kiosk).toMatchTextContent(/Rook, Ann.*→.*Rook, Ann.*Same birth date · Same name.*/s);
  await expect.element(page.getByRole('row', { name: /Quill/ })).toMatchTextContent(/10 min.*came 20 min late/s);
  expect(await accessibilityFaults()).toEqual([]);

  await userEvent.keyboard('s');
  await expect.element(page.getByRole('combobox', { name: 'Order' })).toHaveValue('waiting');
  await userEvent.keyboard('s');
  await expect.poll(rows).toEqual(['v-quill', 's-K2-014', 'v-rook']);

  await kiosk.click();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('K2-014 is here.')).toBeVisible();
  await expect.poll(rows).toEqual(['v-quill', 'v-rook']);

  await first.unmount();
  await render(DeskHarness, { station });
  await expect.poll(rows).toEqual(['v-quill', 'v-rook']);
  await expect.element(page.getByRole('combobox', { name: 'Order' })).toHaveValue('name');
  expect((await station.rows.visit(SITE, TODAY, 'v-rook'))?.ticket).toBe('K2-014');
});
