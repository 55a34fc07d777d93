import { expect, test } from 'vitest';
import { practiceOf } from '../practice/practice.ts';
import type { Recorded } from '../fact.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import type { Appointment } from './appointment.ts';
import { ruleClasses } from './booking-rules.ts';

const { facts } = practiceFacts();
const RULES = {
  visitType: 'annual',
  segments: [],
  before: 0,
  after: 0,
  dailyCap: null,
  intervalDays: 366,
  referral: false,
  authorization: true
};
const practice = practiceOf(
  [...facts, { kind: 'visit-type/ruled', of: RULES }].map(
    ({ kind, of }, clock) => ({ client: 1, clock, fact: { kind, of, at: clock, by: 'u' } }) as Recorded
  )
);
const authorization = { number: 'PA-1', from: '2026-11-01', to: '2026-12-31', units: 2 };

function visit(appointment: string, start: number, over: Partial<Appointment> = {}): Appointment {
  return {
    appointment,
    patient: 'ann',
    label: { family: 'Rook', given: 'Ann', birthDate: null },
    visitType: 'annual',
    at: { practitioner: 'p-kim', start, minutes: 30 },
    note: '',
    status: 'booked',
    reason: null,
    provisional: false,
    replaces: null,
    rescheduledTo: null,
    slip: null,
    last: '0.0',
    contested: [],
    problems: [],
    authorization,
    ...over
  };
}

test('[ENG-6] C9: an authorization is used up by the visits before, of other days and of this one, and by nobody else’s', () => {
  const mine = visit('a-1', 600);
  const on = (
    earlier: readonly { date: string; visitType: string; authorization?: string }[],
    appointments: readonly Appointment[] = []
  ) =>
    ruleClasses(
      { practice, site: SITE, date: TODAY, appointments: [...appointments, mine], others: new Map([['ann', earlier]]) },
      mine
    );
  const used = { date: '2026-11-10', visitType: 'nurse', authorization: 'PA-1' };
  expect(on([used])).toEqual([]);
  expect(on([used, { ...used, date: '2026-11-12' }])).toEqual(['C9']);
  expect(on([used, { ...used, authorization: 'PA-2' }, { ...used, date: '2026-12-01' }])).toEqual([]);
  expect(on([used], [visit('a-2', 540)])).toEqual(['C9']);
  expect(
    on([used], [visit('a-2', 540, { status: 'cancelled' }), visit('a-3', 660), visit('a-4', 540, { patient: 'ben' })])
  ).toEqual([]);
});

test('[ENG-6] C11: a year and a day after the last', () => {
  const mine = visit('a-1', 600);
  const after = (date: string) =>
    ruleClasses(
      {
        practice,
        site: SITE,
        date: TODAY,
        appointments: [mine],
        others: new Map([['ann', [{ date, visitType: 'annual' }]]])
      },
      mine
    );
  expect(after('2025-11-19')).toEqual([]);
  expect(after('2025-11-20')).toEqual(['C11']);
});
