import { expect, test } from 'vitest';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { candidatesFor } from './candidates.ts';

/** `smallDay` gives everybody the given name Ann and the birth date 1980-01-02. */
const DAY: readonly OneVisit[] = [
  { id: 'rook', start: 600, family: 'Rook' },
  { id: 'nunez', start: 620, family: 'Núñez-Prado' },
  { id: 'fern', start: 640, family: 'O’Fernwood' },
  { id: 'here', start: 660, family: 'Saltmarsh', arrived: 590 }
];

async function today(visits: readonly OneVisit[] = DAY) {
  const { rows } = memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(600) });
  return { appointments: await rows.appointments(SITE, TODAY), visits: await rows.visits(SITE, TODAY) };
}

const said = (part: Partial<Submission>): Submission => ({
  submission: 's',
  ticket: 'K2-001',
  at: at(600),
  language: 'en',
  birthDate: '1980-01-02',
  given: 'Ann',
  ...part
});

async function best(part: Partial<Submission>): Promise<string> {
  const [first] = candidatesFor(said(part), await today());
  return first
    ? `${first.appointment.appointment} ${first.isSure ? 'sure' : 'ask'}: ${first.reasons.join(', ')}`
    : 'nobody';
}

test.each<[string, Partial<Submission>, string]>([
  ['name and birth date', { family: 'Rook' }, 'rook sure: Same birth date, Same name'],
  ['small letters, no accents', { family: 'nunez prado' }, 'nunez sure: Same birth date, Same name'],
  ['half of a double name', { family: 'Prado' }, 'nunez ask: Same birth date, Similar name'],
  ['no apostrophe', { family: 'ofernwood' }, 'fern sure: Same birth date, Same name'],
  ['two letters swapped', { family: 'Fernwodo' }, 'fern ask: Same birth date, Similar name'],
  ['family and given name swapped', { family: 'Ann', given: 'Rook' }, 'rook ask: Same birth date, Names swapped'],
  [
    'day and month turned round',
    { family: 'Rook', birthDate: '1980-02-01' },
    'rook ask: Day and month turned round, Same name'
  ],
  [
    'one digit of the birth date wrong',
    { family: 'Rook', birthDate: '1980-01-03' },
    'rook ask: Birth date off by one digit, Same name'
  ],
  ['another birth date', { family: 'Rook', birthDate: '1955-07-09' }, 'nobody'],
  ['nothing but a birth date', { given: '' }, 'rook ask: Same birth date'],
  [
    'someone who is here already',
    { family: 'Saltmarsh' },
    'here sure: Same birth date, Same name, Here already: K1-004'
  ],
  ['a stranger', { family: 'Unknownsen', given: 'Pat', birthDate: '1990-05-05' }, 'nobody'],
  ['nothing at all', { family: '', given: '', birthDate: null }, 'nobody']
])('[ARR-10] by %s', async (_, part, expected) => {
  expect(await best(part)).toBe(expected);
});

test('[ARR-10] twins, and two patients who fit alike, are asked; one patient with two appointments is not', async () => {
  const twins = await today([
    { id: 'one', start: 600, family: 'Rook' },
    { id: 'two', start: 620, family: 'Rook' }
  ]);
  expect(candidatesFor(said({ family: 'Rook' }), twins).map(({ isSure }) => isSure)).toEqual([false, false]);

  const same = { ...twins, appointments: twins.appointments.map((one): Appointment => ({ ...one, patient: 'p-one' })) };
  expect(candidatesFor(said({ family: 'Rook' }), same).map(({ isSure }) => isSure)).toEqual([true, false]);
});

test('[ARR-10] the phone speaks for one and against another', async () => {
  const twins = await today([
    { id: 'one', start: 600, family: 'Rook' },
    { id: 'two', start: 620, family: 'Rook' }
  ]);
  const known = { name: { family: 'Rook', given: ['Ann'] }, birthDate: '1980-01-02' };
  const withPhone = (number: string) => ({ ...known, phones: [{ number, use: 'mobile' }] }) as unknown as Patient;
  const patients = new Map([
    ['patient-one', withPhone('+16175550101')],
    ['patient-two', withPhone('+16175550142')]
  ]);
  expect(candidatesFor(said({ family: 'Rook', phoneLast4: '0142' }), { ...twins, patients })).toMatchObject([
    { appointment: { appointment: 'two' }, isSure: true, reasons: ['Same birth date', 'Same name', 'Same phone'] },
    { appointment: { appointment: 'one' }, isSure: false, reasons: ['Same birth date', 'Same name', 'Another phone'] }
  ]);
});

test('[ARR-10] a slip’s code is certain, unless its patient has been checked out', async () => {
  const { appointments, visits } = await today();
  const slip = { envelope: 'e-1', key: new Uint8Array(32) };
  const withSlip = appointments.map((one): Appointment => (one.appointment === 'here' ? { ...one, slip } : one));
  const by = said({ envelope: 'e-1', given: '', birthDate: null });
  expect(candidatesFor(by, { appointments: withSlip, visits })).toMatchObject([
    { appointment: { appointment: 'here' }, isSure: true, reasons: ['Code of the slip', 'Here already: K1-004'] }
  ]);
  const out = visits.map((one): Visit => (one.visit === visitOf('here') ? { ...one, state: 'checked-out' } : one));
  expect(candidatesFor(by, { appointments: withSlip, visits: out })).toMatchObject([
    { isSure: false, reasons: ['Code of the slip', 'Was here already'] }
  ]);
});

test('[ARR-10] cancelled and moved appointments are nobody’s', async () => {
  const { appointments, visits } = await today();
  const gone = appointments.map((one): Appointment => ({ ...one, status: 'cancelled' }));
  expect(candidatesFor(said({ family: 'Rook' }), { appointments: gone, visits })).toEqual([]);
});
