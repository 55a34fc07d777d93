import '#ui/tokens.css';
import '#ui/base.css';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation } from '#station/memory-station.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import StorageKeyStage from './StorageKeyStage.svelte';

test('[VAU-10] a manager gives this device a new storage key, and sees how far that is', async () => {
  const station = memoryStation();
  await render(StorageKeyStage, { station });
  await expect.element(page.getByText(/No other opens anything here/)).toBeVisible();
  const change = page.getByRole('button', { name: 'New storage key for this device' });
  await change.click();
  await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0');
  await expect.element(page.getByText(/The server does not have the new key yet/)).toBeVisible();
  await expect.element(change).not.toBeInTheDocument();
  expect(await accessibilityFaults()).toEqual([]);
});
