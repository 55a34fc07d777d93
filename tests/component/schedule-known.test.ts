import { flushSync } from 'svelte';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { patientDoc } from '#domain/documents.ts';
import { USUAL_VIEW, type ScheduleView } from '#features/scheduling/schedule-view.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import ScheduleStage from './ScheduleStage.svelte';

const VIEW: ScheduleView = { ...USUAL_VIEW, date: TODAY, closed: false };
const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const INSURED = {
  doc: patientDoc('pat-rook'),
  facts: [
    {
      kind: 'coverage/added',
      of: {
        ...{ patient: 'pat-rook', coverage: 'c-1', kind: 'health', order: 'primary', member: 'CH-100' },
        ...{ payer: { name: 'Cedar Health Plan', id: '55501' }, period: { start: '2026-01-01', end: null } },
        subscriber: { relationship: 'self' }
      }
    }
  ]
};
const stationWith = () =>
  memoryStation({ facts: [practiceFacts(), registered('pat-rook', ANN), INSURED, dayOf([bookedFact()])] });
const card = (): HTMLElement => document.querySelector<HTMLElement>('[data-appointment="a-1"]')!;

beforeEach(() => page.viewport(1366, 768));

test('[SCH-16] [SCH-23] `i` tells what is known, with how the insurance stands, and the log has that it was looked at', async () => {
  const station = stationWith();
  await render(ScheduleStage, { station, view: VIEW });
  await expect.poll(card).toBeTruthy();
  document.querySelector<HTMLElement>('.cursor')?.focus();
  await userEvent.keyboard('{Home}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}i');
  await expect.poll(() => document.querySelector('[role=tooltip]')?.textContent).toContain('Insurance not checked');
  await page.screenshot({ path: '../../test-results/pictures/schedule-known.png' });
  const looked = station.noted.filter(({ action }) => action === 'patient/viewed');
  expect(looked).toEqual([{ action: 'patient/viewed', refs: ['patient:pat-rook'], fields: ['coverage', 'documents'] }]);
});

test('[SCH-23] a pointer that passes over a card looks at nobody’s record; one that rests does', async () => {
  const station = stationWith();
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.poll(card).toBeTruthy();
  const over = (type: string): boolean =>
    card().dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'mouse' }));
  // On and off at once: how long a frame takes here does not matter.
  over('pointerover');
  flushSync();
  expect(document.querySelector('[role=tooltip]')).not.toBeNull();
  document.querySelector('.grid')?.dispatchEvent(new PointerEvent('pointerleave'));
  flushSync();
  expect(document.querySelector('[role=tooltip]')).toBeNull();
  expect(station.noted.filter(({ action }) => action === 'patient/viewed')).toEqual([]);

  await screen.getByRole('button', { name: /^Rookwell, Ann/ }).hover();
  await expect
    .poll(() => document.querySelector('[role=tooltip]')?.textContent, { timeout: 20_000 })
    .toContain('Insurance not checked');
});

test('a card that is pressed without a pointer, as by who hears the screen, is taken in hand', async () => {
  const screen = await render(ScheduleStage, { station: stationWith(), view: VIEW });
  await expect.poll(card).toBeTruthy();
  card().click();
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
});
