import { expect, test } from 'vitest';
import { pageCodeText } from '../document/page-code.ts';
import { CODE_LENGTH } from '../typed-code.ts';
import type { Packet } from './packet.ts';
import { resumeCode, resumedBy, resumeText } from './resume-code.ts';

const packet = (id: string, closed: Packet['closed'] = null): Packet => ({
  ...{ kind: 'packet', case: id, patient: 'p1', site: 'main', visitType: null, language: 'en', channel: 'tablet' },
  ...{ since: 0, by: 'u-1', opened: true, told: [], forms: [], closed }
});
const OPEN = [packet('case0000000000a1'), packet('case0000000000a2')];
const [FIRST] = OPEN.map((one) => one.case);

test('[FORM-22] a code is eight characters that anybody can read out, the same on every device, and says nothing of the packet', () => {
  const codes = Array.from({ length: 500 }, (_, i) => resumeCode(`case${i}`));
  expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) && code.length === CODE_LENGTH)).toBe(true);
  expect(new Set(codes).size).toBe(500);
  expect(resumeCode(FIRST!)).toBe(resumeCode(FIRST!));
});

test.each([
  ['scanned', (id: string) => resumeText(id)],
  ['typed', (id: string) => resumeCode(id).toLowerCase()],
  ['typed with its dash', (id: string) => `${resumeCode(id).slice(0, 4)}-${resumeCode(id).slice(4)}`],
  ['of a page on paper', (id: string) => pageCodeText({ kind: 'form', token: `${id}.1`, page: 1, pages: 2 })]
])('[FORM-22] a code that is %s names its packet', (_, text) => {
  expect(resumedBy(text(FIRST!), OPEN)?.case).toBe(FIRST);
});

test.each([
  ['nothing', ''],
  ['too few characters', resumeCode(FIRST!).slice(0, 7)],
  ['another packet', resumeCode('elsewhere')],
  ['a slip of a kiosk', 'anteroom:1:AAAAAAAAAAAAAAAAAAAAAA'],
  ['a page of another packet', pageCodeText({ kind: 'form', token: 'elsewhere.0', page: 1, pages: 1 })],
  ['ten kilobytes', 'A'.repeat(10_240)]
])('[FORM-22] %s names none', (_, text) => expect(resumedBy(text, OPEN)).toBe(null));

test('[FORM-22] what was put away is not gone on with', () => {
  expect(resumedBy(resumeCode(FIRST!), [packet(FIRST!, 'withdrawn')])).toBe(null);
});
