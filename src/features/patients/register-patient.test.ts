import { describe, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { memoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { changePatient, type FieldChange } from './change-patient.ts';
import { wordsFor } from './refusals.ts';
import { registerPatient } from './register-patient.ts';
import { takeBack } from './take-back.ts';

const ANN: Demographics = {
  name: { family: 'Rookwell', given: ['Ann', 'Lee'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  identifiers: []
};
const register = (station: ReturnType<typeof memoryStation>, part: Partial<Demographics> = {}) =>
  registerPatient(station, { patient: 'pat-ann', demographics: { ...ANN, ...part } });
const codeOf = async (result: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<string> => {
  const settled = await result;
  return settled.ok ? 'ok' : settled.error.code;
};

test('[REG-1] a registration is one fact in the patient’s own document, and found at once (S-1)', async () => {
  const station = memoryStation();
  expect(await codeOf(register(station))).toBe('ok');
  expect(station.recorded).toEqual([
    {
      command: 'patients/register',
      doc: patientDoc('pat-ann'),
      facts: [{ kind: 'patient/registered', of: { patient: 'pat-ann', source: 'desk', ...ANN } }]
    }
  ]);
  expect((await station.rows.findPatients('rook', 5))[0]).toMatchObject({ patient: 'pat-ann', given: 'Ann Lee' });
});

test('[REG-1] a save that fails leaves nothing; the second try makes one patient (S-5)', async () => {
  const station = memoryStation();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(register(station)).rejects.toThrow(StorageFault);
  station.setFault(null);
  await register(station);
  expect(await codeOf(register(station))).toBe('ok');
  expect(station.recorded).toHaveLength(1);
});

test('[REG-1] the next patient, typed into a form that somebody was registered with, is refused and not lost', async () => {
  const station = memoryStation();
  await register(station);
  const next = { name: { family: 'Fernaby', given: ['Joss'] } };
  expect(await codeOf(register(station, next))).toBe('patient/registered-already');
  expect(station.recorded).toHaveLength(1);
});

describe('[REG-2] what may not be kept is refused in words, and nothing is written (RELIABILITY §6 no. 22, 23)', () => {
  const long = 'x'.repeat(121);
  test.each([
    ['no name', { name: { family: '', given: [] } }, 'patient/no-name'],
    ['10 KB of family name', { name: { family: 'x'.repeat(10_240), given: [] } }, 'patient/name-too-long'],
    [
      'given names that are too long together',
      { name: { family: 'A', given: [long.slice(60), long.slice(60), 'x'] } },
      'patient/name-too-long'
    ],
    ['a long former name', { name: { family: 'A', given: [], former: [long] } }, 'patient/name-too-long'],
    ['31 February', { birthDate: '1990-02-31' }, 'patient/born-no-such-day'],
    ['29 February 2023', { birthDate: '2023-02-29' }, 'patient/born-no-such-day'],
    ['2099', { birthDate: '2099-01-01' }, 'patient/born-in-the-future'],
    ['tomorrow', { birthDate: '2026-11-21' }, 'patient/born-in-the-future'],
    ['1850', { birthDate: '1850-05-05' }, 'patient/born-too-long-ago'],
    ['a phone number without end', { phones: [{ number: '5'.repeat(41), use: 'home' }] }, 'patient/phone-too-long'],
    ['21 phones', { phones: Array.from({ length: 21 }, () => ANN.phones[0]!) }, 'patient/too-many-phones'],
    ['an address that is none', { email: 'ann at example' }, 'patient/bad-email'],
    ['an address with a part left out', { email: 'ann@b..co' }, 'patient/bad-email'],
    ['an endless e-mail address', { email: `${'a'.repeat(250)}@b.co` }, 'patient/bad-email'],
    [
      'a long street',
      { address: { line: ['x'.repeat(201)], city: '', state: '', postalCode: '' } },
      'patient/address-too-long'
    ],
    ['a language in words', { language: 'the spanish one' }, 'patient/bad-language'],
    ['a card number for a name', { name: { family: '4111 1111 1111 1111', given: [] } }, 'patient/card-number'],
    [
      'a card number in an address',
      { address: { line: ['5555555555554444'], city: '', state: '', postalCode: '' } },
      'patient/card-number'
    ]
  ] satisfies [string, Partial<Demographics>, string][])('%s', async (_, part, code) => {
    const station = memoryStation();
    const result = await register(station, part);
    expect(result.ok ? '' : result.error.code).toBe(code);
    expect(result.ok ? '' : wordsFor(result.error)).toMatch(/\.$/);
    expect(station.recorded).toEqual([]);
  });
});

test('[REG-2] one name, no birth date and no phone are enough (S-3)', async () => {
  const station = memoryStation();
  const unknown = { name: { family: '', given: ['Unknown'] }, birthDate: null, phones: [] };
  expect(await codeOf(register(station, unknown))).toBe('ok');
});

test.each(['<img src=x onerror=alert(1)>', "Robert'); DROP TABLE", '=cmd()', 'محمد'])(
  '[REG-2] %s is a name like any other (RELIABILITY §6 no. 22)',
  async (family) => {
    const station = memoryStation();
    expect(await codeOf(register(station, { name: { family, given: [] } }))).toBe('ok');
    expect((await station.rows.patient('pat-ann'))?.name.family).toBe(family);
  }
);

describe('[REG-5] a change names the value it replaces', () => {
  const stationWith = () => memoryStation({ facts: [registered('pat-ann', ANN)] });
  const change = (station: ReturnType<typeof memoryStation>, of: FieldChange, seen: unknown) =>
    codeOf(changePatient(station, 'pat-ann', of, seen));

  test('and the value that was empty', async () => {
    const station = stationWith();
    const born = { field: 'birthDate', to: '1971-09-03' } as const;
    expect(await change(station, born, ANN.birthDate)).toBe('ok');
    expect(await change(station, { field: 'email', to: 'ann@example.org' }, undefined)).toBe('ok');
    expect(station.recorded.flatMap(({ facts }) => facts.map(({ of }) => of))).toEqual([
      { patient: 'pat-ann', field: 'birthDate', from: '1971-03-09', to: '1971-09-03' },
      { patient: 'pat-ann', field: 'email', from: null, to: 'ann@example.org' }
    ]);
  });

  test('a value that is the same writes nothing', async () => {
    const station = stationWith();
    expect(await change(station, { field: 'sex', to: 'female' }, 'female')).toBe('ok');
    expect(station.recorded).toEqual([]);
  });

  test.each([
    ['unseen change of another desk', { field: 'sex', to: 'male' }, 'other', 'patient/changed-meanwhile'],
    ['29 February 2023', { field: 'birthDate', to: '2023-02-29' }, ANN.birthDate, 'patient/born-no-such-day'],
    ['no name', { field: 'name', to: { family: '', given: [] } }, ANN.name, 'patient/no-name']
  ] satisfies [string, FieldChange, unknown, string][])('%s is refused', async (_, of, seen, code) => {
    const station = stationWith();
    expect(await change(station, of, seen)).toBe(code);
    expect(station.recorded).toEqual([]);
  });

  test('a patient who is not here is refused', async () => {
    expect(await codeOf(changePatient(stationWith(), 'pat-nobody', { field: 'sex', to: 'male' }, null))).toBe(
      'patient/unknown'
    );
  });

  test('[REG-6] a fork is settled by choosing either value, the one that stands too', async () => {
    const station = stationWith();
    const doc = patientDoc('pat-ann');
    const from = { patient: 'pat-ann', field: 'birthDate', from: '1971-03-09' };
    await station.record('x', doc, [{ kind: 'patient/changed', of: { ...from, to: '1971-03-19' } }]);
    station.receive(doc, [{ kind: 'patient/changed', of: { ...from, to: '1971-09-03' } }], 7);
    const forked = await station.rows.patient('pat-ann');
    expect(forked?.forks).toHaveLength(1);

    expect(await change(station, { field: 'birthDate', to: forked!.birthDate }, forked!.birthDate)).toBe('ok');
    const settled = await station.rows.patient('pat-ann');
    expect(settled?.forks).toEqual([]);
    expect(settled?.birthDate).toBe(forked!.birthDate);
  });
});

describe('[REG-8] undo', () => {
  test('takes a registration back, and a change', async () => {
    const station = memoryStation();
    const registration = await register(station);
    const change = await changePatient(station, 'pat-ann', { field: 'sex', to: 'unknown' }, 'female');
    if (change.ok) expect(await codeOf(takeBack(station, change.value))).toBe('ok');
    expect((await station.rows.patient('pat-ann'))?.sex).toBe('female');
    if (registration.ok) expect(await codeOf(takeBack(station, registration.value))).toBe('ok');
    expect(await station.rows.patient('pat-ann')).toBeUndefined();
  });

  test('leaves a patient who has an appointment by now', async () => {
    const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact({ patient: 'pat-ann' })])] });
    const registration = await register(station);
    if (registration.ok) expect(await codeOf(takeBack(station, registration.value))).toBe('undo/in-use');
    expect(await codeOf(takeBack(station, { command: 'patients/register', takes: [] }))).toBe('undo/nothing');
  });
});
