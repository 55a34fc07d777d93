import { expect, test } from 'vitest';
import { practiceOf } from '../practice/practice.ts';
import { instantAt } from '../time.ts';
import { isAfterHours } from './after-hours.ts';
import { watchFlags, watchList, type Acquaintance } from './watch-list.ts';

const STAFF = [
  { user: 'ada', name: 'Ada Quill' },
  { user: 'ines', name: 'Inês Pereira Lobo' }
];

function person(patient: string, given: string, family: string, more: Partial<Acquaintance> = {}): Acquaintance {
  return { patient, given, family, phones: [], address: '', ...more };
}

const PATIENTS = [
  person('p-ada', 'Ada May', 'Quill', { phones: ['+12065550101'], address: '1 Elm St Springfield' }),
  person('p-quill', 'Tom', 'QUILL'),
  person('p-phone', 'Kit', 'Rowan', { phones: ['(206) 555-0101'] }),
  person('p-home', 'Lu', 'Quill', { address: '1 elm st, Springfield' }),
  person('p-ines', 'Ines', 'Pereira Lobo'),
  person('p-else', 'Bo', 'Marsh', { phones: ['+12065550199'], address: '2 Elm St Springfield' })
];

test('[AUD-17] themselves, their surname, their phone or address, and one another where they are patients', () => {
  const flagsFor = watchFlags(watchList(STAFF, PATIENTS));
  const table = PATIENTS.map(({ patient }) => [
    patient,
    ...STAFF.map(({ user }) => flagsFor({ user, refs: [`patient:${patient}`] }).join(' '))
  ]);
  expect(table).toEqual([
    ['p-ada', 'own-record', 'co-worker'],
    ['p-quill', 'same-surname', ''],
    ['p-phone', 'same-household', ''],
    ['p-home', 'same-surname same-household', ''],
    ['p-ines', 'co-worker', 'own-record'],
    ['p-else', '', '']
  ]);
});

test('[AUD-17] a look at many has the flags of all of them; what is no patient has none', () => {
  const flagsFor = watchFlags(watchList(STAFF, PATIENTS));
  expect(flagsFor({ user: 'ada', refs: ['patient:p-else', 'patient:p-quill', 'day:main/2026-11-20'] })).toEqual([
    'same-surname'
  ]);
  expect(flagsFor({ user: 'ada', refs: ['user:p-ada'] })).toEqual([]);
});

const WEEK = [[], ...Array.from({ length: 5 }, () => [{ from: 480, to: 1020 }]), []];
const FACTS = [
  { kind: 'site/added', of: { site: 'main', name: 'Main', zone: 'America/New_York' } },
  { kind: 'site-hours/set', of: { site: 'main', week: WEEK } }
];
const practiceWith = (facts: readonly { kind: string; of: unknown }[]) =>
  practiceOf(facts.map(({ kind, of }, clock) => ({ client: 1, clock, fact: { kind, of, at: clock + 1, by: 'u' } })));

test.each([
  ['2026-11-20', 12 * 60, false],
  ['2026-11-20', 7 * 60, false],
  ['2026-11-20', 7 * 60 - 1, true],
  ['2026-11-20', 18 * 60 - 1, false],
  ['2026-11-20', 18 * 60, true],
  ['2026-11-22', 12 * 60, true]
])(
  '[AUD-17] after hours is an hour before they begin and after they end, in the office’s zone: %s %i',
  (date, minute, late) => {
    expect(isAfterHours(practiceWith(FACTS), 'main', instantAt(date, minute, 'America/New_York'))).toBe(late);
  }
);

test('[AUD-17] where nobody has said any hours, nothing is after them', () => {
  const night = instantAt('2026-11-22', 60, 'America/New_York');
  expect(isAfterHours(practiceWith(FACTS.slice(0, 1)), 'main', night)).toBe(false);
  expect(isAfterHours(practiceWith([]), 'main', night)).toBe(false);
});
