import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc, inboxDoc } from '#domain/documents.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation, type DocFacts, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import DeskHarness from './DeskHarness.svelte';

// The memory station asks only whether there is a key.
const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };

beforeEach(() => localStorage.clear());

/** Somebody who is booked in two days, and came today. */
async function wrongDay(): Promise<MemoryStation> {
  const label = { family: 'Wren', given: 'Olive', birthDate: '1966-05-06' };
  const station = desk([registered('patient-away', { ...WREN, birthDate: label.birthDate })]);
  const place = { practitioner: 'p-kim', start: 560, minutes: 20 };
  const of = { appointment: 'a-away', patient: 'patient-away', label, visitType: 'established', at: place };
  station.receive(dayDoc(SITE, plusDays(TODAY, 2)), [{ kind: 'appointment/booked', of }], 7);
  await submit(station, { family: 'Wren', given: 'Olive', birthDate: '1966-05-06' });
  return station;
}

const WREN = {
  name: { family: 'Wren', given: ['Olive'] },
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};

function desk(more: readonly DocFacts[] = []): MemoryStation {
  const visits = [
    { id: 'rook', start: 605, family: 'Rook' },
    { id: 'quill', start: 570, family: 'Quill', arrived: 590 }
  ];
  return memoryStation({ facts: [practiceFacts(), smallDay(visits), ...more], now: at(600), arrivalsKey });
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

test('[ARR-17] who came on the wrong day, by keys alone: their day is said at the line and in hand; moved to now, and taken back by undo', async () => {
  const station = await wrongDay();
  await render(DeskHarness, { station });
  const kiosk = page.getByRole('row', { name: /K2-014/ });
  await expect.element(kiosk).toMatchTextContent(/Another day: Sun, Nov 22.*Wren, Olive/s);
  await userEvent.keyboard('j{Enter}');
  const asked = page.getByRole('group', { name: /Wren, Olive: the appointment is on Sun, Nov 22, 9:20 am/ });
  await expect.element(asked.getByRole('button', { name: /See today as a walk-in/ })).toHaveFocus();
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('2');
  await expect
    .element(page.getByText(/Wren, Olive is here: ticket K2-014\. The appointment of Sun, Nov 22 is now\./))
    .toBeVisible();
  expect((await station.rows.visits(SITE, TODAY)).map(({ ticket }) => ticket)).toContain('K2-014');
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(page.getByRole('row', { name: /K2-014/ })).toMatchTextContent(/Another day/);
});

test('[ARR-17] sent home with a note', async () => {
  const station = await wrongDay();
  await render(DeskHarness, { station });
  await expect.element(page.getByRole('row', { name: /K2-014/ })).toMatchTextContent(/Another day/);
  await userEvent.keyboard('j{Enter}');
  await expect.element(page.getByRole('button', { name: /See today as a walk-in/ })).toHaveFocus();
  await userEvent.keyboard('4');
  await page.getByRole('textbox', { name: 'What were they told?' }).fill('Comes back by bus');
  await page.getByRole('button', { name: 'Send home' }).click();
  await expect.element(page.getByText(/Wren, Olive is sent home/)).toBeVisible();
  expect(await station.rows.handled(SITE, TODAY)).toMatchObject([{ outcome: 'dismissed' }]);
});

test('[ARR-18] [ARR-19] a walk-in who is booked today is shown the appointment first; made all the same, the two are joined by one key', async () => {
  const rook = { ...WREN, name: { family: 'Rook', given: ['Ann'] }, birthDate: '1980-01-02' };
  const station = desk([registered('patient-rook', rook)]);
  await render(DeskHarness, { station });
  await expect.element(page.getByRole('tab', { name: /^Arrivals/ })).toBeVisible();
  await userEvent.keyboard('w');
  await page.getByRole('textbox', { name: 'Known patient' }).fill('Rook');
  await page
    .getByRole('button', { name: /Rook, Ann 01\/02\/1980/ })
    .first()
    .click();
  await expect.element(page.getByRole('group', { name: /Rook, Ann is booked today: 10:05 am/ })).toBeVisible();
  await userEvent.keyboard('2');
  await expect.element(page.getByText(/Rook, Ann is here as a walk-in/)).toBeVisible();
  await expect
    .element(page.getByRole('region', { name: /To look after/ }))
    .toMatchTextContent(/Twice here.*Rook, Ann.*walk-in A-001, appointment 10:05 am/s);
  await userEvent.keyboard('e');
  await userEvent.keyboard('m');
  await expect.element(page.getByText('Rook, Ann is one visit now: ticket A-001.')).toBeVisible();
  expect(await station.rows.visit(SITE, TODAY, 'v-rook')).toMatchObject({ state: 'waiting', ticket: 'A-001' });
});
