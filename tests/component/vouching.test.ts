import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { err, ok, type Result } from '#domain/result.ts';
import BreakGlass from '#features/recovery/BreakGlass.svelte';

test('[GLASS-1] [LOST-4] a manager vouches with a passkey in place of a name and a passphrase, or types them after all', async () => {
  const sent: unknown[] = [];
  let answer: Result<{ readonly passkey: string }, { readonly say: string }> = err({
    say: 'Nothing came from a passkey.'
  });
  await render(BreakGlass<{ readonly passkey: string }>, {
    breakGlass: (asked) => {
      sent.push(asked);
      return Promise.resolve(err({ say: 'Not now.' }));
    },
    showPasskey: () => Promise.resolve(answer),
    back: () => undefined
  });
  await page.getByLabelText('Your name').fill('Nell Ashgrove');
  await page.getByLabelText('Why').fill('nobody else is here');
  await page.getByLabelText('What is at hand').selectOptions('manager');
  await page.getByRole('button', { name: 'Show a passkey instead' }).click();
  await expect.element(page.getByText('Nothing came from a passkey.')).toBeVisible();

  answer = ok({ passkey: 'shown' });
  await page.getByRole('button', { name: 'Show a passkey instead' }).click();
  await expect.element(page.getByText('A passkey was shown.')).toBeVisible();
  await page.getByRole('button', { name: 'Open for an hour' }).click();
  await expect.element(page.getByText('Not now.')).toBeVisible();
  expect(sent).toEqual([{ name: 'Nell Ashgrove', reason: 'nobody else is here', managers: [{ passkey: 'shown' }] }]);

  await page.getByRole('button', { name: 'Type a passphrase instead' }).click();
  await expect.element(page.getByLabelText('Manager’s passphrase')).toBeVisible();
});
