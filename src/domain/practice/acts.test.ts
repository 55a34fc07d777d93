import { expect, test } from 'vitest';
import { EVERY_ACT, isReading, kindsOf, mayDo } from './acts.ts';
import type { StaffVerb } from './practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES } from './role-verbs.ts';

/** The verbs each role needs for all acts it is offered: what the acts of an area ask for. */
const ASKS: readonly (readonly [area: RegExp, verb: StaffVerb])[] = [
  [/^(?:arrivals(?!\/(?:file|keep)-card)|queue)\//, 'flow'],
  [/^arrivals\/(?:file|keep)-card$/, 'register'],
  [/^(?:schedule(?!\/print-sheet)|lists|case|waitlist|on-call|procedure)\//, 'book'],
  [/^(?:patients\/(?!reveal$)|coverage\/)/, 'register'],
  [/^patients\/reveal$/, 'reveal'],
  [/^check-in\//, 'waive'],
  [/^(?:schedule\/(?:plan|restore)|procedure\/date)$/, 'plan'],
  [/^documents\/review$/, 'flow'],
  [/^documents\/(?!review)/, 'register'],
  [/^practice\/(?!close$|open$)/, 'practice'],
  [/^practice\/(?:close|open)$/, 'practice'],
  [/^practice\/(?:close|open)$/, 'book'],
  [/^forms\/(?!rule$)/, 'register'],
  [/^forms\/rule$/, 'practice'],
  [/^devices\//, 'devices'],
  [/^people\//, 'people'],
  [/^practice\/share-calendar$/, 'export'],
  [/^access-log\//, 'audit'],
  [/^access-log\/export$/, 'export'],
  [/^(?:take-out\/print|schedule\/print-sheet)$/, 'print'],
  [/^take-out\/copy$/, 'export']
];

test.each(STAFF_ROLES)('[ROLE-5] a %s is offered every act that its verbs allow, and no other', (role) => {
  const verbs = BEGINNING_VERBS.get(role)!;
  for (const act of EVERY_ACT) {
    const asked = ASKS.filter(([area]) => area.test(act));
    if (act === 'shell/close-alarm') {
      expect(mayDo(verbs, act)).toBe(verbs.has('people') || verbs.has('audit'));
      continue;
    }
    expect(asked.length, act).toBeGreaterThan(0);
    expect(mayDo(verbs, act), `${role} ${act}`).toBe(asked.every(([, verb]) => verbs.has(verb)));
  }
});

test('[ROLE-5] nobody without verbs is offered anything', () => {
  expect(EVERY_ACT.filter((act) => mayDo(new Set(), act))).toEqual([]);
});

test('what an act may write, and that a command of no person at a desk is none', () => {
  expect([...kindsOf('queue/check-out')!]).toEqual(['visit/done', 'visit/checked-out', 'recall/due']);
  expect([...kindsOf('queue/bring-back')!]).toEqual(['fact/voided']);
  expect(kindsOf('kiosk/submit-arrival')).toBeUndefined();
  expect(kindsOf('people/look-after')).toBeUndefined();
});

test('[GLASS-3] what only reads is what shows, prints and copies; nothing that is written or done by the server', () => {
  expect(EVERY_ACT.filter(isReading)).toEqual([
    'access-log/read',
    'patients/reveal',
    'take-out/print',
    'take-out/copy'
  ]);
});
