import { expect, test } from 'vitest';
import { keyName, newRecoveryKey, privateKeyFrom, publicKeyOf, slipIn } from './recovery-key.ts';

/** A sheet of before there were words. */
const OLD = 'NR8R-4ZT7-7NW0-7HW6-70MR-44SF-MMSJ-HW4Y-RPSX-CFXV-X1H3-VKWQ-NRN0-0RCQ';

test('[BAK-1] a secret off paper is the key again, however it was copied', () => {
  for (let i = 0; i < 50; i++) {
    const { secret, publicKey } = newRecoveryKey();
    expect(secret).toMatch(/^([a-z]{3,8} ){23}[a-z]{3,8}$/);
    const typed = ` ${secret.toUpperCase().replaceAll(' ', ' \n')}\n`;
    expect(publicKeyOf(privateKeyFrom(typed)!)).toEqual(publicKey);
    expect(keyName(publicKey)).toMatch(/^[0-9A-Z]{8}$/);
  }
});

test('[BAK-1] a sheet of before there were words is read as well', () => {
  const key = privateKeyFrom(OLD);
  expect(key).not.toBeNull();
  expect(privateKeyFrom(OLD.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'))).toEqual(key);
  const digits = OLD.replaceAll('-', '');
  const slips = [...digits].map((digit, i) => digits.slice(0, i) + (digit === 'A' ? 'B' : 'A') + digits.slice(i + 1));
  const swaps = [...digits].flatMap((digit, i) => {
    const next = digits[i + 1];
    return next !== undefined && next !== digit ? [digits.slice(0, i) + next + digit + digits.slice(i + 2)] : [];
  });
  for (const wrong of [...slips, ...swaps, digits.slice(1), `${digits}0`, '', 'U'.repeat(56), 'é'.repeat(56)]) {
    expect(privateKeyFrom(wrong)).toBeNull();
    expect(slipIn(wrong)).toContain('no recovery key');
  }
});

test('[KIT-2] at the command line, too, a slip is told by the word’s number', () => {
  const words = newRecoveryKey().secret.split(' ');
  expect(slipIn(words.with(4, 'zooo').join(' '))).toBe('Word 5 is not one of the list. Is it “zoo”?');
  expect(slipIn(words.slice(1).join(' '))).toBe('A kit has 24 words; these are 23.');
  expect(privateKeyFrom(words.with(4, 'zooo').join(' '))).toBeNull();
});
