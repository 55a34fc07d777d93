import '#ui/tokens.css';
import '#ui/base.css';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { USUAL_LOCK_TIMES } from '#domain/practice/lock-times.ts';
import { memoryStation } from '#station/memory-station.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import LockTimesStage from './LockTimesStage.svelte';

test('[LOCK-1] [LOCK-2] figures are saved; what is out of bounds is said and kept for mending', async () => {
  const station = memoryStation();
  await render(LockTimesStage, { station, screen: 'desk', times: USUAL_LOCK_TIMES.desk });
  const save = page.getByRole('button', { name: 'Save' });
  await expect.element(save).toBeDisabled();
  for (const bad of ['16', '', '1.5', 'x']) {
    await page.getByLabelText('Locks after').fill(bad);
    await save.click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('“Locks after” takes 1 to 15 minutes.');
    await expect.element(page.getByLabelText('Locks after')).toHaveValue(bad);
  }
  expect(station.recorded).toEqual([]);
  await page.getByLabelText('Locks after').fill('3');
  await save.click();
  await expect.element(page.getByRole('status')).toBeVisible();
  expect(station.recorded).toMatchObject([{ facts: [{ of: { screen: 'desk', lockMinutes: 3, veilSeconds: 60 } }] }]);
  expect(await accessibilityFaults()).toEqual([]);
});
