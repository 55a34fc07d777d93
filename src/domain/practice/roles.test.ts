import { expect, test } from 'vitest';
import { BEGINNING_VERBS, STAFF_ROLES, STAFF_VERBS, verbsAfter, verbsSince } from './role-verbs.ts';
import { maySign } from './roles.ts';

const verbs = (...of: (typeof STAFF_VERBS)[number][]) => new Set(of);

test('[ROLE-1] what each role begins with is this and nothing else', () => {
  expect(Object.fromEntries([...BEGINNING_VERBS].map(([role, set]) => [role, [...set].join(' ')]))).toEqual({
    clerk: 'register book flow reveal print export',
    assistant: 'register book flow print',
    biller: 'register reveal print export',
    coordinator: 'register book flow waive plan reveal print export',
    clinical: 'book flow print export',
    manager: 'register book flow practice people devices waive plan reveal print export',
    'privacy-officer': 'audit print export'
  });
  expect(STAFF_ROLES).toHaveLength(7);
});

test('[ROLE-3] a manager keeps what only a manager can give; what nobody knows is passed over', () => {
  expect([...verbsAfter('manager', ['book'], STAFF_VERBS)]).toEqual(['book', 'people', 'devices']);
  expect([...verbsAfter('clerk', ['flow', 'fly', '__proto__'])]).toEqual(['flow']);
  expect([...verbsAfter('clerk', [])]).toEqual([]);
});

test('[ROLE-8] a role that was changed keeps what was chosen; a verb that came since it has if it begins with it', () => {
  // Changed before `waive`: a manager had taken printing from both.
  expect([...verbsAfter('coordinator', ['register', 'book'])]).toEqual(['register', 'book', 'waive', 'plan']);
  expect([...verbsAfter('clerk', ['register', 'book'])]).toEqual(['register', 'book']);
  expect(verbsSince()).toEqual(['waive', 'plan']);
  // Changed since: it was decided on.
  expect([...verbsAfter('coordinator', ['register', 'book'], STAFF_VERBS)]).toEqual(['register', 'book']);
  expect([...verbsAfter('clerk', ['waive'], STAFF_VERBS)]).toEqual(['waive']);
  expect(verbsSince(STAFF_VERBS)).toEqual([]);
});

test('[ROLE-2] a fact asks for its verb, what devices and the server write for none that a person has', () => {
  expect(maySign(verbs('book'), 'appointment/booked', 'day')).toBe(true);
  expect(maySign(verbs('flow', 'register'), 'appointment/booked', 'day')).toBe(false);
  for (const kind of ['staff/added', 'role/set', 'submission/sealed', 'ticket/called'])
    expect(maySign(new Set(STAFF_VERBS), kind, 'practice'), kind).toBe(false);
  expect(maySign(new Set(), 'newer/kind', 'day')).toBe(true);
});

test('[ROLE-2] taking back asks for a verb of its document', () => {
  expect(maySign(verbs('book'), 'fact/voided', 'day')).toBe(true);
  expect(maySign(verbs('flow'), 'fact/voided', 'day')).toBe(true);
  expect(maySign(verbs('flow'), 'fact/voided', 'patient')).toBe(false);
  expect(maySign(verbs('register', 'book', 'flow'), 'fact/voided', 'practice')).toBe(false);
  expect(maySign(new Set(STAFF_VERBS), 'fact/voided', 'inbox')).toBe(false);
});

test('[ROLE-6] who may write a fact may take it back; nobody takes back what only a device writes', () => {
  expect(maySign(verbs('book'), 'fact/voided', 'practice', 'block/placed')).toBe(true);
  expect(maySign(verbs('flow'), 'fact/voided', 'practice', 'block/placed')).toBe(false);
  expect(maySign(verbs('book'), 'fact/voided', 'practice', 'practice/named')).toBe(false);
  for (const kind of ['role/set', 'staff/added', 'newer/kind', 'fact/voided', ''])
    expect(maySign(verbs('book', 'flow', 'people'), 'fact/voided', 'practice', kind), kind).toBe(false);
});
