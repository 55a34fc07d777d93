import { describe, expect, test } from 'vitest';
import type { WaitlistEntry } from '../casework/case.ts';
import type { WaitlistTerms } from '../casework/case-facts.ts';
import { instantAt } from '../time.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, ZONE, practiceFacts } from '#tests/fixtures/practice.ts';
import { WAITING, waiting } from '#tests/fixtures/waiting.ts';
import { freedTimes, matchesFor, type FreedTime } from './waitlist.ts';

const at = (minute: number, date = TODAY) => instantAt(date, minute, ZONE);
const cancelled = (appointment: string): DatedFact => ({
  kind: 'appointment/cancelled',
  of: { appointment, by: 'patient', reason: 'illness' }
});
const FREED: FreedTime = { date: TODAY, practitioner: 'p-kim', start: 600, minutes: 20, freed: 'a-1' };

async function freed(facts: readonly DatedFact[]) {
  const station = memoryStation({ facts: [practiceFacts(), dayOf(facts)] });
  const [practice, appointments] = [await station.rows.practice(), await station.rows.appointments(SITE, TODAY)];
  return freedTimes({ practice, site: SITE, date: TODAY, appointments }).map(({ start, minutes }) => [start, minutes]);
}

describe('[WAIT-3] freed times', () => {
  test.each([
    ['a booked visit frees nothing', [bookedFact()], []],
    ['a cancelled one frees its time', [bookedFact(), cancelled('a-1')], [[540, 20]]],
    ['taken again it is not free', [bookedFact(), cancelled('a-1'), bookedFact({ appointment: 'a-2' })], []],
    [
      'of one that is partly taken the rest is',
      [bookedFact({}, { minutes: 40 }), cancelled('a-1'), bookedFact({ appointment: 'a-2' })],
      [[560, 20]]
    ],
    [
      'two that stood in one place leave one',
      [bookedFact(), cancelled('a-1'), bookedFact({ appointment: 'a-2' }), cancelled('a-2')],
      [[540, 20]]
    ],
    ['outside hours nothing is free', [bookedFact({}, { start: 400 }), cancelled('a-1')], []]
  ])('%s', async (_, facts, times) => {
    expect(await freed(facts)).toEqual(times);
  });
});

/** Who could have the freed time, in order. */
async function asked(
  people: readonly (Partial<WaitlistTerms> & { readonly since?: number; readonly more?: readonly DatedFact[] })[],
  { now = at(540), time = FREED, day = [] as readonly DatedFact[] } = {}
): Promise<string[]> {
  const docs = people.map(({ since, more, ...of }) => waiting(of, more, since ?? at(480)));
  const station = memoryStation({ facts: [practiceFacts(), ...docs, dayOf(day)] });
  const entries = (await station.rows.cases('waitlist')) as WaitlistEntry[]; // there are no others yet
  const [practice, offers] = [await station.rows.practice(), await station.rows.offers(SITE, TODAY)];
  return matchesFor(time, { practice, entries, offers, now, zone: ZONE }).map(({ entry }) => entry.case);
}

describe('[WAIT-4] who could have it', () => {
  test.each<[string, Partial<WaitlistTerms>, boolean]>([
    ['anybody who asks for nothing more', {}, true],
    ['not who needs a longer visit', { visitTypes: ['new'] }, false],
    ['who would take a shorter one of two', { visitTypes: ['new', 'nurse'] }, true],
    ['not who wants another provider', { practitioners: ['p-patel'] }, false],
    ['who comes on Friday mornings', { times: [{ weekday: 5, from: 480, to: 720 }] }, true],
    ['not who comes on Thursdays', { times: [{ weekday: 4, from: 480, to: 720 }] }, false],
    ['not whose hours end before the visit does', { times: [{ weekday: 5, from: 480, to: 610 }] }, false],
    ['not before the first day', { earliest: '2026-11-21' }, false],
    ['not after the last', { earliest: '2026-11-01', latest: '2026-11-19' }, false],
    ['not who needs two hours', { noticeHours: 2 }, false],
    ['who needs one', { noticeHours: 1 }, true],
    ['not whose time on the list is over', { expires: '2026-11-19' }, false],
    ['not who gave this very time up', { frees: { date: TODAY, appointment: 'a-1' } }, false],
    ['not who has a sooner booking', { frees: { date: '2026-11-19', appointment: 'a-9' } }, false],
    ['who has a later one', { frees: { date: '2026-12-01', appointment: 'a-9' } }, true]
  ])('%s', async (_, terms, isAsked) => {
    expect(await asked([terms])).toEqual(isAsked ? ['w-fern'] : []);
  });

  test('nobody half an hour before', async () => {
    expect(await asked([{}], { now: at(571) })).toEqual([]);
    expect(await asked([{}], { now: at(570) })).toEqual(['w-fern']);
  });

  test('not who was offered it before, nor who is being asked about another', async () => {
    const place = { practitioner: 'p-kim', start: 600, minutes: 20 };
    const offer = { offer: 'o', round: 'r', case: 'w-fern', patient: 'pat-fern', label: WAITING.label };
    const offered: DatedFact = {
      kind: 'slot/offered',
      of: { ...offer, visitType: 'established', at: place, until: 0 }
    };
    expect(await asked([{}], { day: [offered] })).toEqual([]);
    const other: DatedFact = {
      kind: 'waitlist/offered',
      of: {
        case: 'w-fern',
        offer: 'x',
        date: TODAY,
        visitType: 'established',
        at: place,
        channel: 'sms',
        until: at(545)
      }
    };
    expect(await asked([{ more: [other] }])).toEqual([]);
    expect(await asked([{ more: [other] }], { now: at(546) })).toEqual(['w-fern']);
  });
});

test('[WAIT-4] in order: priority, days of waiting, whom the fewest other times suit', async () => {
  const day = 86_400_000;
  const friday = [{ weekday: 5, from: 480, to: 720 }];
  const people = [
    { case: 'w-late', patient: 'p1', since: at(480) - 2 * day },
    { case: 'w-long', patient: 'p2', since: at(480) - 9 * day },
    { case: 'w-soon', patient: 'p3', priority: 1 as const },
    { case: 'w-narrow', patient: 'p4', since: at(480) - 2 * day, times: friday }
  ];
  expect(await asked(people)).toEqual(['w-soon', 'w-long', 'w-narrow', 'w-late']);
});
