import axe from 'axe-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc } from '#domain/documents.ts';
import { USUAL_VIEW, type ScheduleView } from '#features/scheduling/schedule-view.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { FERN, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { QUAY, quayDay, quayFacts } from '#tests/fixtures/second-office.ts';
import ScheduleStage from './ScheduleStage.svelte';

const VIEW: ScheduleView = { ...USUAL_VIEW, date: TODAY, closed: false };
const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const THERE = bookedFact(
  { appointment: 'q-1', patient: 'pat-fern', label: FERN },
  { practitioner: 'p-vey', start: 600 }
);

const stationWith = (facts: readonly DatedFact[] = []) =>
  memoryStation({
    facts: [practiceFacts(), quayFacts(), registered('pat-ann', ANN), dayOf(facts), quayDay([THERE])]
  });
const focusGrid = (): void => document.querySelector<HTMLElement>('.cursor')?.focus();

beforeEach(async () => {
  await page.viewport(1366, 768);
  vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => undefined);
});

test('[SCH-21] by keyboard alone: from providers to offices, and a booking into the other office’s day', async () => {
  const station = stationWith([bookedFact()]);
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  await userEvent.keyboard('rr');
  await expect.element(screen.getByRole('heading', { name: /^Quay Row, 1 h 00 behind/ })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /^Fernaby, Joss/ })).toBeVisible();
  await page.screenshot({ path: '../../test-results/pictures/schedule-offices.png' });
  expect((await axe.run(document.body)).violations).toEqual([]);

  focusGrid();
  // Past the visit at ten: Dr Patelson, who is free then, is taken for the booking.
  await userEvent.keyboard(
    '{Home}{ArrowRight}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}b'
  );
  await expect.element(screen.getByRole('heading', { name: 'Book at Quay Row' })).toBeVisible();
  await expect.element(screen.getByLabelText(/^Provider/)).toHaveValue('p-patel');
  await screen.getByRole('combobox', { name: 'Patient' }).click();
  await userEvent.keyboard('rook');
  await expect.element(screen.getByRole('option', { name: /Rookwell, Ann/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await screen.getByLabelText(/^Time on/).click();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/Rookwell, Ann is booked for/)).toBeVisible();
  expect(station.recorded.map(({ command, doc }) => [command, doc])).toEqual([['schedule/book', dayDoc(QUAY, TODAY)]]);
});

test('[SCH-22] carried by keyboard to the other office it is rescheduled there, and undo brings it back', async () => {
  const station = stationWith([bookedFact()]);
  const screen = await render(ScheduleStage, { station, view: { ...VIEW, by: 'site' }, ask: { appointment: 'a-1' } });
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  await userEvent.keyboard('m{ArrowRight}');
  await expect.poll(() => document.querySelector('.ghost')?.textContent).toMatch(/Rookwell, Ann to .*Quay Row/);
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/Rookwell, Ann is at .* at Quay Row/)).toBeVisible();
  const where = () => station.recorded.map(({ doc, facts }) => [doc, ...facts.map(({ kind }) => kind)]);
  expect(where()).toEqual([
    [dayDoc(SITE, TODAY), 'appointment/rescheduled'],
    [dayDoc(QUAY, TODAY), 'appointment/booked']
  ]);
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(screen.getByText('Taken back.')).toBeVisible();
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.status).toBe('booked');
});

test('[SCH-21] a visit at the other office is cancelled there, and its week is one key away', async () => {
  const station = stationWith();
  const screen = await render(ScheduleStage, { station, view: { ...VIEW, by: 'site' }, ask: { appointment: 'q-1' } });
  await expect.element(screen.getByRole('heading', { name: 'Fernaby, Joss' })).toBeVisible();
  await userEvent.keyboard('x');
  await screen.getByLabelText('No transport').click();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Fernaby, Joss is cancelled.')).toBeVisible();
  expect(station.recorded.map(({ doc }) => doc)).toEqual([dayDoc(QUAY, TODAY)]);

  focusGrid();
  await userEvent.keyboard('{ArrowRight}v');
  await expect.element(screen.getByText('Quay Row', { exact: true })).toBeVisible();
  await expect.element(screen.getByRole('heading', { name: /^Mon, Nov 16/ })).toBeVisible();
  expect([...station.opened]).toContain(dayDoc(QUAY, '2026-11-16'));
});

test('[FIND-9] a time is looked for at any office, and the other office’s is booked there', async () => {
  const station = stationWith();
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  await userEvent.keyboard('f');
  await screen
    .getByRole('group', { name: /^Provider/ })
    .getByRole('button', { name: 'Dr Vey' })
    .click();
  await screen.getByLabelText('Office').selectOptions('Quay Row');
  // The visit at ten is theirs there.
  await screen.getByRole('button', { name: /Fri, Nov 20, 10:20 am.*at Quay Row/ }).click();
  await expect.element(screen.getByRole('heading', { name: 'Book at Quay Row' })).toBeVisible();
  await expect.element(screen.getByRole('heading', { name: /^Quay Row/ })).toBeVisible();
});
