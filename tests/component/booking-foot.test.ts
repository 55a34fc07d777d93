import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { USUAL_VIEW } from '#features/scheduling/schedule-view.ts';
import { memoryStation } from '#station/memory-station.ts';
import { dayOf } from '#tests/fixtures/booked.ts';
import { TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import ScheduleStage from './ScheduleStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};

test('[SCH-20] what books is in sight however much is above it, and the keyboard goes to nothing that lies under it', async () => {
  // A low window: the panel is longer than it.
  await page.viewport(1366, 520);
  const station = memoryStation({ facts: [practiceFacts(), registered('pat-ann', ANN), dayOf([])] });
  const view = { ...USUAL_VIEW, date: TODAY, closed: false };
  const screen = await render(ScheduleStage, { station, view, ask: { patient: 'pat-ann' } });
  const book = screen.getByRole('button', { name: /^Book( provisionally)?$/ }).last();
  await expect.element(book).toBeVisible();
  await expect.element(screen.getByText(/Rookwell, Ann/).first()).toBeVisible();

  const form = document.querySelector<HTMLFormElement>('aside form')!;
  const foot = form.querySelector<HTMLElement>('.foot')!;
  const seen = (): boolean => {
    const { top, bottom } = foot.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight + 1;
  };
  expect(form.scrollHeight).toBeGreaterThan(innerHeight - 100);
  expect(seen()).toBe(true);

  const fields = [...form.querySelectorAll<HTMLElement>('input, select, textarea, button')].filter(
    (field) => !foot.contains(field) && field.offsetParent !== null && !field.matches(':disabled')
  );
  expect(fields.length).toBeGreaterThan(5);
  fields[0]?.focus();
  for (let step = 0; step < fields.length; step += 1) {
    const field = document.activeElement as HTMLElement;
    if (form.contains(field) && !foot.contains(field))
      expect(field.getBoundingClientRect().bottom, field.outerHTML.slice(0, 80)).toBeLessThanOrEqual(
        foot.getBoundingClientRect().top + 1
      );
    expect(seen()).toBe(true);
    await userEvent.tab();
  }
});
