import { expect, test } from 'vitest';
import { pageCodeFrom, pageCodeText, type PageCode } from './page-code.ts';

test('[FORM-13] a code on a page reads back as what was printed', () => {
  const codes: PageCode[] = [
    { kind: 'form', token: '8f2kq0aa11bb22cc.0', page: 1, pages: 2 },
    { kind: 'form', token: 'c-1.12', page: 3, pages: 3 },
    { kind: 'form', token: `${'c'.repeat(64)}.12.2026-11.b_${'x'.repeat(20)}`, page: 1, pages: 1 }
  ];
  for (const code of codes) expect(pageCodeFrom(pageCodeText(code))).toEqual(code);
});

test.each([
  '',
  'https://example.org/AP1:F:x.0:1/1',
  'AP2:F:x.0:1/1',
  'AP1:X:x.0:1/1',
  'AP1:F::1/1',
  'AP1:F:<b>:1/1',
  'AP1:F:x.0:0/1',
  'AP1:F:x.0:2/1',
  'AP1:F:x.0:01/1',
  'AP1:F:x.0:1/1 ',
  `AP1:F:${'x'.repeat(80)}:1/1`,
  `AP1:F:x.0.${'1'.repeat(33)}:1/1`,
  'AP1:F:x.0..:1/1',
  'AP1:F:x.0:1/1\nAP1:F:x.0:1/1'
])('[FORM-13] %j is no page of ours', (text) => {
  expect(pageCodeFrom(text)).toBeNull();
});
