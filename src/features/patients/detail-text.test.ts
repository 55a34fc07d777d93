import { describe, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { DETAIL_FIELDS, type DetailField, type Details } from '#domain/patient/details.ts';
import { patientResource, patientWithChanges } from '#domain/export/fhir-patient.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import type { RelatedSaid } from '#domain/patient/related.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { EMPTY, readAll } from './demographics-text.ts';
import { readDetail, textOfDetail, type DetailText } from './detail-text.ts';
import { linesSeen } from './field-words.ts';
import { wordsFor } from './refusals.ts';
import { sayRelated } from './say-related.ts';

const FULL: Required<Details> = {
  genderIdentity: 'non-binary',
  pronouns: 'they/them',
  races: ['asian', 'hispanic'],
  maritalStatus: 'M',
  employer: 'Harbor Mill',
  contact: { text: true, voicemail: false, bestTime: 'mornings' },
  codeWord: 'blue heron',
  careTeam: { pcp: 'Dr Kim', pharmacy: 'Elm Street' },
  advanceDirective: true,
  communication: { interpreter: true, needs: 'large print' },
  alerts: ['Latex', 'Falls'],
  ssn4: '7518',
  estimatedAge: { years: 40, on: '2026-11-20' },
  photo: 'doc-1'
};
const ANN: Demographics = {
  name: { family: 'Rook', given: ['Ann'] },
  birthDate: null,
  sex: 'female',
  phones: [],
  identifiers: []
};

test.each(DETAIL_FIELDS)(
  '[REG-13] %s: what a form shows reads back as it was, is said in words, and passes the wire',
  (field) => {
    expect(readDetail(field, textOfDetail(field, FULL), '2026-11-20')).toEqual({ ok: true, value: FULL[field] });
    expect(readDetail(field, textOfDetail(field, {}), '2026-11-20')).toEqual({ ok: true, value: null });
    expect(linesSeen(field, FULL[field], 'full').join('')).not.toBe('');
    const of = { patient: 'p', field, from: null, to: FULL[field] };
    expect(checkFact({ kind: 'patient/changed', at: 1, by: 'u', of })).toMatchObject({ ok: true });
    const person = { patient: 'p', source: 'desk', ...ANN, [field]: FULL[field] };
    expect(checkFact({ kind: 'patient/registered', at: 1, by: 'u', of: person })).toMatchObject({ ok: true });
  }
);

describe('[REG-13] what may not be kept (RELIABILITY §6 no. 22, 25)', () => {
  test.each<[DetailField, DetailText, string]>([
    ['ssn4', { value: '751' }, 'Type the last four digits.'],
    ['ssn4', { value: '999-34-7518' }, 'Type the last four digits.'],
    ['estimatedAge', { value: '-4' }, 'Type an age in years, like 40.'],
    ['estimatedAge', { value: '121' }, 'Type an age in years, like 40.'],
    ['estimatedAge', { value: '1e9' }, 'Type an age in years, like 40.'],
    ['pronouns', { value: 'x'.repeat(10_240) }, 'This can be up to 60 characters.'],
    ['alerts', { value: 'x'.repeat(81) }, 'This can be up to 80 characters.'],
    ['alerts', { value: 'a,b,c,d,e,f,g,h,i,j,k' }, 'Up to ten alerts.'],
    [
      'employer',
      { value: '4111 1111 1111 1111' },
      'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    ]
  ])('%s %.40j', (field, text, say) => {
    const read = readDetail(field, text, '2026-11-20');
    expect(read.ok).toBe(false);
    if (!read.ok) expect(wordsFor(read.error)).toBe(say);
  });
  test('choices that there are none of are nothing; markup and turned text are text', () => {
    expect(readDetail('races', { value: 'martian' }, '2026-11-20')).toEqual({ ok: true, value: null });
    expect(readDetail('employer', { value: '<img onerror>\u202e' }, '2026-11-20')).toEqual({
      ok: true,
      value: '<img onerror>'
    });
  });
  test.each([
    ['genderIdentity', 'martian'],
    ['races', ['martian']],
    ['ssn4', '12345'],
    ['estimatedAge', { years: 121, on: '2026-11-20' }],
    ['alerts', Array(11).fill('a')],
    ['contact', { text: 'yes', voicemail: true }]
  ])('the wire takes no %s %j', (field, to) => {
    const of = { patient: 'p', field, from: null, to };
    expect(checkFact({ kind: 'patient/changed', at: 1, by: 'u', of })).toMatchObject({ ok: false });
  });
});

test('[REG-13] somebody nobody knows is registered by what is seen', () => {
  const unknown = { ...EMPTY, bornUnknown: true, about: '40', sex: 'male' as const };
  expect(readAll(unknown, '2026-11-20')).toMatchObject({
    value: {
      name: { family: 'Unknown male, about 40', given: [] },
      birthDate: null,
      estimatedAge: { years: 40, on: '2026-11-20' }
    }
  });
  expect(readAll({ ...unknown, about: 'old' }, '2026-11-20')).toMatchObject({
    error: { birthDate: { code: 'detail/no-age' } }
  });
});

test('[MIN-2] what is masked shows no sign of it', () => {
  expect(linesSeen('ssn4', '7518', 'masked')).toEqual(['••••']);
  expect(linesSeen('codeWord', 'blue heron', 'masked')).toEqual(['•••']);
});

describe('[REG-14] people beside a patient', () => {
  const JAN: RelatedSaid = {
    name: { family: 'Rook', given: 'Jan' },
    relation: 'spouse',
    roles: [],
    may: ['billing'],
    period: { start: null, end: null }
  };
  const desk = () =>
    memoryStation({ facts: [practiceFacts(), registered('pat-ann', ANN)], user: { user: 'u-new', role: 'clerk' } });
  const say = (station: ReturnType<typeof desk>, shown: RelatedSaid | null, to: RelatedSaid | null) =>
    sayRelated(station, { patient: 'pat-ann', related: 'r1', shown, to });
  const words = async (result: ReturnType<typeof say>): Promise<string> => {
    const settled = await result;
    return settled.ok ? 'done' : wordsFor(settled.error);
  };

  test('are said, changed, taken away', async () => {
    const station = desk();
    expect(await words(say(station, null, JAN))).toBe('done');
    expect(await words(say(station, null, JAN))).toMatch(/Another desk/);
    expect(await words(say(station, JAN, { ...JAN, may: [] }))).toBe('done');
    expect(await words(say(station, { ...JAN, may: [] }, null))).toBe('done');
    expect(await words(say(station, JAN, JAN))).toBe('This person is no longer there.');
    expect(station.recorded.map(({ doc, facts }) => [doc, facts.map(({ kind }) => kind)])).toEqual(
      Array(3).fill([patientDoc('pat-ann'), ['related/said']])
    );
  });
  test.each<[string, Partial<RelatedSaid>, string]>([
    ['nobody', { name: { family: '', given: '' } }, 'Type a first or a last name.'],
    ['10 KB of name', { name: { family: 'x'.repeat(10_240), given: '' } }, 'This can be up to 120 characters.'],
    ['31 February', { period: { start: '2026-02-31', end: null } }, 'That day does not exist.'],
    ['an end before the start', { period: { start: '2026-02-02', end: '2026-02-01' } }, 'It ends before it starts.'],
    [
      'a card',
      { note: '4111 1111 1111 1111' },
      'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    ]
  ])('%s is refused, and nothing is written', async (_, part, refused) => {
    const station = desk();
    expect(await words(say(station, null, { ...JAN, ...part }))).toBe(refused);
    expect(station.recorded).toEqual([]);
  });
});

test('[EXP-2] details leave in the places US Core has for them, and what else a record said stays', () => {
  const person = { ...ANN, ...FULL };
  expect(patientResource('p', person)).toMatchObject({
    maritalStatus: { coding: [{ code: 'M' }] },
    extension: [
      {
        url: expect.stringMatching(/us-core-race$/),
        extension: [{ valueCoding: { code: '2028-9' } }, { valueString: 'Asian' }]
      },
      { url: expect.stringMatching(/us-core-ethnicity$/), extension: [{ valueCoding: { code: '2135-2' } }, {}] },
      { url: expect.stringMatching(/genderIdentity$/) },
      {
        url: expect.stringMatching(/individual-pronouns$/),
        extension: [{ valueCodeableConcept: { text: 'they/them' } }]
      },
      { url: expect.stringMatching(/us-core-interpreter-needed$/), valueCoding: { display: 'Yes' } }
    ]
  });
  const original = {
    resourceType: 'Patient',
    id: 'x',
    extension: [{ url: 'http://example.org/own', valueString: 'kept' }]
  };
  const now = { ...ANN, pronouns: 'she/her' };
  expect(patientWithChanges(original, ANN, now)['extension']).toMatchObject([{ valueString: 'kept' }, {}]);
  expect(JSON.stringify(patientResource('p', person))).not.toMatch(/blue heron|7518/);
});
