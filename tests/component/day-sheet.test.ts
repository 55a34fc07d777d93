import axe from 'axe-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc } from '#domain/documents.ts';
import { USUAL_VIEW } from '#features/scheduling/schedule-view.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import ScheduleStage from './ScheduleStage.svelte';

beforeEach(async () => {
  await page.viewport(1366, 768);
  vi.spyOn(window, 'print').mockImplementation(() => undefined);
});

const sheet = (): string => document.querySelector('.print-sheet')?.textContent.replace(/\s+/g, ' ') ?? '';
const two = [bookedFact(), bookedFact({ appointment: 'a-2' }, { start: 600 })];

async function shown(names = true) {
  const station = memoryStation({ facts: [practiceFacts(), dayOf(two)] });
  const screen = await render(ScheduleStage, { station, view: { ...USUAL_VIEW, names, date: TODAY, closed: false } });
  await expect.poll(() => document.querySelectorAll('[data-appointment]').length).toBe(2);
  return { station, screen };
}

test('[SHEET-2] [SHEET-3] what changed since the print is told, listed and printed with its version', async () => {
  const { station, screen } = await shown();
  await userEvent.keyboard('p');
  await expect.poll(sheet).toMatch(/Dr Kimball.*2 appointments, version 1.*Rookwell/);
  window.dispatchEvent(new Event('afterprint'));
  await expect.poll(sheet).toBe('');
  await expect.element(screen.getByText(/Changed since print/)).not.toBeInTheDocument();

  const of = { appointment: 'a-2', by: 'patient', reason: 'illness' };
  await station.record('test', dayDoc(SITE, TODAY), [{ kind: 'appointment/cancelled', of }]);
  await screen.getByText(/Changed since print: 1/).click();
  await expect.element(screen.getByText(/Cancelled/)).toBeVisible();
  expect((await axe.run(document.body)).violations.map(({ id }) => id)).toEqual([]);
  await screen.getByRole('button', { name: /Print the changes/ }).click();
  await expect.poll(sheet).toMatch(/Changes: Dr Kimball.*1 visit changed. Version 2, since version 1.*Cancelled10:00/);
  expect(sheet()).not.toContain('9:00 am20');
  window.dispatchEvent(new Event('afterprint'));
  await expect.element(screen.getByText(/Changed since print/)).not.toBeInTheDocument();
});

test('[SHEET-4] a sheet without names has nobody’s name, birth date or note on it', async () => {
  await shown(false);
  await userEvent.keyboard('p');
  await expect.poll(sheet).toMatch(/version 1.*9:00 am20/);
  expect(sheet()).not.toMatch(/Rookwell|1971/);
});
