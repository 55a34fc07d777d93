import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { findSlots } from '#domain/scheduling/find-slots.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { findTrouble, newFindForm, searchFrom, type FindForm } from './find-form.ts';
import { knownFrom, knownOf, NOBODY } from './find-known.ts';

const typed = (authorizedFrom: string, authorizedTo: string, authorizedLeft = ''): Partial<FindForm> => {
  return { authorization: 'typed', authorizedFrom, authorizedTo, authorizedLeft };
};
const PROFILES = [
  { kind: 'practitioner', id: 'p-vey', skills: ['Skin biopsy'], languages: [], payers: null },
  { kind: 'practitioner', id: 'p-kim', skills: [], languages: [], payers: ['Cedar Health'] },
  { kind: 'staff', id: 'u-int', skills: [], languages: ['es'], payers: null }
].map((of) => ({ kind: 'profile/said', of }));
const INTERPRETER = { kind: 'staff/added', of: { user: 'u-int', name: 'Ana Ruiz', initials: 'AR', role: 'clerk' } };
const NOW = { date: TODAY, minute: 610 };
const FORM = newFindForm({
  visitType: 'established',
  minutes: '20',
  practitioners: ['p-kim'],
  from: TODAY,
  site: SITE
});

test.each([
  ['as it is', {}, 'p-kim 610'],
  ['only afternoons', { part: 'only-afternoon' }, 'p-kim 780'],
  ['rather afternoons', { part: 'rather-afternoon' }, 'p-kim 780'],
  ['any provider', { practitioners: [] }, 'p-kim 610'],
  ['an hour', { minutes: '60' }, 'p-kim 610'],
  ['a length that is none takes the usual one', { minutes: 'x' }, 'p-kim 610'],
  ['another weekday', { weekdays: [1] }, undefined],
  ['from a later day', { from: '2026-11-23' }, undefined],
  ['with any room', { room: 'any' }, 'p-kim 610'],
  ['with somebody who is busy', { also: 'staff:u-int' }, 'p-kim 660'],
  ['a need that is none', { also: 'car:1' }, 'p-kim 610'],
  ['until a day', { until: TODAY }, 'p-kim 610'],
  ['who can do it', { practitioners: [], skill: 'Skin biopsy' }, 'p-vey 610'],
  ['who can do it, of one who cannot', { skill: 'Skin biopsy' }, undefined],
  ['of a payer', { practitioners: [], payer: 'Birch Mutual' }, 'p-moss 610'],
  ['with an interpreter', { interpreter: 'es' }, 'p-kim 660'],
  ['in a language nobody interprets', { interpreter: 'vi' }, undefined],
  ['an authorization that is over', typed('2026-01-01', '2026-02-01'), undefined],
  ['an authorization with nothing left', typed(TODAY, TODAY, '0'), undefined],
  ['an authorization', typed(TODAY, TODAY, '2'), 'p-kim 610']
] satisfies [string, Partial<FindForm>, string | undefined][])('[FIND-6] %s', async (_, part, expected) => {
  const busy = bookedFact(
    { segments: [{ kind: 'staff', any: ['u-int'], offset: 0, minutes: 60 }] },
    { practitioner: 'p-vey', start: 600, minutes: 60 }
  );
  const { rows } = memoryStation({
    facts: [practiceFacts(), { doc: practiceDoc, facts: [...PROFILES, INTERPRETER] }, dayOf([busy])]
  });
  const practice = await rows.practice();
  const days = [freeDay(practice, SITE, TODAY, await rows.appointments(SITE, TODAY))];
  const [first] = findSlots(days, searchFrom({ ...FORM, ...part }, practice, SITE, NOBODY, NOW), 1);
  expect(first && `${first.practitioner} ${first.start}`).toBe(expected);
});

test('[FIND-6] the provider a patient has seen most is their usual one, and visits called off say nothing', async () => {
  const station = memoryStation({
    facts: [
      practiceFacts(),
      dayOf(
        [bookedFact({ appointment: 'a' }), bookedFact({ appointment: 'b' }, { practitioner: 'p-vey' })],
        '2026-10-01'
      ),
      dayOf([bookedFact({ appointment: 'c' }, { practitioner: 'p-vey' })], '2026-10-08'),
      dayOf(
        [
          bookedFact({ appointment: 'd', visitType: 'annual' }),
          { kind: 'appointment/cancelled', of: { appointment: 'd', by: 'patient', reason: 'illness' } }
        ],
        '2026-10-15'
      )
    ]
  });
  const known = knownFrom('pat-rook', await station.rows.appointmentsOf('pat-rook'));
  expect(known).toEqual({
    ...NOBODY,
    patient: 'pat-rook',
    usual: 'p-vey',
    last: new Map([['established', '2026-10-08']]),
    lastVisit: '2026-10-08'
  });
  expect(knownFrom('x', [])).toEqual({ ...NOBODY, patient: 'x' });
});

test('[FIND-13] visits that an authorization was booked for count down what is left; one called off gives its own back', async () => {
  const authorization = { number: 'PA-7', from: '2026-10-01', to: '2026-12-31', units: 3 };
  const station = memoryStation({
    facts: [
      practiceFacts(),
      dayOf([bookedFact({ appointment: 'a', authorization })], '2026-10-01'),
      dayOf(
        [
          bookedFact({ appointment: 'b', authorization }),
          { kind: 'appointment/cancelled', of: { appointment: 'b', by: 'patient', reason: 'illness' } }
        ],
        '2026-10-08'
      )
    ]
  });
  const { authorizations } = await knownOf(station.rows, 'pat-rook', TODAY);
  expect(authorizations).toEqual([{ number: 'PA-7', from: '2026-10-01', to: '2026-12-31', units: 3, left: 2 }]);
});

test.each([
  ['as it is', {}, null],
  ['no minutes: the usual ones', { minutes: '' }, null],
  ['too short', { minutes: '3' }, 'Minutes'],
  ['a word', { minutes: 'ten' }, 'Minutes'],
  ['an end before the beginning', { until: '2026-01-01' }, 'The last day'],
  ['half a date', { until: '2026-1' }, 'The last day'],
  ['a gap in words', { gap: 'a week' }, 'Days after'],
  ['an authorization without days', typed('', ''), 'Say from when'],
  ['an authorization turned round', typed('2026-12-01', '2026-11-01'), 'The authorization ends'],
  ['visits left in words', typed(TODAY, TODAY, 'two'), 'Visits left']
] satisfies [string, Partial<FindForm>, string | null][])('[FIND-13] typed: %s', (_, part, expected) => {
  const words = findTrouble({ ...FORM, ...part });
  if (expected === null) expect(words).toBeNull();
  else expect(words).toContain(expected);
});

test('[FIND-10] only days on which another of the family is booked, and days after the last visit', async () => {
  const { rows } = memoryStation({ facts: [practiceFacts()] });
  const practice = await rows.practice();
  const known = {
    ...NOBODY,
    patient: 'pat-rook',
    lastVisit: '2026-11-10',
    relatives: [{ patient: 'pat-bo', name: 'Bo Rook, child', days: ['2026-11-23'] }]
  };
  const search = searchFrom({ ...FORM, sameDayAs: 'pat-bo', gap: '14' }, practice, SITE, known, NOW);
  expect([search.onDates, search.gap]).toEqual([['2026-11-23'], { since: '2026-11-10', days: 14 }]);
});
