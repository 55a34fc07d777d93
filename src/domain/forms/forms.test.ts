import { expect, test } from 'vitest';
import { areSame, progressOf, standingOf } from './answers.ts';
import { canonicalAnswers } from './canonical.ts';
import { checkForm } from './check-form.ts';
import type { Answers, AnswerValue, Form, FormItem } from './form.ts';
import { everyItem, FORM_LANGUAGES, isQuestion } from './form.ts';
import { packetFor, type PacketAsk, stateOf } from './packet-rules.ts';
import { readForm } from './read-form.ts';
import { renderedText } from './rendered.ts';
import { SHIPPED_FORMS } from './shipped/every-form.ts';
import { PHQ_2 } from './shipped/history.ts';
import { MEDICARE_FIRST } from './shipped/special.ts';
import { USUAL_RULES } from './shipped/usual-rules.ts';
import { questionnaireOf } from './write-form.ts';

const TODAY = '2026-11-20';
const answers = (said: Readonly<Record<string, AnswerValue | readonly AnswerValue[]>>): Answers =>
  new Map(Object.entries(said).map(([item, value]) => [item, Array.isArray(value) ? value : [value]]));

test.each(SHIPPED_FORMS.map((form) => [form.form, form] as const))(
  '[FORM-1] [FORM-2] %s reads as FHIR, back as it was, with every text in both languages',
  (_, form) => {
    const json: unknown = JSON.parse(JSON.stringify(questionnaireOf(form)));
    expect(readForm(json)).toEqual({ ok: true, value: form });
    const inItems = everyItem(form.items).flatMap(({ text, hint, options = [] }) => [
      text,
      ...(hint ? [hint] : []),
      ...options.map((one) => one.text)
    ]);
    for (const wording of [form.title, ...(form.legal ? [form.legal] : []), ...inItems]) {
      for (const language of FORM_LANGUAGES) expect(wording[language].trim()).not.toBe('');
      // What is left untranslated would be the same twice.
      if (wording.en.split(' ').length > 3) expect(wording.es).not.toBe(wording.en);
      // A question stays one, and opens as Spanish does; a gap to be filled in is in both.
      if (wording.en.endsWith('?')) expect(wording.es).toMatch(/¿[^?]+\?$/);
      expect(wording.es).not.toMatch(/\b(?:the|your|and|TODO)\b/);
    }
  }
);

/** Flesch and Kincaid's grade (Kincaid et al. 1975), with syllables counted as groups of vowels. */
function gradeOf(text: string): number {
  const words = text.match(/[A-Za-z’']+/g) ?? [];
  const sentences = Math.max(1, text.split(/[.!?]+(?:\s|$)/).filter((one) => one.trim() !== '').length);
  const syllables = words.reduce((sum, word) => {
    const groups =
      word
        .toLowerCase()
        .replace(/e$/, '')
        .match(/[aeiouy]+/g)?.length ?? 0;
    return sum + Math.max(1, groups);
  }, 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
}

test('[FORM-1] what is read before signing is for readers of the sixth grade', () => {
  const grades = SHIPPED_FORMS.flatMap(({ form, legal }) => (legal ? [[form, gradeOf(legal.en)] as const] : []));
  expect(grades.length).toBeGreaterThan(5);
  expect(grades.filter(([, grade]) => grade > 6)).toEqual([]);
});

const item = (linkId: string, more: Record<string, unknown> = {}) => ({
  linkId,
  type: 'string',
  text: 'Name',
  _text: translated('Nombre'),
  ...more
});
const translated = (text: string) => ({
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/translation',
      extension: [
        { url: 'lang', valueCode: 'es' },
        { url: 'content', valueString: text }
      ]
    }
  ]
});
const form = (items: readonly unknown[], more: Record<string, unknown> = {}) => ({
  resourceType: 'Questionnaire',
  id: 'f',
  version: '1',
  title: 'Form',
  _title: translated('Formulario'),
  item: items,
  ...more
});
const when = (question: string, more: Record<string, unknown> = { answerString: 'x' }) => ({
  enableWhen: [{ question, operator: '=', ...more }]
});
const deep = (levels: number): unknown =>
  levels === 0 ? item('leaf') : item(`g${levels}`, { type: 'group', item: [deep(levels - 1)] });
const coding = (code: string) => ({ valueCoding: { code, display: 'A', _display: translated('B') } });

const BAD: readonly (readonly [string, unknown, string, string])[] = [
  ['nothing', null, 'form/not-a-questionnaire', ''],
  ['a list', [], 'form/not-a-questionnaire', ''],
  ['another resource', { resourceType: 'Patient' }, 'form/not-a-questionnaire', ''],
  ['no id', form([item('a')], { id: undefined }), 'form/no-id', ''],
  ['an id that is no name', form([item('a')], { id: 'A form' }), 'form/no-id', ''],
  ['no version', form([item('a')], { version: undefined }), 'form/no-version', ''],
  ['no items', form([]), 'form/no-items', ''],
  ['items that are none', form('a' as never), 'form/too-large', ''],
  ['301 items', form(Array.from({ length: 301 }, (_, i) => item(`i${i}`))), 'form/too-large', ''],
  ['groups in groups in groups in groups', form([deep(4)]), 'form/too-large', ''],
  ['an item that is none', form([null]), 'form/no-link-id', ''],
  ['no linkId', form([item(undefined as never)]), 'form/no-link-id', ''],
  ['a linkId with markup', form([item('<b>')]), 'form/no-link-id', ''],
  ['a prototype for a linkId', form([item('__proto__')]), 'form/no-link-id', ''],
  ['one linkId twice', form([item('a'), item('a')]), 'form/duplicate-link-id', 'a'],
  [
    'one linkId twice, once in a group',
    form([item('g', { type: 'group', item: [item('a')] }), item('a')]),
    'form/duplicate-link-id',
    'a'
  ],
  ['an unknown type', form([item('a', { type: 'hologram' })]), 'form/unknown-type', 'a'],
  ['a file', form([item('a', { type: 'attachment' })]), 'form/unknown-type', 'a'],
  ['English alone', form([item('a', { _text: undefined })]), 'form/language-missing', 'a'],
  ['an empty translation', form([item('a', { _text: translated(' ') })]), 'form/language-missing', 'a'],
  ['a title in one language', form([item('a')], { _title: undefined }), 'form/language-missing', ''],
  ['a choice without choices', form([item('a', { type: 'choice' })]), 'form/no-options', 'a'],
  ['choices of a text', form([item('a', { answerOption: [coding('x')] })]), 'form/no-options', 'a'],
  [
    'a choice of a text',
    form([item('a', { type: 'choice', answerOption: [{ valueString: 'x' }] })]),
    'form/no-options',
    'a'
  ],
  [
    'one choice twice',
    form([item('a', { type: 'choice', answerOption: [coding('x'), coding('x')] })]),
    'form/duplicate-option',
    'a'
  ],
  ['asked when nothing', form([item('a', when('nowhere'))]), 'form/enabled-by-nothing', 'a'],
  [
    'asked when a heading',
    form([item('h', { type: 'display' }), item('a', when('h'))]),
    'form/enabled-by-nothing',
    'a'
  ],
  ['asked because of itself', form([item('a', when('a'))]), 'form/enabled-in-a-ring', 'a'],
  ['a ring of two', form([item('a', when('b')), item('b', when('a'))]), 'form/enabled-in-a-ring', 'a'],
  [
    'a group that is asked because of what is in it',
    form([item('g', { type: 'group', ...when('a'), item: [item('a')] })]),
    'form/enabled-in-a-ring',
    'g'
  ],
  ['asked because of what comes later', form([item('a', when('b')), item('b')]), 'form/enabled-by-later', 'a'],
  ['a condition with no answer', form([item('a'), item('b', when('a', {}))]), 'form/bad-condition', 'b'],
  ['yes to a text', form([item('a'), item('b', when('a', { answerBoolean: true }))]), 'form/bad-condition', 'b'],
  [
    'a choice that is not one',
    form([
      item('a', { type: 'choice', answerOption: [coding('x')] }),
      item('b', when('a', { answerCoding: { code: 'y' } }))
    ]),
    'form/bad-condition',
    'b'
  ],
  [
    'a text that is greater',
    form([item('a'), item('b', { enableWhen: [{ question: 'a', operator: '>', answerString: 'x' }] })]),
    'form/bad-condition',
    'b'
  ],
  [
    'no operator of FHIR',
    form([item('a'), item('b', { enableWhen: [{ question: 'a', operator: '~' }] })]),
    'form/bad-condition',
    'b'
  ],
  ['questions in a question', form([item('a', { item: [item('b')] })]), 'form/items-in-a-question', 'a'],
  ['a heading that is required', form([item('a', { type: 'display', required: true })]), 'form/bad-path', 'a'],
  [
    'a value set elsewhere',
    form([item('a', { answerValueSet: 'http://example.org/vs' })]),
    'form/has-what-we-do-not-ask',
    'a'
  ],
  ['a length of nothing', form([item('a', { maxLength: 0 })]), 'form/bad-bounds', 'a'],
  ['a length that is a text', form([item('a', { maxLength: '9' })]), 'form/bad-bounds', 'a'],
  [
    'a path into nowhere',
    form([item('a', { extension: [{ url: 'urn:anteroom:form:harvest-to', valueCode: 'constructor' }] })]),
    'form/bad-path',
    'a'
  ],
  [
    'a signer who is nobody',
    form([item('a')], { extension: [{ url: 'urn:anteroom:form:signer', valueCode: 'cat' }] }),
    'form/bad-signers',
    ''
  ],
  [
    'good for minus one day',
    form([item('a')], { extension: [{ url: 'urn:anteroom:form:days', valueInteger: -1 }] }),
    'form/bad-days',
    ''
  ],
  [
    'a variant for no state',
    form([item('a')], {
      extension: [{ url: 'urn:anteroom:form:variant', extension: [{ url: 'of', valueCode: 'b' }] }]
    }),
    'form/bad-variant',
    ''
  ],
  [
    'a variant for a state that is none',
    form([item('a')], {
      extension: [
        {
          url: 'urn:anteroom:form:variant',
          extension: [
            { url: 'of', valueCode: 'b' },
            { url: 'state', valueCode: 'Ohio' }
          ]
        }
      ]
    }),
    'form/bad-variant',
    ''
  ]
];

test.each(BAD)('[FORM-2] %s is refused', (_, json, code, at) => {
  expect(readForm(json)).toEqual({ ok: false, error: { code, at } });
});

const text = (linkId: string, more: Partial<FormItem> = {}): FormItem => ({
  linkId,
  type: 'string',
  text: { en: linkId, es: `${linkId}, es` },
  ...more
});
const SMALL: Form = {
  form: 'small',
  version: '1',
  title: { en: 'Small', es: 'Pequeño' },
  days: null,
  items: [
    text('likes', { type: 'boolean', required: true }),
    text('which', { required: true, enableWhen: [{ question: 'likes', operator: '=', answer: true }] }),
    text('why', { enableWhen: [{ question: 'which', operator: 'exists', answer: true }] }),
    text('n', { type: 'integer', min: 1, max: 10 }),
    text('day', { type: 'date', past: true }),
    text('some', {
      type: 'open-choice',
      repeats: true,
      options: [
        { code: 'a', text: { en: 'A', es: 'A' }, score: 2 },
        { code: 'b', text: { en: 'B', es: 'B' }, score: 3 }
      ]
    }),
    text('one', { type: 'choice', options: [{ code: 'x', text: { en: 'X', es: 'X' } }] }),
    text('agrees', { type: 'boolean', agree: true })
  ]
};

test('[FORM-3] what depends on an answer comes and goes with it, over several steps', () => {
  expect(checkForm(SMALL).ok).toBe(true);
  const asked = (said: Answers): string[] => [...standingOf(SMALL, said, TODAY).enabled];
  expect(asked(answers({}))).not.toContain('which');
  expect(asked(answers({ likes: true }))).toContain('which');
  expect(asked(answers({ likes: true, which: 'tea' }))).toContain('why');
  // What was answered before still lies there, and counts for nothing.
  expect(asked(answers({ likes: false, which: 'tea' }))).not.toContain('why');
});

const WRONG: readonly (readonly [string, AnswerValue | readonly AnswerValue[], string])[] = [
  ['likes', 'yes', 'answer/not-that-kind'],
  ['likes', [true, false], 'answer/only-one'],
  ['n', 'five', 'answer/not-that-kind'],
  ['n', 2.5, 'answer/not-a-whole-number'],
  ['n', Number.NaN, 'answer/not-that-kind'],
  ['n', 11, 'answer/out-of-range'],
  ['n', 0, 'answer/out-of-range'],
  ['day', '2026-02-30', 'answer/no-such-day'],
  ['day', '1066-10-14', 'answer/no-such-day'],
  ['day', '2026-11-21', 'answer/day-ahead'],
  ['day', 20261120, 'answer/not-that-kind'],
  ['some', { code: 'z' }, 'answer/not-a-choice'],
  ['some', { other: ' ' }, 'answer/missing'],
  ['some', 'a', 'answer/not-that-kind'],
  ['some', Array.from({ length: 51 }, () => ({ other: 'tea' })), 'answer/too-many'],
  ['one', { other: 'mine' }, 'answer/not-a-choice'],
  ['which', 'x'.repeat(201), 'answer/too-long'],
  ['which', '   ', 'answer/missing'],
  ['agrees', false, 'answer/not-agreed']
];

test.each(WRONG)('[FORM-3] %s: %j is not an answer', (linkId, value, code) => {
  const { refused } = standingOf(SMALL, answers({ likes: true, which: 'tea', agrees: true, [linkId]: value }), TODAY);
  expect(refused.get(linkId)?.code).toBe(code);
});

test('[FORM-3] score, progress and what is missing follow from the answers', () => {
  const none = standingOf(SMALL, answers({}), TODAY);
  expect([...none.refused]).toEqual([
    ['likes', { code: 'answer/missing' }],
    ['agrees', { code: 'answer/not-agreed' }]
  ]);
  expect([none.score, progressOf(none)]).toEqual([null, 0]);

  const said = standingOf(SMALL, answers({ likes: false, agrees: true, some: [{ code: 'a' }, { code: 'b' }] }), TODAY);
  expect([said.score, said.refused.size, progressOf(said)]).toEqual([5, 0, 50]);
  const phq = standingOf(PHQ_2, answers({ 'phq.interest': { code: '2' }, 'phq.down': { code: '1' } }), TODAY);
  expect([phq.score, progressOf(phq)]).toEqual([3, 100]);
});

test('[FORM-3] any of several conditions is enough where the form says so', () => {
  const asked = (said: Answers) => standingOf(MEDICARE_FIRST, said, TODAY).enabled.has('work.plan');
  expect(asked(answers({ 'work.you': false, 'work.spouse': false }))).toBe(false);
  expect(asked(answers({ 'work.you': false, 'work.spouse': true }))).toBe(true);
});

test('[FORM-7] the same answers are the same bytes, whatever order they came in and however they were composed', () => {
  const all = new Set(['likes', 'which', 'some']);
  const one = canonicalAnswers(answers({ which: 'Zo\u00eb', some: [{ code: 'a' }], likes: true }), all);
  const other = canonicalAnswers(answers({ likes: true, some: [{ code: 'a' }], n: 4, which: 'Zoe\u0308' }), all);
  expect(other).toBe(one);
  expect(one).toBe('[["likes",[true]],["some",[{"code":"a"}]],["which",["Zo\\u00eb"]]]');
  expect(canonicalAnswers(answers({ likes: false, which: 'Zo\u00eb', some: [{ code: 'a' }] }), all)).not.toBe(one);
});

test('[FORM-7] the text is what was shown, in the language it was shown in', () => {
  const said = answers({ likes: true, which: 'té', day: '2026-02-03', some: [{ code: 'a' }, { other: 'mate' }] });
  const { enabled } = standingOf(SMALL, said, TODAY);
  expect(renderedText(SMALL, said, enabled, 'es')).toEqual([
    'Pequeño',
    'likes, es — Sí',
    'which, es — té',
    'why, es — sin respuesta',
    'n, es — sin respuesta',
    'day, es — 03/02/2026',
    'some, es — A; mate',
    'one, es — sin respuesta',
    'agrees, es — sin respuesta'
  ]);
  expect(renderedText(SMALL, said, enabled, 'en')).toContain('day — 02/03/2026');
});

const FORMS = new Map(SHIPPED_FORMS.map((one) => [one.form, one]));
const ASK: PacketAsk = {
  ...{ age: 55, isNew: true, visitType: 'new-patient', payers: [], state: 'OH', reason: '', today: TODAY },
  done: new Map()
};
const given = (more: Partial<PacketAsk>): string[] =>
  packetFor(USUAL_RULES, FORMS, { ...ASK, ...more }).map((one) => one.form);

test('[FORM-5] a new patient is given the whole packet, in order; a child’s is signed by who may', () => {
  expect(given({})).toEqual(
    'registration privacy-notice consent-to-treat financial-policy contacts history medications phq-2 records-release telehealth portal'.split(
      ' '
    )
  );
  const child = given({ age: 7 });
  expect(child).toContain('minor-consent');
  expect(child).not.toContain('consent-to-treat');
  expect(child).not.toContain('phq-2');
  expect(given({ payers: ['medicare'] })).toContain('medicare-first');
});

test('[FORM-5] who has signed signs again when it is old, or says something else now', () => {
  const done = (on: string, version = '1') => new Map(SHIPPED_FORMS.map((one) => [one.form, { on, version }]));
  expect(given({ isNew: false, done: done('2026-11-01') })).toEqual([]);
  expect(given({ isNew: false, done: done('2026-08-20') })).toEqual(['medications']);
  expect(packetFor(USUAL_RULES, FORMS, { ...ASK, isNew: false, done: done('2026-11-01', '0') })).toEqual([
    { form: 'privacy-notice', why: 'revised' },
    { form: 'consent-to-treat', why: 'revised' },
    { form: 'financial-policy', why: 'revised' },
    { form: 'contacts', why: 'revised' }
  ]);
});

test('[FORM-5] a rule that is off, or asks for another visit, payer, state or reason, gives nothing', () => {
  const only = (when: object, more: Partial<PacketAsk> = {}, isOn = true) =>
    packetFor([{ form: 'phq-2', place: 1, isOn, when }], FORMS, { ...ASK, ...more }).length;
  expect([only({}), only({}, {}, false)]).toEqual([1, 0]);
  expect([only({ visitTypes: ['annual'] }), only({ visitTypes: ['annual'] }, { visitType: 'annual' })]).toEqual([0, 1]);
  expect([only({ states: ['CA'] }), only({ states: ['OH', 'CA'] })]).toEqual([0, 1]);
  expect([only({ reasons: ['Knee'] }), only({ reasons: ['knee'] }, { reason: 'left KNEE' })]).toEqual([0, 1]);
  expect([only({ minAge: 60 }), only({ maxAge: 60 }), only({ minAge: 1 }, { age: null })]).toEqual([0, 1, 0]);
});

test('[FORM-25] who lives in a state with its own words is given those in place of ours, in the same place and by the same rule', () => {
  const ohio: Form = {
    ...FORMS.get('consent-to-treat')!,
    form: 'consent-ohio',
    variant: { of: 'consent-to-treat', states: ['OH', 'IN'] }
  };
  expect(readForm(questionnaireOf(ohio))).toEqual({ ok: true, value: ohio });
  const forms = new Map([...FORMS, ['consent-ohio', ohio]]);
  const of = (more: Partial<PacketAsk>) => packetFor(USUAL_RULES, forms, { ...ASK, ...more }).map(({ form }) => form);
  const both = of({});
  expect([both.indexOf('consent-ohio'), both.includes('consent-to-treat')]).toEqual([2, false]);
  expect([of({ state: 'CA' })[2], of({ state: null })[2]]).toEqual(['consent-to-treat', 'consent-to-treat']);
  const ruled = [...USUAL_RULES, { form: 'consent-ohio', place: 900, isOn: true, when: {} }];
  const given = (state: string) => packetFor(ruled, forms, { ...ASK, state }).map(({ form }) => form);
  expect([given('OH'), given('CA').includes('consent-ohio')]).toEqual([both, false]);
  const done = new Map([...FORMS.keys(), 'consent-ohio'].map((form) => [form, { on: TODAY, version: '1' }]));
  expect(of({ isNew: false, done })).toEqual([]);
  done.delete('consent-ohio');
  expect(of({ isNew: false, done })).toEqual(['consent-ohio']);
});

test('[FORM-3] answers are compared by what they say', () => {
  expect(areSame([{ code: 'a' }, 'x'], [{ code: 'a' }, 'x'])).toBe(true);
  expect(areSame([{ code: 'a' }], [{ other: 'a' }])).toBe(false);
  expect(SHIPPED_FORMS.every(({ items }) => everyItem(items).some(isQuestion))).toBe(true);
});

test('[REG-17] rules of a state ask where somebody lives that day', () => {
  const address = { line: ['12 Harbor St'], city: 'Rockport', state: 'me', postalCode: '04856' };
  const winter = { ...address, state: 'FL', use: 'temp', period: { start: '2026-11-01', end: '2027-04-15' } } as const;
  const days = ['2026-12-24', '2026-05-01'].map((day) => stateOf({ address, otherAddresses: [winter] }, day));
  expect([...days, stateOf({}, '2026-05-01')]).toEqual(['FL', 'ME', null]);
});
