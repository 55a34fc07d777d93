import { expect, test } from 'vitest';
import { seeded } from '../random.ts';
import { CODE_KEYS } from '../typed-code.ts';
import { codeSecret, kioskCodeFrom, personSecret } from './kiosk-secret.ts';

test('[KIO-15] a code has eight characters, each as likely as the next', () => {
  const random = seeded(1);
  const codes = Array.from({ length: 4_000 }, () =>
    kioskCodeFrom(Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256)))
  );
  expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code))).toBe(true);
  const all = codes.join('');
  for (const key of CODE_KEYS) {
    const count = [...all].filter((one) => one === key).length;
    expect(Math.abs(count - 1_000), key).toBeLessThan(160); // five standard deviations
  }
  expect(() => kioskCodeFrom(new Uint8Array(7))).toThrow(RangeError);
});

test('[KIO-15] a code is nothing without its birth date', () => {
  expect(codeSecret('7K2M9QXA', '1971-03-09')).not.toBe(codeSecret('7K2M9QXA', '1971-03-10'));
});

test('[KIO-20] a family name is the same however it is written', () => {
  const born = { birthDate: '1971-03-09', phoneLast4: '0142' };
  const secrets = ["O'Núñez-Prado", 'onunez prado', ' O’NUÑEZ  PRADO '].map((family) =>
    personSecret({ family, ...born })
  );
  expect(new Set(secrets).size).toBe(1);
  expect(personSecret({ family: 'Onunez', ...born })).not.toBe(secrets[0]);
});
