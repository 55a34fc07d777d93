import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectFoldLaws, voidOf } from '#tests/fixtures/fold-laws.ts';
import { factId, type NewOf, type Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import type { AppointmentFact, Placement } from './appointment-facts.ts';
import { appointmentOf, isLive, mayFollow } from './appointment.ts';

type New = NewOf<AppointmentFact>;
const label = { family: 'Rook', given: 'Ann', birthDate: null };
const at = (start: number, practitioner = 'p-kim'): Placement => ({ practitioner, start, minutes: 20 });
const BOOK: New = {
  kind: 'appointment/booked',
  of: { appointment: 'a', patient: 'p', label, visitType: 'established', at: at(540) }
};
const move = (from: Placement, to: Placement): New => ({
  kind: 'appointment/moved',
  of: { appointment: 'a', from, to }
});
const CANCEL: New = { kind: 'appointment/cancelled', of: { appointment: 'a', by: 'patient', reason: 'illness' } };
const MISS: New = { kind: 'appointment/no-show', of: { appointment: 'a', reason: 'no-call' } };
const toDay = (date: string): New => {
  return { kind: 'appointment/rescheduled', of: { appointment: 'a', to: { date, appointment: `a-${date}` } } };
};

/** Facts one after another, from a desk each. */
function told(...facts: readonly New[]): Recorded[] {
  return facts.map((fact, index) => ({
    client: clientIdOf(1 + (index % 2), 0),
    clock: index,
    fact: { ...fact, at: index * 1024, by: 'u' }
  }));
}

test('[APT-1] the same facts are the same appointment, in any order and however often', () => {
  const places = [at(540), at(560), at(600, 'p-moss')];
  const anyMove = fc.tuple(fc.constantFrom(...places), fc.constantFrom(...places)).map(([from, to]) => move(from, to));
  expectFoldLaws(
    appointmentOf,
    fc.oneof(fc.constantFrom(BOOK, CANCEL, MISS, toDay('2026-11-23'), toDay('2026-11-24')), anyMove)
  );
});

test('a booking carries all it was booked with', () => {
  const replaces = { date: '2026-11-19', appointment: 'a-0' };
  const of = { ...BOOK.of, note: 'wheelchair', provisional: true, replaces } as typeof BOOK.of;
  expect(appointmentOf(told({ ...BOOK, of } as New))).toEqual({
    appointment: 'a',
    patient: 'p',
    label,
    visitType: 'established',
    at: at(540),
    note: 'wheelchair',
    status: 'booked',
    reason: null,
    provisional: true,
    replaces,
    rescheduledTo: null,
    slip: null,
    promise: { at: 0, writer: clientIdOf(1, 0), by: 'u' },
    last: `${clientIdOf(1, 0)}.0`,
    contested: [],
    problems: []
  });
  expect(appointmentOf(told(CANCEL, MISS))).toBeNull();
});

describe('[APT-5] what may follow', () => {
  test.each([
    ['moved', [move(at(540), at(600))], 'booked', 0],
    ['cancelled', [CANCEL], 'cancelled', 0],
    ['missed', [MISS], 'no-show', 0],
    ['gone to another day', [toDay('2026-11-23')], 'rescheduled', 0],
    ['cancelled by two desks', [CANCEL, CANCEL], 'cancelled', 0],
    ['sent to the same other day twice', [toDay('2026-11-23'), toDay('2026-11-23')], 'rescheduled', 0],
    ['sent to two other days', [toDay('2026-11-23'), toDay('2026-11-24')], 'rescheduled', 1],
    ['cancelled, and moved by a desk that did not know', [CANCEL, move(at(540), at(600))], 'cancelled', 1],
    ['missed, then cancelled', [MISS, CANCEL], 'no-show', 1],
    ['cancelled, then sent to another day', [CANCEL, toDay('2026-11-23')], 'cancelled', 1]
  ] satisfies [string, New[], string, number][])('%s', (_, facts, status, problems) => {
    const appointment = appointmentOf(told(BOOK, ...facts));
    expect(appointment?.status).toBe(status);
    expect(appointment?.problems).toHaveLength(problems);
    expect(isLive(appointment!)).toBe(status === 'booked');
  });

  test('(S-24) an end leads back only by taking it back', () => {
    expect(mayFollow('cancelled', 'appointment/moved')).toBe(false);
    const facts = told(BOOK, CANCEL);
    expect(appointmentOf([...facts, voidOf(factId(facts[1]!), 0)])?.status).toBe('booked');
  });
});

describe('[APT-6] two desks moved it at once', () => {
  const fork = [BOOK, move(at(540), at(600)), move(at(540), at(660))];

  test('the later place holds, the other is kept and shown', () => {
    expect(appointmentOf(told(...fork))).toMatchObject({ at: at(660), contested: [at(600)] });
  });

  test('moved on in a row, nothing is contested', () => {
    const row = told(BOOK, move(at(540), at(600)), move(at(600), at(660)));
    expect(appointmentOf(row)).toMatchObject({ at: at(660), contested: [] });
  });

  test('both to one place, nothing is contested', () => {
    const agreed = told(BOOK, move(at(540), at(600)), move(at(540), at(600)));
    expect(appointmentOf(agreed)).toMatchObject({ at: at(600), contested: [] });
  });

  test('one of them going on does not settle it; saying that it stays does', () => {
    const onwards = [...fork, move(at(660), at(700))];
    expect(appointmentOf(told(...onwards))).toMatchObject({ at: at(700), contested: [at(600)] });
    expect(appointmentOf(told(...onwards, move(at(700), at(700))))).toMatchObject({ at: at(700), contested: [] });
  });

  test('taking one move back leaves the other', () => {
    const facts = told(...fork);
    expect(appointmentOf([...facts, voidOf(factId(facts[1]!), 0)])).toMatchObject({ at: at(660), contested: [] });
  });
});

test('[APT-6] a room chosen anew is kept, also where the place stays', () => {
  const segments = [{ kind: 'room', any: ['room-2'], offset: 0, minutes: 20 }] as const;
  const roomed = (from: Placement, to: Placement): New => ({
    kind: 'appointment/moved',
    of: { appointment: 'a', from, to, segments }
  });
  expect(appointmentOf(told(BOOK, roomed(at(540), at(540))))?.segments).toEqual(segments);
  expect(appointmentOf(told(BOOK, roomed(at(540), at(600))))).toMatchObject({ at: at(600), segments });
});
