import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { practiceFacts, SITE } from '#tests/fixtures/practice.ts';
import type { NewOf, Recorded } from '../fact.ts';
import type { PracticeFact } from './practice-facts.ts';
import { practiceOf } from './practice.ts';

type New = NewOf<PracticeFact>;
const KIM = { practitioner: 'p-kim', family: 'Kimball', given: 'Jae', called: 'Dr Kimball', hue: 0 };
const week = (from: number) => Array.from({ length: 7 }, () => [{ from, to: 1020 }]);
const FACTS: readonly New[] = [
  { kind: 'practice/named', of: { name: 'Harbor' } },
  { kind: 'practice/named', of: { name: 'Harbor Street' } },
  { kind: 'site/added', of: { site: 'main', name: 'Main', zone: 'America/New_York' } },
  { kind: 'room/added', of: { room: 'r', site: 'main', area: 'front', name: 'Room 1' } },
  { kind: 'practitioner/added', of: KIM },
  { kind: 'practitioner/added', of: { ...KIM, called: 'Dr K' } },
  { kind: 'practitioner/retired', of: { practitioner: 'p-kim' } },
  { kind: 'hours/set', of: { practitioner: 'p-kim', site: 'main', week: week(540) } },
  { kind: 'hours/set', of: { practitioner: 'p-kim', site: 'main', week: week(480) } },
  { kind: 'hours/set', of: { practitioner: 'p-nobody', site: 'main', week: week(480) } },
  { kind: 'staff/added', of: { user: 'u', name: 'Ada Quill', initials: 'AQ', role: 'clerk' } },
  { kind: 'staff/removed', of: { user: 'u' } }
];

function told(...facts: readonly New[]): Recorded[] {
  return facts.map((fact, index) => ({ client: 1, clock: index, fact: { ...fact, at: index * 1024, by: 'u' } }));
}

test('[FACT-2] the same facts are the same practice, in any order and however often', () => {
  expectFoldLaws(practiceOf, fc.constantFrom(...FACTS));
});

test('a whole practice: sites, rooms, people, hours', () => {
  const practice = practiceOf(told(...(practiceFacts().facts as New[])));
  expect(practice.name).toBe('Harbor Street Family Practice');
  expect([practice.sites.size, practice.rooms.size, practice.practitioners.size]).toEqual([1, 10, 6]);
  expect([practice.visitTypes.size, practice.staff.size, practice.contacts.size]).toEqual([4, 4, 1]);
  expect(practice.practitioners.get('p-kim')?.hours.get(SITE)?.[0]).toEqual([]);
});

test('said again, a practitioner keeps their hours and is no longer retired', () => {
  const hours: New = { kind: 'hours/set', of: { practitioner: 'p-kim', site: 'main', week: week(540) } };
  const retired: New = { kind: 'practitioner/retired', of: { practitioner: 'p-kim' } };
  const added = (called: string): New => ({ kind: 'practitioner/added', of: { ...KIM, called } });
  expect(practiceOf(told(added('Dr Kimball'), hours, retired)).practitioners.get('p-kim')?.retired).toBe(true);
  expect(practiceOf(told(added('Dr Kimball'), hours, retired, added('Dr K'))).practitioners.get('p-kim')).toEqual({
    ...KIM,
    called: 'Dr K',
    retired: false,
    hours: new Map([['main', week(540)]])
  });
});

test('[AGT-13] a provider’s patients wait in one area of an office, until it is taken back', () => {
  const waited = (site: string, area: string | null): New => ({
    kind: 'practitioner/waited-for',
    of: { practitioner: 'p-kim', site, area }
  });
  const facts = [waited('main', 'front'), waited('quay', 'quay'), waited('main', 'back')];
  const areasAfter = (...more: New[]) => [...(practiceOf(told(...facts, ...more)).waitingAreas.get('p-kim') ?? [])];
  expect(areasAfter()).toEqual([
    ['main', 'back'],
    ['quay', 'quay']
  ]);
  expect(areasAfter(waited('main', null))).toEqual([['quay', 'quay']]);
});
