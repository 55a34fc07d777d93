import { expect, test } from 'vitest';
import { NO_PAYER, payerDetails } from './payer-form.ts';

const GOOD = { referral: '', number: 'PA-1', from: '2026-11-01', to: '2026-12-31', units: '' };

test('[BOOK-15] nothing, a referral, an authorization with its days and visits', () => {
  expect(payerDetails(NO_PAYER)).toEqual({ ok: true, value: {} });
  expect(payerDetails({ ...NO_PAYER, referral: '  R-77 ' })).toEqual({ ok: true, value: { referral: 'R-77' } });
  const authorization = { number: 'PA-1', from: '2026-11-01', to: '2026-12-31' };
  expect(payerDetails(GOOD)).toEqual({ ok: true, value: { authorization } });
  expect(payerDetails({ ...GOOD, units: ' 6 ' })).toEqual({
    ok: true,
    value: { authorization: { ...authorization, units: 6 } }
  });
});

test.each([
  ['a long referral', { ...NO_PAYER, referral: 'x'.repeat(121) }, 'payer/too-long'],
  ['days without a number', { ...GOOD, number: ' ' }, 'payer/no-number'],
  ['visits without a number', { ...NO_PAYER, units: '3' }, 'payer/no-number'],
  ['no last day', { ...GOOD, to: '' }, 'payer/no-days'],
  ['a day that does not exist', { ...GOOD, from: '2026-02-30' }, 'payer/no-days'],
  ['days the wrong way', { ...GOOD, from: '2027-01-01' }, 'payer/days-reversed'],
  ['no visits', { ...GOOD, units: '0' }, 'payer/bad-units'],
  ['half a visit', { ...GOOD, units: '1.5' }, 'payer/bad-units'],
  ['a word', { ...GOOD, units: 'six' }, 'payer/bad-units']
])('[BOOK-15] refused: %s', (_, form, code) => expect(payerDetails(form)).toEqual({ ok: false, error: { code } }));
