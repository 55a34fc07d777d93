import { expect, test } from 'vitest';
import { isPin, newPin, refusalAfter } from './pins.ts';

test('[VAU-9] a PIN is six digits, and none of those that are tried first', async () => {
  const bad: readonly (readonly [string, string])[] = [
    ['', 'pin/form'],
    ['12345', 'pin/form'],
    ['1234567', 'pin/form'],
    ['12345a', 'pin/form'],
    ['١٢٣٤٥٦', 'pin/form'],
    ['000000', 'pin/simple'],
    ['123456', 'pin/simple'],
    ['654321', 'pin/simple'],
    ['567890', 'pin/simple'],
    ['121212', 'pin/simple'],
    ['123123', 'pin/simple']
  ];
  for (const [digits, code] of bad) expect(await newPin(digits), digits).toEqual({ ok: false, error: { code } });
});

test('[VAU-9] it is known by nothing but itself, and is not in what is kept of it', async () => {
  const made = await newPin('482915');
  if (!made.ok) return expect.unreachable();
  expect(await isPin(made.value, '482915')).toBe(true);
  for (const wrong of ['482916', '', '4829150', '48291']) expect(await isPin(made.value, wrong)).toBe(false);
  expect(new TextDecoder('latin1').decode(made.value.digest)).not.toContain('482915');
});

test('[VAU-9] five wrong tries ask for the passphrase, ten for a manager', () => {
  const codes = Array.from({ length: 12 }, (_, wrong) => refusalAfter(wrong)?.code ?? 'pin');
  expect(codes).toEqual([
    ...Array<string>(5).fill('pin'),
    ...Array<string>(5).fill('pin/passphrase'),
    'pin/manager',
    'pin/manager'
  ]);
});
