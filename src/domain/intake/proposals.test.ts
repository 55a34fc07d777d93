import { describe, expect, test } from 'vitest';
import { clientIdOf } from '../ids.ts';
import { patientOf, type Patient } from '../patient/patient.ts';
import type { Submission } from './intake-facts.ts';
import { holdsUp, proposalsOf, type FieldProposal } from './proposals.ts';

const HARBOR = { line: ['12 Harbor Street'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const QUAY = { line: ['3 Quay Lane', 'Flat 2'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const MOBILE = { number: '+12075550142', use: 'mobile' } as const;
const HOME = { number: '+12075550177', use: 'home' } as const;

function patient(of: object = {}): Patient {
  const known = {
    patient: 'p',
    source: 'desk',
    name: { family: 'Núñez-Prado', given: ['Roberta', 'Ann'], preferred: 'Bobbie' },
    birthDate: '1971-03-09',
    sex: 'female',
    phones: [MOBILE, HOME],
    email: 'roberta@example.org',
    address: HARBOR,
    language: 'en',
    identifiers: [],
    ...of
  };
  const folded = patientOf([
    { client: clientIdOf(7, 0), clock: 0, fact: { kind: 'patient/registered', at: 1, by: 'u', of: known } }
  ]);
  if (!folded) throw new Error('nobody was registered');
  return folded;
}

const said = (of: Partial<Submission>): Submission => ({
  submission: 's-1',
  ticket: 'K2-001',
  at: 1_000,
  language: 'en',
  ...of
});
const told = (of: Partial<Submission>, known: object = {}): readonly FieldProposal[] =>
  proposalsOf([{ said: said(of), settled: {} }], patient(known));

describe('[ARR-13] a name that is typed in a hurry is no other name', () => {
  test.each<[string, Partial<Submission>]>([
    ['the same', { family: 'Núñez-Prado', given: 'Roberta' }],
    ['no accents, small letters', { family: 'nunez prado', given: 'roberta' }],
    ['half of a double name', { family: 'Prado', given: 'Roberta' }],
    ['both given names', { family: 'Nunez-Prado', given: 'Roberta Ann' }],
    ['what she is called', { family: 'Nunez-Prado', given: 'Bobbie' }],
    ['an initial', { family: 'Nunez-Prado', given: 'R' }],
    ['names turned round', { family: 'Roberta', given: 'Prado' }],
    ['no given name', { family: 'Nunez-Prado' }],
    ['nothing', {}]
  ])('%s', (_, of) => {
    expect(told(of)).toEqual([]);
  });

  test('another name is one, with what was not told left as it is; it is high-risk', () => {
    expect(told({ family: 'Larch', given: 'Roberta' })).toMatchObject([
      {
        field: 'name',
        isHighRisk: true,
        reason: 'differs',
        to: { family: 'Larch', given: ['Roberta', 'Ann'], preferred: 'Bobbie' }
      }
    ]);
    expect(told({ family: 'Nunez-Pradon' })).toMatchObject([{ field: 'name', reason: 'spelling' }]);
  });
});

test('[ARR-13] another birth date is high-risk, and says how it differs', () => {
  const reasonOf = (birthDate: Submission['birthDate']) => told({ birthDate: birthDate ?? null })[0]?.reason;
  expect(reasonOf('1971-03-09')).toBeUndefined();
  expect(reasonOf(null)).toBeUndefined();
  expect(reasonOf('1971-09-03')).toBe('turned-round');
  expect(reasonOf('1972-03-09')).toBe('one-digit');
  expect(reasonOf('1980-12-31')).toBe('differs');
  expect(told({ birthDate: '1971-03-09' }, { birthDate: null })).toMatchObject([{ reason: 'new', isHighRisk: true }]);
});

test('[ARR-13] a telephone takes the first place, and the others stay', () => {
  const phones = (phone: string, known: object = {}) => told({ changes: { phone } }, known)[0];
  expect(phones('207.555.0188')).toMatchObject({
    from: [MOBILE, HOME],
    to: [{ number: '+12075550188', use: 'mobile' }, HOME],
    reason: 'differs'
  });
  // One that is known and not the first is called from now on; no number is lost.
  expect(phones('(207) 555-0177')).toMatchObject({ to: [HOME, MOBILE], reason: 'differs' });
  expect(phones('2075550142')).toMatchObject({ reason: 'same' });
  expect(phones('207 555 0188', { phones: [] })).toMatchObject({
    to: [{ number: '+12075550188', use: 'mobile' }],
    reason: 'new'
  });
});

test('[ARR-13] address, email and language; the same said again is no change, and holds nobody up', () => {
  expect(told({ changes: { address: QUAY, email: 'new@example.org' }, language: 'es' })).toMatchObject([
    { field: 'email', from: 'roberta@example.org', to: 'new@example.org', reason: 'differs', isHighRisk: false },
    { field: 'address', from: HARBOR, to: QUAY, reason: 'differs' },
    { field: 'language', from: 'en', to: 'es', reason: 'differs' }
  ]);
  const same = told({ changes: { address: { ...HARBOR, city: 'ROCKPORT' }, email: 'Roberta@Example.org' } });
  expect(same.map(({ field, reason }) => `${field} ${reason}`)).toEqual(['email same', 'address same']);
  expect(same.some(holdsUp)).toBe(false);
  expect(told({ language: 'es' }, { language: 'es-MX' })).toEqual([]);
  expect(told({ language: 'es' }).some(holdsUp)).toBe(false);
  expect(told({ changes: { address: QUAY } }).every(holdsUp)).toBe(true);
});

test('[ARR-13] [FORM-15] whom to call in an emergency: new beside the patient, or changed by name; whoever else is called stays', () => {
  const BO = {
    ...{ related: 'r-1', patientOf: 'p', at: 1, by: 'u', relation: 'sibling', roles: ['emergency'], may: ['billing'] },
    ...{ name: { family: 'Quist', given: 'Bo' }, phone: '+12075550101', period: { start: null, end: null } }
  };
  const one = (name: string, phone: string, related: readonly object[] = []) => {
    const from = { said: said({ changes: { emergency: { name, phone } } }), settled: {} };
    return proposalsOf([from], { ...patient(), related: related as NonNullable<Patient['related']> })[0];
  };
  expect(one('Ola Quist', '2075550102')).toMatchObject({
    ...{ field: 'emergency', from: null, reason: 'new', isHighRisk: false },
    to: { related: 's-1.emergency', said: { name: { family: 'Quist', given: 'Ola' }, roles: ['emergency'] } }
  });
  expect(one('Ola Quist', '2075550102', [BO])).toMatchObject({ from: null, reason: 'differs' });
  expect(one('bo quist', '207-555-0199', [BO])).toMatchObject({
    ...{ reason: 'differs', from: { related: 'r-1', said: { phone: '+12075550101' } } },
    to: { related: 'r-1', said: { phone: '+12075550199', may: ['billing'], relation: 'sibling' } }
  });
  expect(one('Bo Quist', '(207) 555-0101', [BO])).toMatchObject({ reason: 'same' });
  expect(holdsUp(one('Ola Quist', '2075550102')!)).toBe(false);
});

test('[ARR-13] of two submissions the later word of a field counts; what is settled is not asked again', () => {
  const early = { said: said({ changes: { email: 'early@example.org', phone: '2075550188' } }), settled: {} };
  const late = {
    said: said({ submission: 's-2', at: 2_000, changes: { email: 'late@example.org' } }),
    settled: {}
  };
  const both = proposalsOf([early, late], patient());
  expect(both.map(({ field, submission }) => `${field} ${submission}`)).toEqual(['phones s-1', 'email s-2']);

  const settled = proposalsOf([early, { ...late, settled: { email: 'refused' } }], patient());
  expect(settled.map(({ field }) => field)).toEqual(['phones']);
});

test('[ARR-13] [REG-17] where somebody is for the winter is on record already, and no new home; an earlier address is', () => {
  const winter = { ...QUAY, use: 'temp', period: { start: '2026-11-01', end: null } };
  const [same] = told({ changes: { address: QUAY } }, { otherAddresses: [winter] });
  expect(same).toMatchObject({ field: 'address', from: HARBOR, to: HARBOR, reason: 'same' });
  const [back] = told({ changes: { address: QUAY } }, { otherAddresses: [{ ...winter, use: 'old' }] });
  expect(back).toMatchObject({ from: HARBOR, to: QUAY, reason: 'differs' });
});
