import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { stampAt } from '#domain/time.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import AttentionHarness from './AttentionHarness.svelte';

const DAY = dayDoc(SITE, TODAY);
const said = (kind: string, of: unknown) => ({ kind, at: stampAt(at(600)), by: 'u-ada', of });

function desk(): MemoryStation {
  const day = smallDay([{ id: 'quill', start: 600, arrived: 590, family: 'Quill' }]);
  return memoryStation({ facts: [practiceFacts(), day], now: at(605) });
}

function refuseThree(station: MemoryStation): void {
  const no = { code: 'E_VERB', say: 'This device may not do that.' };
  const called = [said('visit/called', { visit: 'v-quill', room: 'room-2' })];
  station.refuse({ id: '1', doc: DAY, facts: called, at: at(603), ...no });
  const cancelled = [said('appointment/cancelled', { appointment: 'quill', by: 'patient', reason: 'illness' })];
  const card = 'Card numbers are not kept here. Use the terminal; only the last 4 are kept.';
  station.refuse({ id: '2', doc: DAY, facts: cancelled, at: at(602), code: 'E_CARD', say: card });
  station.refuse({ id: '3', doc: patientDoc('p9'), facts: null, canApply: false, at: at(601), ...no });
}

test('[SHELL-8] a refused change raises a banner that leads to it', async () => {
  const station = desk();
  const opened: string[] = [];
  await render(AttentionHarness, { station, path: '/today', go: (path: string) => opened.push(path) });
  refuseThree(station);
  await expect.element(page.getByText(/3 changes were not accepted by the server/)).toBeVisible();
  await page.getByRole('button', { name: 'Look at them' }).click();
  expect(opened).toEqual(['/attention']);
});

test('[SHELL-9] [SHELL-10] each card by keyboard: apply again, discard, undo; then nothing needs attention', async () => {
  await page.viewport(1366, 768);
  const station = desk();
  await render(AttentionHarness, { station });
  await expect.element(page.getByText('Nothing needs attention')).toBeVisible();
  refuseThree(station);
  const list = page.getByRole('grid', { name: 'Refused changes' });
  await expect.element(list.getByRole('row').nth(0)).toMatchTextContent(/Called.*Quill, Ann/);
  await expect.element(list.getByRole('row').nth(1)).toMatchTextContent(/cancelled.*illness.*Card numbers/);
  await expect.element(list.getByRole('row').nth(2)).toMatchTextContent(/Cannot be read.*Enter it anew/);
  expect(await accessibilityFaults()).toEqual([]);
  await page.screenshot({ path: '../../../test-results/shots/attention.png' });

  (list.getByRole('row').nth(0).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(list.getByRole('row')).toHaveLength(2);
  expect(station.recorded.map(({ command, facts }) => [command, facts[0]?.kind])).toEqual([
    ['refused/apply-again', 'visit/called']
  ]);
  await expect.element(list.getByRole('row', { name: /cancelled/ })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}{Delete}');
  await expect.element(list.getByRole('row')).toHaveLength(1);
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(list.getByRole('row')).toHaveLength(2);
  await list.getByRole('button', { name: 'Discard' }).nth(0).click();
  await list.getByRole('button', { name: 'Discard' }).nth(0).click();
  await expect.element(page.getByText('Nothing needs attention')).toBeVisible();
  await expect
    .element(page.getByRole('region', { name: 'Dealt with at this desk' }))
    .toMatchTextContent(/Written again by Ada Quill/);
});

test('[SHELL-8] what is stuck is told with its cause and sent again at a press; so is a long time away', async () => {
  const station = desk();
  await render(AttentionHarness, { station, path: '/today' });
  station.setStatus({ unsent: 2, unsentSince: at(590), movedAt: at(604), heldUp: 'The server is full.' });
  await expect.element(page.getByText(/2 changes have waited 1 min to be sent: The server is full/)).toBeVisible();
  await page.getByRole('button', { name: 'Send again' }).click();
  expect(station.sendings).toHaveLength(1);
  station.setStatus({ link: 'offline', offlineSince: at(590) });
  await expect.element(page.getByText(/No server for 15 min/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: /Send again|Try now/ })).toBeVisible();
});
