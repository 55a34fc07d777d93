import { expect } from '@playwright/test';
import type { Surface } from './harness.ts';

/** Makes a fresh screen of a demonstration clinic a kiosk, board or room tablet: one press. */
export async function enrolHere({ page }: Surface): Promise<void> {
  await page.getByRole('button', { name: /^Use this screen as/ }).click();
  await expect(page.getByRole('heading', { name: /^Set up this/ })).toHaveCount(0);
}
