import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocId } from '../domain/documents.ts';
import { cleanText } from '../domain/text.ts';
import { clinicFacts } from '#tests/fixtures/day.ts';
import { belongsIn, checkFact } from './fact-schemas.ts';
import { MAX_FACT_DEPTH, MAX_TEXT } from './limits.ts';

const NOW = Date.UTC(2026, 10, 20, 22, 0);
const AT = NOW * 1024;
const signed = (kind: string, of: unknown) => ({ kind, at: AT, by: 'u-ada', of });
const label = { family: 'Rook', given: 'Ann', birthDate: '1971-03-09' };
const place = { practitioner: 'p-kim', start: 540, minutes: 20 };
const booked = (over: object = {}) =>
  signed('appointment/booked', {
    appointment: 'a-1',
    patient: 'pat-1',
    label,
    visitType: 'established',
    at: place,
    ...over
  });
const registered = (over: object = {}) =>
  signed('patient/registered', {
    patient: 'pat-1',
    source: 'desk',
    name: { family: 'Rook', given: ['Ann'] },
    birthDate: '1971-03-09',
    sex: 'female',
    phones: [],
    identifiers: [],
    ...over
  });
const named = (family: string) => registered({ name: { family, given: ['Ann'] } });
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

test('[FACT-5] every fact of a whole clinic day is taken, in its own document', () => {
  for (const { doc, facts } of clinicFacts({ now: NOW })) {
    for (const { kind, of } of facts) {
      const checked = checkFact(signed(kind, of));
      expect(checked, `${kind} ${JSON.stringify(checked)}`).toMatchObject({ ok: true });
      expect(belongsIn(parseDocId(doc)!, signed(kind, of)), kind).toBe(true);
    }
  }
});

test.each([
  ['markup is text', named('<img src=x onerror=alert(1)>')],
  ['so is SQL', named("Robert'); DROP TABLE")],
  ['and a formula', named('=cmd()')],
  ['diacritics, apostrophes, hyphens', named("Nguyễn-Ó D'Łąkowski")],
  ['a joiner in a Persian name', named('علی\u200Cرضا')],
  ['one name only', registered({ name: { family: '', given: ['Madonna'] } })],
  ['birth date not known', registered({ birthDate: null })],
  ['a leap day', registered({ birthDate: '2024-02-29' })],
  ['a key of a newer version', registered({ pronouns: 'they' })],
  ['a kind of a newer version', signed('visit/triaged', { visit: 'v-1', scale: [1, { deep: true }], no: null })],
  ['a key that is there and undefined', booked({ note: undefined })],
  [
    'bytes',
    signed('submission/sealed', {
      submission: 's-1',
      ticket: 'K2-014',
      date: '2026-11-20',
      keyId: 'k',
      sealed: new Uint8Array(600)
    })
  ]
] as const)('[FACT-5] taken: %s', (_, fact) => {
  expect(checkFact(fact)).toEqual({ ok: true, fact });
});

describe('[FACT-6] refused, with words that repeat nothing of what was sent', () => {
  const unknown = (of: unknown) => signed('newer/kind', of);
  test.each([
    ['nothing', undefined, 'This change cannot be read.'],
    ['null', null, 'This change cannot be read.'],
    ['a number', 7, 'This change cannot be read.'],
    ['a text', 'visit/arrived', 'This change cannot be read.'],
    ['a list', [], 'This change cannot be read.'],
    ['no kind', { at: AT, by: 'u-ada', of: {} }, 'This change cannot be read.'],
    ['a kind without area', signed('arrived', {}), 'This change cannot be read.'],
    ['a kind as long as a book', signed(`visit/${'a'.repeat(99)}`, {}), 'This change cannot be read.'],
    ['no stamp', { kind: 'x/y', by: 'u-ada', of: {} }, 'This change cannot be read.'],
    ['a stamp before 1970', { kind: 'x/y', at: -1, by: 'u-ada', of: {} }, 'This change cannot be read.'],
    ['a broken stamp', { kind: 'x/y', at: 0.5, by: 'u-ada', of: {} }, 'This change cannot be read.'],
    ['nobody', { kind: 'x/y', at: AT, of: {} }, 'This change cannot be read.'],
    ['no payload', { kind: 'x/y', at: AT, by: 'u-ada' }, 'This change cannot be read.'],
    ['a payload that is a list', unknown([]), 'This change cannot be read.'],
    ['a name of 121', named('x'.repeat(121)), 'Name can be up to 120 characters.'],
    ['a name of 10 KB', named('x'.repeat(10_240)), 'Name can be up to 120 characters.'],
    ['a name of two lines', named('Rook\nAnn'), 'Name is one line.'],
    ['no name at all', registered({ name: { family: ' ', given: [''] } }), 'A name is missing.'],
    ['right-to-left override', named('abc\u202Egnp.exe'), 'A text has hidden control characters.'],
    ['zero-width space', named('An\u200Bn'), 'A text has hidden control characters.'],
    ['a NUL', named('An\u0000n'), 'A text has hidden control characters.'],
    ['half a surrogate pair', named('An\uD800n'), 'A text has hidden control characters.'],
    ['controls in a newer kind', unknown({ a: ['\u0007'] }), 'A text has hidden control characters.'],
    ['controls in a key', unknown({ 'a\u202Eb': 1 }), 'A text has hidden control characters.'],
    ['31 February', registered({ birthDate: '2001-02-31' }), 'This date of birth does not exist.'],
    ['29 February 2023', registered({ birthDate: '2023-02-29' }), 'This date of birth does not exist.'],
    ['1850', registered({ birthDate: '1850-01-01' }), 'This date of birth does not exist.'],
    ['a birth date that is no text', registered({ birthDate: 19710309 }), 'This date of birth does not exist.'],
    ['an unknown sex', registered({ sex: 'F' }), 'This change has a part that cannot be read: sex.'],
    ['a missing part', booked({ at: undefined }), 'This change has a part that cannot be read: at.'],
    ['a deep part', booked({ at: { ...place, start: 1440 } }), 'This change has a part that cannot be read: at.start.'],
    ['past midnight', booked({ at: { ...place, start: 1430 } }), 'An appointment ends on its own day.'],
    [
      'a change of no field',
      signed('patient/changed', { patient: 'p', field: 'x', from: null, to: null }),
      'This change has a part that cannot be read: field.'
    ],
    [
      'a turn that is no moment',
      signed('visit/placed', { visit: 'v', turn: '9:20', before: null, reason: 'agreed' }),
      'This change has a part that cannot be read: turn.'
    ],
    [
      'a delay of two days',
      signed('appointment/delay-told', { appointment: 'a', minutes: 2880, answer: 'waits' }),
      'This change has a part that cannot be read: minutes.'
    ],
    [
      'a need nobody knows',
      signed('visit/needed', { visit: 'v', need: 'coffee' }),
      'This change has a part that cannot be read: need.'
    ],
    [
      'a room blocked for a story',
      signed('room/blocked', { room: 'r', reason: 'Mr Rook was ill' }),
      'This change has a part that cannot be read: reason.'
    ],
    [
      'a ticket that is a name',
      signed('ticket/waiting', { ticket: 'Ann Rook' }),
      'This change has a part that cannot be read: ticket.'
    ],
    [
      'a zone nobody knows',
      signed('site/added', { site: 's', name: 'S', zone: 'Mars/Olympus' }),
      'This time zone is not known.'
    ],
    ['not a number', unknown({ a: NaN }), 'A number in this change cannot be read.'],
    ['infinity', unknown({ a: -Infinity }), 'A number in this change cannot be read.'],
    ['a big integer', unknown({ a: 1n }), 'This change has a value that cannot be kept.'],
    ['a function', unknown({ a: () => 1 }), 'This change has a value that cannot be kept.'],
    ['too deep', unknown({ a: nested(MAX_FACT_DEPTH) }), 'This change is nested too deeply.'],
    [
      '200,000 deep',
      unknown({ a: Array.from({ length: 200_000 }).reduce((inner) => [inner], 1) }),
      'This change is nested too deeply.'
    ],
    ['20,001 characters', unknown({ a: 'x'.repeat(MAX_TEXT + 1) }), 'A text can be up to 20,000 characters.'],
    ['a prototype by key', unknown(JSON.parse('{"a":{"__proto__":{"admin":true}}}')), 'Field not allowed.'],
    ['a prototype as the wire leaves it', unknown({ a: Object.create({ admin: true }) }), 'Field not allowed.'],
    ['a constructor', unknown(JSON.parse('{"constructor":{"prototype":1}}')), 'Field not allowed.'],
    ['a date object', unknown({ a: new Date(0) }), 'Field not allowed.'],
    ['a map', unknown({ a: new Map() }), 'Field not allowed.'],
    ['a key as long as a book', unknown({ ['k'.repeat(101)]: 1 }), 'Field not allowed.'],
    ['a void of nothing', signed('fact/voided', { fact: 'all' }), 'This change has a part that cannot be read: fact.']
  ])('%s', (_, fact, say) => {
    expect(checkFact(fact)).toEqual({ ok: false, code: 'E_SCHEMA', say });
  });

  test.each([
    ['a note', booked({ note: 'card 4111 1111 1111 1111' })],
    ['a name', named('4111111111111111')],
    ['a newer kind', unknown({ deep: [{ er: '5555-5555-5555-4444' }] })]
  ])('a card number in %s', (_, fact) => {
    expect(checkFact(fact)).toEqual({
      ok: false,
      code: 'E_CARD',
      say: 'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    });
  });
});

test('[FACT-6] whatever comes, there is an answer and never an exception', () => {
  const kinds = ['patient/registered', 'patient/changed', 'appointment/booked', 'hours/set', 'fact/voided', 'x/y'];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.anything({ withBigInt: true, withTypedArray: true }), (kind, of) => {
      for (const fact of [of, signed(kind, of), signed(kind, { ...(of as object), patient: of, field: of })]) {
        const checked = checkFact(fact);
        expect(checked.ok === true || checked.say.length > 0).toBe(true);
      }
    }),
    { numRuns: 2_000 }
  );
});

test('[FACT-6] a text that was cleaned as typed is taken', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
      const checked = checkFact(signed('newer/kind', { text: cleanText(typed) }));
      expect(checked.ok || checked.code === 'E_CARD').toBe(true);
    }),
    { numRuns: 2_000 }
  );
});

test('[FACT-7] a kind lies in its own document, and a patient’s facts in that patient’s', () => {
  const day = parseDocId('day/main/2026-11-20')!;
  expect(belongsIn(day, booked())).toBe(true);
  expect(belongsIn(parseDocId('practice')!, booked())).toBe(false);
  expect(belongsIn(day, registered())).toBe(false);
  expect(belongsIn(parseDocId('patient/pat-1')!, registered())).toBe(true);
  expect(belongsIn(parseDocId('patient/pat-2')!, registered())).toBe(false);
  expect(belongsIn(day, signed('fact/voided', { fact: '1.2' }))).toBe(true);
  expect(belongsIn(day, signed('visit/triaged', {}))).toBe(true);
});
