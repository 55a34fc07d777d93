import { expect, test } from 'vitest';
import { memoryStation } from '#station/memory-station.ts';
import { FERN } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { WAITING, waiting } from '#tests/fixtures/waiting.ts';
import { addToWaitlist } from './add-to-waitlist.ts';
import { formOf, newWaitlistForm, termsOf, waitlistFromDraft, type WaitlistForm } from './waitlist-form.ts';

const FORM: WaitlistForm = {
  ...newWaitlistForm('w-fern', TODAY),
  patient: { patient: 'pat-fern', label: FERN },
  visitTypes: ['annual', 'established'],
  practitioners: ['p-kim', 'p-vey']
};

test('[WAIT-1] several visit types, in the order they were chosen, and several providers', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  expect(await addToWaitlist(station, termsOf(FORM))).toMatchObject({ ok: true });
  const [entry] = await station.rows.cases('waitlist');
  expect(entry).toMatchObject({ visitTypes: ['annual', 'established'], practitioners: ['p-kim', 'p-vey'], site: SITE });
});

test('[WAIT-1] changed, an entry keeps all its types and providers', async () => {
  const terms = { ...WAITING, visitTypes: ['annual', 'nurse'], practitioners: ['p-vey', 'p-kim'] };
  const station = memoryStation({ facts: [practiceFacts(), waiting(terms)] });
  const entry = await station.rows.case('w-fern');
  if (entry?.kind !== 'waitlist') throw new Error('it waits');
  expect(termsOf({ ...formOf(entry), note: 'by phone' })).toMatchObject({
    visitTypes: ['annual', 'nurse'],
    practitioners: ['p-vey', 'p-kim'],
    note: 'by phone'
  });
});

test('[WAIT-1] a draft comes back as it was, also of the version that knew one type and one provider', () => {
  expect(waitlistFromDraft(structuredClone(FORM))).toEqual(FORM);
  const { visitTypes: _, practitioners: __, ...rest } = FORM;
  const before = { ...rest, visitType: 'annual', practitioner: '' };
  expect(waitlistFromDraft(before)).toEqual({ ...rest, visitTypes: ['annual'], practitioners: [] });
});

test.each([
  ['nothing', null],
  ['a text', 'waitlist'],
  ['no lists', { ...FORM, visitTypes: 'annual' }],
  ['numbers', { ...FORM, practitioners: [1] }],
  ['an old type that is no text', { ...FORM, visitTypes: undefined, visitType: 7 }],
  ['no times', { ...FORM, times: undefined }],
  ['no note', { ...FORM, note: undefined }]
])('[WAIT-1] no draft of ours: %s', (_, content) => expect(waitlistFromDraft(content)).toBeNull());
