import { expect, type Page } from '@playwright/test';

/** Reads a new kit off the screen and confirms it as whoever has it on paper does. Answers its words. */
export async function confirmKit(page: Page): Promise<readonly string[]> {
  const items = page.getByLabel('The words of the kit').getByRole('listitem');
  await expect(items).toHaveCount(24);
  const words = (await items.allTextContents()).map((text) => text.replace(/[^a-z]/g, ''));
  await page.getByRole('button', { name: 'It is on paper' }).click();
  const fields = page.getByRole('textbox', { name: /^Word \d+$/ });
  await expect(fields).toHaveCount(2);
  for (const field of await fields.all()) {
    const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
    await field.fill(` ${words[Number(/\d+/.exec(label)?.[0]) - 1]?.toUpperCase() ?? ''} `);
  }
  await page.getByRole('button', { name: 'Use this kit' }).click();
  return words;
}
