import { expect, test } from 'vitest';
import { appointmentOf, type Appointment } from './appointment.ts';
import type { NewFact } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { practiceOf } from '../practice/practice.ts';
import { instantAt, plusDays } from '../time.ts';
import { bookedFact } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { conflictsOf } from './conflicts.ts';
import { startsFor } from './find-slots.ts';
import { freeDay } from './free-time.ts';
import { has } from './cells.ts';
import { nextCall } from './next-call.ts';
import { ANY_SLOT } from './slot-search.ts';
import { unconfirmedNow, type UnconfirmedPolicy } from './unconfirmed.ts';

const TOMORROW = plusDays(TODAY, 1);
const at = (minute: number, date = TODAY) => instantAt(date, minute, ZONE);

function told(facts: readonly NewFact[], from = at(540), apart = 1): Appointment {
  return appointmentOf(
    facts.map(({ kind, of }, clock) => {
      return { client: clientIdOf(1, 0), clock, fact: { kind, of, at: (from + clock * apart) * 1024, by: 'u' } };
    })
  )!;
}
const tried = (outcome: string): NewFact => ({
  kind: 'appointment/attempted',
  of: { appointment: 'a-1', about: 'confirm', channel: 'phone', outcome }
});
const settled = (how: string): NewFact => ({
  kind: 'appointment/unconfirmed-settled',
  of: { appointment: 'a-1', how }
});

function due(facts: readonly NewFact[], now: number, policy: UnconfirmedPolicy = 'release', flags: string[] = []) {
  const booked = [{ date: TOMORROW, appointment: told([bookedFact(), ...facts]) }];
  const flagsOf = () => flags as never[]; // the flags of the table are known ones
  return unconfirmedNow(booked, { policy, flagsOf, now, zone: ZONE }).map(({ proposed }) => proposed);
}

test.each<[string, readonly NewFact[], number, string[], readonly string[]]>([
  ['before noon of the day before', [], at(719), [], []],
  ['from noon on', [], at(720), [], ['release']],
  ['tried once', [tried('no-answer')], at(720), [], ['release']],
  ['not reached in three tries', ['no-answer', 'busy', 'no-answer'].map(tried), at(720), [], ['release']],
  ['confirmed', [tried('confirmed')], at(720), [], []],
  ['asks for another time', [tried('asks-to-reschedule')], at(720), [], []],
  ['settled already', [settled('kept')], at(720), [], []],
  ['begun', [], at(540, TOMORROW), [], []],
  ['of a patient at clinical risk', [], at(720), ['clinical-risk'], ['keep']]
])('[CONF-7] %s', (_, facts, now, flags, expected) => expect(due(facts, now, 'release', flags)).toEqual(expected));

test('[CONF-7] the most urgent are kept too; nothing said is kept', () => {
  const urgent = told([bookedFact({ urgency: 1 })]);
  const asked = { policy: 'release', flagsOf: () => [], now: at(720), zone: ZONE } as const;
  expect(unconfirmedNow([{ date: TOMORROW, appointment: urgent }], asked)).toMatchObject([{ proposed: 'keep' }]);
  expect(practiceOf([]).plan.unconfirmed).toBe('keep');
});

test('[CONF-7] booked over once without a conflict, not twice, and offered no longer once it is confirmed', () => {
  const practice = practiceOf(
    practiceFacts().facts.map((fact, clock) => ({ client: 1, clock, fact: { at: 0, by: 'u', ...fact } }))
  );
  const opened = told([bookedFact(), settled('overbook')]);
  const over = told([bookedFact({ appointment: 'a-2', patient: 'pat-2' })]);
  const third = told([bookedFact({ appointment: 'a-3', patient: 'pat-3' })]);
  const cards = (...appointments: Appointment[]) =>
    conflictsOf({ practice, site: SITE, date: TODAY, appointments }).map(({ id, classes }) => `${id} ${classes[0]}`);
  const isFree = (appointment: Appointment): boolean => {
    const { practitioner, start, minutes } = appointment.at;
    const day = freeDay(practice, SITE, TODAY, [appointment]);
    return has(startsFor(day, { ...ANY_SLOT, visitType: appointment.visitType, minutes }, practitioner), start);
  };
  expect([cards(opened), cards(opened, over), cards(told([bookedFact()]), over)]).toEqual([[], [], ['a-1+a-2 C1']]);
  expect(cards(opened, over, third)).toHaveLength(3);
  expect([isFree(told([bookedFact()])), isFree(opened)]).toEqual([false, true]);
  expect(isFree(told([bookedFact(), settled('overbook'), tried('confirmed')]))).toBe(false);
});

test.each<[string, readonly NewFact[], number, string]>([
  ['nobody tried', [], at(600), 'call'],
  ['too early in the morning', [], at(539), 'wait-for-morning'],
  ['too late in the evening', [], at(1200), 'call-tomorrow'],
  ['an hour ago', [tried('no-answer')], at(600), 'call-later'],
  ['two hours ago', [tried('no-answer')], at(662), 'call'],
  ['twice today', [tried('no-answer'), tried('busy')], at(900), 'call-tomorrow'],
  ['a wrong number', [tried('wrong-number')], at(900), 'find-number'],
  ['another language', [tried('language')], at(900), 'find-interpreter'],
  ['asks to cancel', [tried('asks-to-cancel')], at(900), 'cancel'],
  ['asks to move', [tried('asks-to-reschedule')], at(900), 'move'],
  ['three times', ['no-answer', 'busy', 'no-answer'].map(tried), at(900), 'decide'],
  ['confirmed', [tried('confirmed')], at(900), 'nothing']
])('[CONF-6] next after %s', (_, facts, now, expected) =>
  expect(nextCall(told([bookedFact(), ...facts], at(541)), [], now, ZONE)).toBe(expected)
);
