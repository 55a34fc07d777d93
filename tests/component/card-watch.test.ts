import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { CARD_WORDS, hasCardNumber } from '#domain/money/card-guard.ts';
import { memoryStation } from '#station/memory-station.ts';
import CardWatchStage from './CardWatchStage.svelte';

beforeEach(async () => {
  await page.viewport(1366, 768);
});

const CARD = '4111 1111 1111 1111';

test('[TEXT-4] a form with a card number is not sent; the number is masked where it stands and the words are beside it', async () => {
  const station = memoryStation();
  const screen = await render(CardWatchStage, { station });
  await screen.getByLabelText(/^Sex/).selectOptions('Unknown');
  await screen.getByLabelText('Not known').click();
  await screen.getByLabelText(/^Last name/).fill(`Rook ${CARD}`);
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(`▲ ${CARD_WORDS}`)).toBeVisible();
  await expect.element(screen.getByLabelText(/^Last name/)).toHaveValue('Rook •••• •••• •••• 1111');
  await expect.element(screen.getByLabelText(/^Last name/)).toHaveFocus();
  expect(station.recorded).toEqual([]);

  await userEvent.keyboard('x');
  await expect.element(screen.getByText(`▲ ${CARD_WORDS}`)).not.toBeInTheDocument();
});

test('[TEXT-4] no field of the form can be left with one, and none reaches disk', async () => {
  const station = memoryStation();
  const screen = await render(CardWatchStage, { station });
  await expect.element(screen.getByLabelText('First name')).toHaveFocus();
  const fields = [...document.querySelectorAll<HTMLInputElement>('form input:not([type=checkbox])')];
  expect(fields.length).toBeGreaterThan(10);
  for (const part of document.querySelectorAll('details')) part.open = true; // what is folded away has no focus to lose
  for (const field of fields) {
    field.focus();
    field.value = CARD;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.blur();
    expect(hasCardNumber(field.value), field.name).toBe(false);
  }
  await screen.getByRole('button', { name: /^Register/ }).click();
  await station.settled();
  expect(JSON.stringify([station.recorded, await station.rows.drafts()])).not.toMatch(/4111|1111 1111/);
});
