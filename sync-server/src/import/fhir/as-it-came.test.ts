import { describe, expect, test } from 'vitest';
import { isKeepable } from '../storable.ts';
import { asItCame, MOST_KEPT } from './as-it-came.ts';

const patient = (more: object) => ({ resourceType: 'Patient', id: 'p1', ...more });
const kept = (more: object) => {
  const { kept, remarks } = asItCame(patient(more), 'p1');
  return { kept, remarks, again: kept && (JSON.parse(kept.json.join('')) as unknown) };
};

describe('[EXP-1] a resource is kept letter by letter, whatever is in it', () => {
  test.each<[string, object]>([
    ['nothing but an id', {}],
    ['diacritics, four-byte signs and another script', { name: [{ text: 'Zoë Ngũgĩ 😀 慧敏' }] }],
    ['direction overrides and zero-width signs', { name: [{ family: 'Qu\u202eill\u200b\ufeff' }] }],
    ['controls', { note: 'a\u0000b\u001fc\u0085d\u007f\t\n' }],
    ['half of a pair', { note: '\ud83d' }],
    ['line separators', { note: 'a\u2028b\u2029c' }],
    ['coordinates', { extension: [{ valueDecimal: 42.47116900000006 }, { valueDecimal: -71.14862599999999 }] }],
    ['a picture', { photo: [{ data: 'iVBORw0KGgo'.repeat(20_000) }] }],
    ['a long text of signs of two units', { note: '😀'.repeat(40_000) }],
    ['deep nesting', JSON.parse(`${'{"contained":['.repeat(40)}1${']}'.repeat(40)}`) as object],
    ['a key that is none elsewhere', JSON.parse('{"__proto__":{"a":1},"constructor":"x"}') as object],
    ['script and a formula', { note: '<img src=x onerror=alert(1)> =cmd()' }]
  ])('%s', (_, more) => {
    const { kept: whole, remarks, again } = kept(more);
    expect(again).toEqual(JSON.parse(JSON.stringify(patient(more))));
    expect(remarks).toEqual([]);
    expect(whole && isKeepable(whole)).toBe(true);
  });
});

describe('[EXP-3] no card number is kept', () => {
  test.each<[string, object, object]>([
    ['in a text', { note: 'card 4111 1111 1111 1111', a: 1 }, { a: 1 }],
    ['as a number', { note: 4111111111111111, a: 1 }, { a: 1 }],
    ['in a list', { list: ['4111-1111-1111-1111', 'b'] }, { list: ['b'] }],
    ['as a key', { '4111111111111111': 1, a: 1 }, { a: 1 }],
    ['deep down', { x: [{ y: { value: '5500005555555559', system: 's' } }] }, { x: [{ y: { system: 's' } }] }],
    ['in a narrative', { text: { status: 'generated', div: '<div>4111111111111111</div>' } }, {}]
  ])('%s', (_, more, left) => {
    const { kept: whole, remarks, again } = kept(more);
    expect(again).toEqual(patient(left));
    expect(remarks).toEqual(['record/card-number-left-out']);
    expect(whole && isKeepable(whole)).toBe(true);
  });
});

test('[EXP-3] what is too large is not kept, and that is said', () => {
  expect(kept({ note: 'a'.repeat(MOST_KEPT) })).toEqual({
    kept: null,
    remarks: ['record/too-large-to-keep'],
    again: null
  });
});
