import { expect, test } from 'vitest';
import { keyName, newRecoveryKey, privateKeyFrom, publicKeyOf } from './recovery-key.ts';

test('[BAK-1] a secret off paper is the key again, however it was copied', () => {
  for (let i = 0; i < 50; i++) {
    const { secret, publicKey } = newRecoveryKey();
    expect(secret).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = ` ${secret.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`;
    expect(publicKeyOf(privateKeyFrom(typed)!)).toEqual(publicKey);
    expect(keyName(publicKey)).toMatch(/^[0-9A-Z]{8}$/);
  }
});

test('[BAK-1] one wrong character, two exchanged, one missing or a strange one is no key', () => {
  const { secret } = newRecoveryKey();
  const digits = secret.replaceAll('-', '');
  const other = (digit: string): string => (digit === 'A' ? 'B' : 'A');
  const slips = [...digits].map((digit, i) => digits.slice(0, i) + other(digit) + digits.slice(i + 1));
  const swaps = [...digits].flatMap((digit, i) => {
    const next = digits[i + 1];
    return next !== undefined && next !== digit ? [digits.slice(0, i) + next + digit + digits.slice(i + 2)] : [];
  });
  for (const wrong of [...slips, ...swaps, digits.slice(1), `${digits}0`, '', 'U'.repeat(56), 'é'.repeat(56)])
    expect(privateKeyFrom(wrong)).toBeNull();
});
