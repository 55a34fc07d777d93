import { expect, test } from 'vitest';
import { EVERY_ACT, kindsOf, mayDo } from './acts.ts';
import type { StaffVerb } from './practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES } from './roles.ts';

/** The verbs each role needs for all acts it is offered: what the acts of an area ask for. */
const ASKS: readonly (readonly [area: RegExp, verb: StaffVerb])[] = [
  [/^(?:arrivals|queue)\/(?!\w+-card$)/, 'flow'],
  [/^(?:schedule|lists|case|waitlist|on-call|procedure)\//, 'book'],
  [/^(?:patients|coverage)\/|^arrivals\/\w+-card$/, 'register'],
  [/^check-in\//, 'waive']
];

test.each(STAFF_ROLES)('[ROLE-5] a %s is offered every act that its verbs allow, and no other', (role) => {
  const verbs = BEGINNING_VERBS.get(role)!;
  for (const act of EVERY_ACT) {
    const asked = ASKS.filter(([area]) => area.test(act));
    expect(asked, act).toHaveLength(1);
    expect(mayDo(verbs, act), `${role} ${act}`).toBe(verbs.has(asked[0]![1]));
  }
});

test('[ROLE-5] nobody without verbs is offered anything', () => {
  expect(EVERY_ACT.filter((act) => mayDo(new Set(), act))).toEqual([]);
});

test('what an act may write, and that a command of no person at a desk is none', () => {
  expect([...kindsOf('queue/check-out')!]).toEqual(['visit/done', 'visit/checked-out', 'recall/due']);
  expect([...kindsOf('queue/bring-back')!]).toEqual(['fact/voided']);
  expect(kindsOf('kiosk/submit-arrival')).toBeUndefined();
});
