import { expect, test } from 'vitest';
import { plusDays } from '#domain/time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { confirmScript, languageLine } from './confirm-script.ts';
import { settleUnconfirmed } from './settle-unconfirmed.ts';
import { takeBackListed } from './take-back-listed.ts';

const TOMORROW = plusDays(TODAY, 1);
const PERSON = {
  name: { family: 'Rook', given: ['Ann'] },
  birthDate: null,
  sex: 'female',
  phones: [],
  identifiers: []
};
const of = (appointment: string, how: 'keep' | 'overbook' | 'release') => ({ date: TOMORROW, appointment, how });

function desk() {
  const person = registered('pat-risk', PERSON as never); // the fixture's own shape
  const flag = { kind: 'patient/flagged', of: { patient: 'pat-risk', flag: 'clinical-risk', on: true } };
  const visits = [
    bookedFact({ appointment: 'a-1' }),
    bookedFact({ appointment: 'a-2', patient: 'pat-2' }, { start: 600 }),
    bookedFact({ appointment: 'a-3', patient: 'pat-risk' }, { start: 660 })
  ];
  return memoryStation({
    facts: [practiceFacts(), { ...person, facts: [...person.facts, flag] }, dayOf(visits, TOMORROW)]
  });
}
const statesOf = async (station: ReturnType<typeof desk>) =>
  (await station.rows.appointments(SITE, TOMORROW)).map(({ status, unconfirmed, reason }) => [
    status,
    unconfirmed ?? reason
  ]);

test('[CONF-7] all are settled in one commit, but never one at clinical risk; and taken back in one', async () => {
  const station = desk();
  const all = ['a-1', 'a-2', 'a-3'].map((appointment) => of(appointment, 'release'));
  const done = await settleUnconfirmed(station, all);
  expect(await statesOf(station)).toEqual([
    ['cancelled', 'unconfirmed'],
    ['cancelled', 'unconfirmed'],
    ['booked', null]
  ]);
  expect(station.recorded).toHaveLength(1);
  expect(done.ok && (await takeBackListed(station, done.value))).toEqual({ ok: true, value: undefined });
  expect(await statesOf(station)).toEqual([
    ['booked', null],
    ['booked', null],
    ['booked', null]
  ]);
  await settleUnconfirmed(station, [of('a-1', 'overbook'), of('a-3', 'keep')]);
  expect(await statesOf(station)).toEqual([
    ['booked', 'overbook'],
    ['booked', null],
    ['booked', 'kept']
  ]);
});

test.each([
  ['one at clinical risk', of('a-3', 'release'), 'unconfirmed/at-risk'],
  ['booked over, at clinical risk', of('a-3', 'overbook'), 'unconfirmed/at-risk'],
  ['none there is', of('a-9', 'release'), 'unconfirmed/not-open']
])('[CONF-7] refused: %s', async (_, visit, code) => {
  const station = desk();
  expect(await settleUnconfirmed(station, [visit])).toMatchObject({ error: { code } });
  expect(station.recorded).toEqual([]);
});

test('[CONF-8] the script says who, when and where in the patient’s language, and never what for', () => {
  const about = {
    practice: 'Maple Family',
    given: 'Ann',
    date: '2026-11-23',
    start: 600,
    called: 'Dr Kimball',
    site: 'Main'
  };
  expect(confirmScript(about, 'en')).toMatchObject({
    lang: 'en',
    text: expect.stringContaining('Monday, November 23')
  });
  expect(confirmScript(about, 'es-MX')).toMatchObject({ lang: 'es', text: expect.stringContaining('lunes, 23') });
  expect(confirmScript(about, 'vi').lang).toBe('en');
  expect([languageLine('', []), languageLine('en-US', []), languageLine('vi', ['Ana Ruiz'])]).toEqual([
    '',
    '',
    'Speaks Vietnamese. Ana Ruiz can interpret.'
  ]);
});
