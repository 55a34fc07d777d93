import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { plusDays } from '#domain/time.ts';
import { USUAL_VIEW } from '#features/scheduling/schedule-view.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import ScheduleStage from './ScheduleStage.svelte';

const VIEW = { ...USUAL_VIEW, date: TODAY, closed: false };
const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};

beforeEach(async () => await page.viewport(1366, 768));

test('[SER-5] [SER-6] a series is booked over one decision, moved from one on, cancelled, and taken back', async () => {
  const taken = bookedFact({ patient: 'pat-x' }, { start: 615 });
  const station = memoryStation({
    facts: [practiceFacts(), registered('pat-ann', ANN), dayOf([taken], plusDays(TODAY, 14))]
  });
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { patient: 'pat-ann' } });
  await expect.element(screen.getByLabelText('Repeats')).toBeVisible();
  await screen.getByLabelText(/^Provider/).selectOptions('Dr Kimball');
  await screen.getByLabelText(/^Time on/).fill('10:15');
  await screen.getByLabelText('Repeats').selectOptions('Every week');
  await screen.getByLabelText('Visits', { exact: true }).fill('4');
  await expect.element(screen.getByText('▲ 1 date to decide')).toBeVisible();
  await screen.getByRole('button', { name: /^Book 3 visits/ }).click();
  await expect.element(screen.getByText('One date still needs a decision.')).toBeVisible();
  expect(station.recorded).toEqual([]);
  const found = await axe.run(document.body, { resultTypes: ['violations'] });
  expect(found.violations.map(({ id }) => id)).toEqual([]);

  await screen.getByRole('button', { name: 'Move Fri, Dec 4' }).click();
  await screen.getByRole('group', { name: 'Free times, Fri, Dec 4' }).getByRole('button').first().click();
  await screen.getByRole('button', { name: /^Book 4 visits/ }).click();
  await expect.element(screen.getByText('Rookwell, Ann: 4 visits booked, Fri, Nov 20 to Fri, Dec 11.')).toBeVisible();
  await expect.element(screen.getByText('Visit 1 of 4, to Fri, Dec 11')).toBeVisible();

  await screen.getByRole('button', { name: 'Change series' }).click();
  await screen.getByLabelText('Time', { exact: true }).fill('11:00');
  // The one that went elsewhere by itself stays there.
  await expect.element(screen.getByText('stays as it is')).toBeVisible();
  await screen.getByRole('button', { name: /^Change 3 visits/ }).click();
  await expect.element(screen.getByText('Rookwell, Ann: 3 visits changed.')).toBeVisible();

  await userEvent.keyboard('x');
  await screen.getByRole('radio', { name: 'This and following, 4' }).click();
  await screen.getByRole('radio', { name: 'Feels better' }).click();
  await screen.getByRole('button', { name: /^Cancel 4 visits/ }).click();
  await expect.element(screen.getByText('Rookwell, Ann: 4 visits are cancelled.')).toBeVisible();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(screen.getByText('Taken back.')).toBeVisible();
  const rows = await station.rows.appointmentsOf('pat-ann');
  expect(rows.map(({ date, appointment: { status, at } }) => [date, status, at.start])).toEqual([
    ['2026-11-20', 'booked', 660],
    ['2026-11-27', 'booked', 660],
    ['2026-12-04', 'booked', rows[2]?.appointment.at.start],
    ['2026-12-11', 'booked', 660]
  ]);
});
