import { expect, test } from 'vitest';
import { pageOf } from '#tests/fixtures/read-words.ts';
import { candidatesOf, questionsOf, seenOf, type KnownPerson } from './whose-paper.ts';

const TODAY = '2026-11-22';
const JOSS: KnownPerson = {
  patient: 'pat-joss',
  family: 'Fernaby',
  given: 'Joss Emil',
  preferred: '',
  birthDate: '1988-12-30',
  phone: '+12065550102',
  identifier: 'MRN-40881'
};
const SISTER: KnownPerson = {
  ...JOSS,
  patient: 'pat-ada',
  given: 'Ada',
  birthDate: '1991-02-01',
  phone: '',
  identifier: ''
};

const seen = (text: string, person: KnownPerson = JOSS): readonly (readonly [string, string, boolean])[] =>
  candidatesOf([pageOf(text)], [person], TODAY).flatMap((one) =>
    one.seen.map(({ identifier, text: said, isNear }): readonly [string, string, boolean] => [identifier, said, isNear])
  );

test('[READ-3] a page is asked for its birth dates, its labelled names and its record number', () => {
  const page = pageOf('Collected: 11/03/2026\nPatient: FERNABY, JOSS E.   DOB: 12/30/1988\nMRN: 40881');
  expect(questionsOf([page], TODAY).queries).toEqual(['1988-12-30', '2026-11-03', 'FERNABY JOSS', '40881']);
  expect(questionsOf([pageOf('')], TODAY).queries).toEqual([]);
  const many = Array.from({ length: 40 }, (_, at) => `${1 + (at % 12)}/1${at % 9}/19${50 + at}`).join('\n');
  expect(questionsOf([pageOf(many)], TODAY).queries.length).toBeLessThanOrEqual(10);
});

test.each<[string, string, readonly (readonly [string, string, boolean])[]]>([
  ['family first', 'FERNABY, JOSS  DOB 12/30/1988', [['name', 'FERNABY, JOSS', false], ['birth-date', '12/30/1988', false]]],
  ['given first, a middle name between', 'Joss E. Fernaby, born Dec 30, 1988', [['name', 'Joss E. Fernaby,', false], ['birth-date', 'Dec 30, 1988', false]]],
  ['digits for letters', 'J0ss Fernaby\n12/3O/l988', [['name', 'J0ss Fernaby', false], ['birth-date', '12/3O/l988', false]]],
  ['a letter off', 'FERNABV, JOSS  12/30/1988', [['name', 'FERNABV, JOSS', true], ['birth-date', '12/30/1988', false]]],
  ['glued to its label', 'Patient:Fernaby,Joss\nDOB:12/30/1988', [['name', 'Patient:Fernaby,Joss', false], ['birth-date', '12/30/1988', false]]],
  ['phone and record number', 'Fernaby Joss (206) 555-0102 MRN-40881', [['name', 'Fernaby Joss', false], ['record-number', 'MRN-40881', false], ['phone', '(206) 555-0102', false]]],
  ['the name alone', 'Fernaby, Joss', [['name', 'Fernaby, Joss', false]]],
  ['another given name', 'Fernaby, Ada', []],
  ['far apart', 'Fernaby said that it was his old friend Joss', []],
  ['a birth date alone', '12/30/1988', []],
  ['nobody', 'Lorem ipsum', []],
  ['nothing', '', []]
])('[READ-3] [READ-4] what a page shows of a person: %s', (_, text, expected) => {
  expect(seen(text)).toEqual(expected);
}); // prettier-ignore

test('[READ-3] who is shown with more comes first, and a name alone is nobody beside them', () => {
  const page = pageOf('Patient: Fernaby, Joss   DOB: 12/30/1988\nNext of kin: Ada Fernaby');
  expect(candidatesOf([page], [SISTER, JOSS, JOSS], TODAY).map(({ person }) => person.patient)).toEqual(['pat-joss']);
  expect(candidatesOf([pageOf('Ada Fernaby and Joss Fernaby')], [SISTER, JOSS], TODAY).length).toBe(2);
});

test.each<[string, Partial<KnownPerson>, string]>([
  ['marks and two surnames', { family: 'Núñez-Prado', given: 'José' }, 'NUNEZ PRADO, JOSE  12/30/1988'],
  ['an apostrophe', { family: 'O’Fernwood', given: 'Joss' }, "Joss O'Fernwood 12/30/1988"],
  ['what they go by', { given: 'Jocelyn', preferred: 'Joss' }, 'Joss Fernaby 12/30/1988']
])('[READ-3] names as people have them: %s', (_, other, text) => {
  expect(seen(text, { ...JOSS, ...other }).map(([identifier]) => identifier)).toEqual(['name', 'birth-date']);
});

test('[READ-3] nobody without a name is found by every page', () => {
  expect(candidatesOf([pageOf('a b c')], [{ ...JOSS, family: '', given: '', birthDate: null, phone: '', identifier: '' }], TODAY)).toEqual([]);
}); // prettier-ignore

test('[READ-4] of somebody who was chosen by hand all is shown that the page has of them, a birth date alone too', () => {
  const shown = (text: string): readonly string[] =>
    seenOf([pageOf(text)], JOSS, TODAY).map(({ identifier }) => identifier);
  expect(shown('born 12/30/1988')).toEqual(['birth-date']);
  expect(shown('MRN: 40881 of 2026')).toEqual([]);
  expect(shown('MRN:MRN40881')).toEqual(['record-number']);
  expect(seenOf([pageOf('Visit of November 4, 2026')], { ...JOSS, identifier: '2026' }, TODAY)).toEqual([]);
});
