import { expect, test } from 'vitest';
import { findSlots } from '#domain/scheduling/find-slots.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { knownFrom, NOBODY, searchFrom, type FindForm } from './find-form.ts';

const NOW = { date: TODAY, minute: 610 };
const FORM: FindForm = {
  visitType: 'established',
  minutes: '20',
  practitioner: 'p-kim',
  from: TODAY,
  site: SITE,
  weekdays: [],
  part: '',
  also: '',
  second: ''
};

test.each([
  ['as it is', {}, 'p-kim 610'],
  ['only afternoons', { part: 'only-afternoon' }, 'p-kim 780'],
  ['rather afternoons', { part: 'rather-afternoon' }, 'p-kim 780'],
  ['any provider', { practitioner: '' }, 'p-kim 610'],
  ['an hour', { minutes: '60' }, 'p-kim 610'],
  ['a length that is none takes the usual one', { minutes: 'x' }, 'p-kim 610'],
  ['another weekday', { weekdays: [1] }, undefined],
  ['from a later day', { from: '2026-11-23' }, undefined],
  ['with any room', { also: 'room:' }, 'p-kim 610'],
  ['with somebody who is busy', { also: 'staff:u-int' }, 'p-kim 660'],
  ['a need that is none', { also: 'car:1' }, 'p-kim 610']
] satisfies [string, Partial<FindForm>, string | undefined][])('[FIND-6] %s', async (_, part, expected) => {
  const busy = bookedFact(
    { segments: [{ kind: 'staff', any: ['u-int'], offset: 0, minutes: 60 }] },
    { practitioner: 'p-vey', start: 600, minutes: 60 }
  );
  const { rows } = memoryStation({ facts: [practiceFacts(), dayOf([busy])] });
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
  expect(known).toEqual({ patient: 'pat-rook', usual: 'p-vey', last: new Map([['established', '2026-10-08']]) });
  expect(knownFrom('x', [])).toEqual({ patient: 'x', usual: null, last: new Map() });
});
