import { expect, test } from 'vitest';
import { pageOf } from '#tests/fixtures/read-words.ts';
import { kindOf, paperDateOf } from './paper-kind.ts';

const TODAY = '2026-11-22';

test.each([
  ['Laboratory Report', 'lab'],
  ['LAB0RATORY REP0RT', 'lab'],
  ['FINAL PATHOLOGY REPORT', 'lab'],
  ['MRI Report', 'imaging'],
  ['Screening Mammogram', 'imaging'],
  ['Discharge Summary', 'discharge'],
  ['OPERATIVE REPORT', 'operative-report'],
  ['Consultation', 'consult-note'],
  ['Explanation of Benefits', 'insurance'],
  ['Referral to Cardiology', 'correspondence'],
  ['Durable Power of Attorney', 'legal'],
  ['Consent to Treatment', 'consent'],
  ['Medical Records', 'records-in'],
  ['Shopping list', null],
  ['', null],
  ['we had spoken at length of the laboratory report that came in last week', null]
])('[READ-5] a heading “%s” says %s', (heading, kind) => {
  expect(kindOf(pageOf(`Harbor Medical Group\n\n${heading}\n\nDear colleague, thank you`.replace('Dear', heading ? 'Hello' : 'Hi')))?.class ?? null).toBe(kind); // prettier-ignore
});

test('[READ-5] a heading at the foot of the page is none', () => {
  expect(kindOf(pageOf(`Notes${'\n'.repeat(34)}Laboratory Report`))).toBeNull();
});

test.each<[string, string, string | null]>([
  [
    'when it was taken, before when it was written',
    'Date: 11/05/2026\nDOB: 12/30/1988\nCollected: 11/03/2026 Reported: 11/04/2026',
    '2026-11-03'
  ],
  ['when it was written', 'DOB: 12/30/1988\nReport date: Nov 4, 2026', '2026-11-04'],
  ['a day without a word, at the head', 'Harbor Medical Group   November 4, 2026', '2026-11-04'],
  ['a year of two digits', 'Date 11/4/26', '2026-11-04'],
  ['letters for digits', 'Date: 1l/O4/2O26', '2026-11-04'],
  ['no birth date', 'Date of birth: 12/30/1988', null],
  ['no day ahead', 'Date: 12/24/2026', null],
  ['no appointment', 'Next appointment: 11/20/2026', null],
  ['no day that does not exist', 'Date: 02/30/2026', null],
  ['no number that looks like one', 'Ref 11/04/2026/7 and 1.1.4.2026', null],
  ['nothing', '', null]
])('[READ-5] the paper’s day: %s', (_, text, date) => {
  expect(paperDateOf(pageOf(text), TODAY)?.date ?? null).toBe(date);
});
