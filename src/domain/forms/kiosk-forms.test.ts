import { describe, expect, test } from 'vitest';
import { askedFrom, askedText, kioskManner, type FormAsked } from './asked-forms.ts';
import { toldFrom, toldText, type KioskTold } from './kiosk-told.ts';
import { SHIPPED_FORMS } from './shipped/every-form.ts';

describe('[FORM-20] what an envelope names', () => {
  test.each<FormAsked>([
    { form: 'phq-2', version: '1', since: null },
    { form: 'history', version: '2026.a', since: '2026-02-03' }
  ])('$form is read as it was written', (asked) => expect(askedFrom(askedText(asked))).toEqual(asked));

  test.each([
    '',
    'phq-2',
    'phq-2@',
    '@1',
    'PHQ@1',
    '../x@1',
    'a@1@2026-02-30',
    'a@1@2026-02-03@',
    `${'a'.repeat(65)}@1`
  ])('%s names none', (text) => expect(askedFrom(text)).toBe(null));
});

test('[FORM-20] a kiosk shows what is short and says nothing of the record; of the rest, whether it has changed', () => {
  const shown = (since: string | null) =>
    Object.fromEntries(SHIPPED_FORMS.map((form) => [form.form, kioskManner(form, since)] as const));
  expect(shown(null)).toEqual({
    ...{ registration: 'not', portal: 'not', history: 'not', medications: 'not', contacts: 'not' },
    ...{ 'minor-consent': 'not', 'privacy-notice': 'whole', 'consent-to-treat': 'whole', 'financial-policy': 'whole' },
    ...{ 'medicare-first': 'whole', 'phq-2': 'whole', 'records-release': 'whole', telehealth: 'whole' }
  });
  const again = shown('2026-02-03');
  expect(Object.keys(again).filter((form) => again[form] === 'changes')).toEqual(['history', 'medications']);
});

const TOLD: KioskTold = {
  submission: 's-1',
  forms: [
    { form: 'phq-2', version: '1', outcome: 'unchanged', language: 'es', since: '2026-02-03' },
    { form: 'telehealth', version: '1', outcome: 'desk' },
    { form: 'privacy-notice', version: '1', outcome: 'refused', reason: 'Does not agree with it.' },
    {
      ...{ form: 'portal', version: '1', outcome: 'refused', reason: 'No.', language: 'es' },
      refuser: { name: 'Ida Quist', relationship: 'self' }
    },
    {
      ...{ form: 'consent-to-treat', version: '1', outcome: 'filled', language: 'en', text: ['Consent', 'Read — Yes'] },
      answers: [
        { item: 'a', values: [true] },
        { item: 'b', values: [{ code: 'x' }, { other: 'Ñ' }, 2, 'text'] }
      ],
      signature: {
        ...{ signer: 'Ida Quist', relationship: 'self', method: 'drawn', at: 1, device: 7, intent: true },
        ...{
          electronic: true,
          copy: 'offered',
          identity: { how: 'slip' },
          strokes: Uint8Array.of(1, 2, 255, 255),
          hash: new Uint8Array(32).fill(9)
        },
        seal: { key: new Uint8Array(65).fill(4), signature: new Uint8Array(64), certificate: Uint8Array.of(123, 125) }
      }
    }
  ]
};

test('[FORM-21] what a kiosk tells of its forms is read as it was written, byte for byte', () => {
  expect(toldFrom(toldText(TOLD))).toEqual(TOLD);
});

const filled = (more: object) => {
  const { signature, ...last } = JSON.parse(toldText(TOLD)).forms[4];
  return JSON.stringify({ submission: 's-1', forms: [{ ...last, ...more, signature: { ...signature, ...more } }] });
};
test.each<[string, string]>([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['no submission', JSON.stringify({ forms: [] })],
  ['forms that are none', JSON.stringify({ submission: 's', forms: {} })],
  ['an outcome of no kind', JSON.stringify({ submission: 's', forms: [{ form: 'a', version: '1', outcome: 'x' }] })],
  [
    'a refusal without words',
    JSON.stringify({ submission: 's', forms: [{ form: 'a', version: '1', outcome: 'refused' }] })
  ],
  ['answers that are none', filled({ answers: [{ item: 'a', values: [null] }] })],
  ['an answer of two kinds', filled({ answers: [{ item: 'a', values: [{ code: 'x', other: 'y' }] }] })],
  ['a line that is none', filled({ text: [7] })],
  ['a witness of the staff', filled({ method: 'witness' })],
  ['a relationship of no kind', filled({ relationship: 'friend' })],
  ['a hash cut short', filled({ hash: '00' })],
  ['a key that is no hex', filled({ key: 'zz'.repeat(65) })],
  ['a moment that is none', filled({ at: 'now' })],
  ['half a megabyte', ' '.repeat(500_000)]
])('[FORM-21] %s is not taken', (_, text) => expect(toldFrom(text)).toBe(null));
