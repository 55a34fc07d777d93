import '#ui/tokens.css';
import '#ui/base.css';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { err, ok } from '#domain/result.ts';
import { emptyForm, type SetUpForm, type SetUpOrder } from '#features/set-up/set-up-form.ts';
import SetUpPage from '#features/set-up/SetUpPage.svelte';
import SignInPage from '#features/sign-in/SignInPage.svelte';
import { accessibilityFaults } from '#tests/setup/axe.ts';

const noPasskey = { isOffered: async () => false, signIn: async () => ok() };
const people = [{ user: 'nell', name: 'Nell Ashgrove', role: 'clerk' as const, passphrase: 'harbor lantern' }];

test('[SIGN-1] in a demonstration clinic one press signs in', async () => {
  const asked: unknown[] = [];
  await render(SignInPage, {
    passkey: noPasskey,
    clinic: { practiceName: 'Harbor Lane', demo: { people } },
    signIn: async (request: unknown) => {
      asked.push(request);
      return ok();
    }
  });
  await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
  expect(asked).toEqual([{ name: 'nell', passphrase: 'harbor lantern' }]);
  expect(await accessibilityFaults()).toEqual([]);
});

test('[SIGN-1] a refusal has words at the field, and what was typed stays', async () => {
  await render(SignInPage, {
    passkey: noPasskey,
    clinic: { practiceName: 'Harbor Lane', demo: null },
    signIn: async () => err({ say: 'The name or the passphrase is wrong.' })
  });
  await page.getByLabelText('Name').fill('Ada Quill');
  await page.getByLabelText('Passphrase').fill('wrong one');
  await userEvent.keyboard('{Enter}');
  await expect
    .element(page.getByLabelText('Passphrase'))
    .toHaveAccessibleDescription(/name or the passphrase is wrong/);
  await expect.element(page.getByLabelText('Passphrase')).toHaveValue('wrong one');
  await expect.element(page.getByLabelText('Name')).toHaveValue('Ada Quill');
});

test('[SIGN-2] without the server the page says who can still sign in', async () => {
  await render(SignInPage, { passkey: noPasskey, clinic: null, signIn: async () => ok() });
  await expect.element(page.getByText(/If you have signed in on this desk before/)).toBeVisible();
});

test('[SET-2] everything wrong is told at once, the first takes the focus, and what is typed is kept', async () => {
  const orders: SetUpOrder[] = [];
  let kept: SetUpForm | null = null;
  await render(SetUpPage, {
    start: emptyForm('America/Chicago'),
    zones: ['Europe/Oslo'],
    onchange: (form: SetUpForm) => (kept = form),
    randomBytes: (count: number) => new Uint8Array(count).fill(7),
    setUp: async (order: SetUpOrder) => {
      orders.push(order);
      return err({ say: 'The server cannot be reached. Check the network, then try again.' });
    }
  });
  await page.getByRole('button', { name: 'Open the practice' }).click();
  await expect.element(page.getByText('4 things to mend above.')).toBeVisible();
  await expect.element(page.getByLabelText('Practice')).toHaveFocus();
  expect(await accessibilityFaults()).toEqual([]);

  await page.getByLabelText('Practice').fill('Harbor Street Family Practice');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Dot Willow');
  await page.getByRole('button', { name: 'Make one of five words' }).click();
  await page.getByLabelText('Given name').fill('Jae');
  await page.getByLabelText('Family name').fill('Kimball');
  await page.getByRole('button', { name: 'Open the practice' }).click();
  await expect.element(page.getByText(/cannot be reached.*Nothing you typed is lost/)).toBeVisible();
  expect(orders).toMatchObject([
    { practiceName: 'Harbor Street Family Practice', practitioners: [{ family: 'Kimball', called: 'Dr Kimball' }] }
  ]);
  expect(orders[0]?.manager.passphrase).toMatch(/^([a-z]{5}-){4}[a-z]{5}$/);
  expect(kept).toMatchObject({ practiceName: 'Harbor Street Family Practice' });
});
