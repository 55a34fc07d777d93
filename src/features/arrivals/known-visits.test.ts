import { expect, test } from 'vitest';
import { dayDoc, inboxDoc } from '#domain/documents.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import type { SealedSubmission } from '#station/rows.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { acceptWalkIn } from './accept-submission.ts';
import { sameNameToday } from './candidates.ts';
import { knownQuestion } from './known-acts.ts';
import { elsewhereFor, knownVisitsOf } from './known-visits.ts';
import { arrivalWordsFor, homeWordsFor } from './refusals.ts';
import { LONGEST_HOME_NOTE, sendHome } from './send-home.ts';
import { arriveWalkIn } from './walk-in.ts';

const LABEL = { family: 'Rook', given: 'Ann', birthDate: '1980-01-02' };
const WHO = { patient: 'patient-one', label: LABEL };
const LATER = plusDays(TODAY, 2);

function stationWith(...visits: OneVisit[]): MemoryStation {
  const person = {
    name: { family: 'Rook', given: ['Ann'] },
    birthDate: '1980-01-02',
    sex: 'female' as const,
    phones: [],
    identifiers: []
  };
  return memoryStation({
    facts: [practiceFacts(), registered('patient-one', person), smallDay(visits)],
    now: at(600)
  });
}

function booked(station: MemoryStation, date: LocalDate, appointment = `a-${date}`, more: object[] = []): void {
  const of = { appointment, ...WHO, visitType: 'established', at: { practitioner: 'p-kim', start: 560, minutes: 20 } };
  station.receive(dayDoc(SITE, date), [{ kind: 'appointment/booked', of }, ...(more as never[])], 7);
}

const said = (of: Partial<Submission>): Submission => ({
  submission: 's-1',
  ticket: 'K2-014',
  at: at(595),
  language: 'en',
  ...of
});
const known = (station: MemoryStation) => knownVisitsOf(station, station.rows, WHO);
const question = async (station: MemoryStation) => knownQuestion(await known(station), TODAY, () => 'Dr Kim');

async function submitted(station: MemoryStation): Promise<SealedSubmission> {
  const sealed = { submission: 's-1', ticket: 'K2-014', date: TODAY, keyId: 'key-1', sealed: new Uint8Array(8) };
  station.receive(inboxDoc(3), [{ kind: 'submission/sealed', of: sealed }], 3);
  return (await station.rows.submissions(TODAY))[0]!;
}

test('[ARR-17] who comes on another day: the desk sees the day and four acts, the nearest day first', async () => {
  const station = stationWith();
  for (const days of [9, -1, 2, 40]) booked(station, plusDays(TODAY, days));
  expect((await known(station)).otherDays.map(({ date }) => date)).toEqual(
    [-1, 2, 9].map((days) => plusDays(TODAY, days))
  );

  const later = stationWith();
  booked(later, LATER);
  expect(await question(later)).toMatchObject({
    label: expect.stringMatching(/^Rook, Ann: the appointment is on .*, 9:20 am, Dr Kim$/) as string,
    choices: [{ value: 'walk-in' }, { value: 'move' }, { value: 'book' }, { value: 'send-home' }]
  });
});

test('[ARR-17] one that was missed is not moved: it stays where it is counted', async () => {
  const station = stationWith();
  const date = plusDays(TODAY, -1);
  booked(station, date, 'a-1', [{ kind: 'appointment/no-show', of: { appointment: 'a-1', reason: 'no-call' } }]);
  expect((await question(station))?.choices.map(({ value }) => value)).toEqual(['walk-in', 'book', 'send-home']);
});

test.each<[string, Partial<Submission>, number]>([
  ['name and birth date', { family: 'rook', given: 'ann', birthDate: '1980-01-02' }, 1],
  ['a slip of that day', { slips: ['e-1'] }, 1],
  ['another birth date', { family: 'Rook', given: 'Ann', birthDate: '1981-01-02' }, 0],
  ['another given name', { family: 'Rook', given: 'Bea', birthDate: '1980-01-02' }, 0],
  ['no birth date', { family: 'Rook', given: 'Ann' }, 0],
  ['a slip of nobody', { slips: ['e-2'] }, 0],
  ['nothing', {}, 0]
])('[ARR-17] [KIO-32] by %s', async (_, told, count) => {
  const station = stationWith();
  booked(station, LATER, 'a-1', [
    { kind: 'appointment/slip-issued', of: { appointment: 'a-1', envelope: 'e-1', key: new Uint8Array(32) } }
  ]);
  const found = await elsewhereFor(station, station.rows, said(told));
  expect(found.map(({ patient, otherDays }) => [patient, otherDays[0]?.date])).toEqual(
    count === 0 ? [] : [['patient-one', LATER]]
  );
});

test('[ARR-17] seen today as a walk-in, the visit names the appointment of the other day', async () => {
  const station = stationWith();
  booked(station, LATER, 'a-1');
  const [walkIn] = (await question(station))!.choices;
  expect(walkIn?.act).toMatchObject({ act: 'walk-in', who: { instead: { date: LATER, appointment: 'a-1' } } });
  const arrived = await acceptWalkIn(station, await submitted(station), (walkIn!.act as { who: typeof WHO }).who);
  expect(arrived.ok && (await station.rows.visit(SITE, TODAY, arrived.value.visit))).toMatchObject({
    appointment: null,
    patient: 'patient-one',
    instead: { date: LATER, appointment: 'a-1' }
  });
});

test('[ARR-17] sent home: said at the appointment, the submission is put away, in one commit', async () => {
  const station = stationWith();
  booked(station, LATER, 'a-1');
  const sealed = await submitted(station);
  const [on] = (await known(station)).otherDays;
  const sent = await sendHome(station, on!, ' Knows the day  now. ', sealed);
  expect(sent.ok && sent.value.takes).toHaveLength(2);
  expect((await station.rows.appointment(SITE, LATER, 'a-1'))?.attempts).toMatchObject([
    {
      about: 'confirm',
      channel: 'in-person',
      outcome: 'confirmed',
      note: `Came on ${TODAY}, the wrong day. Knows the day now.`
    }
  ]);
  expect(await station.rows.handled(SITE, TODAY)).toMatchObject([{ outcome: 'dismissed' }]);
  expect(await sendHome(station, on!, '', sealed)).toMatchObject({ error: { code: 'submission/handled' } });
});

test.each([
  ['x'.repeat(LONGEST_HOME_NOTE + 1), 'home/note'],
  ['4111 1111 1111 1111', 'home/card-number']
])('[ARR-17] a note of %s is refused, and nothing is written', async (note, code) => {
  const station = stationWith();
  booked(station, LATER, 'a-1');
  const sent = await sendHome(station, (await known(station)).otherDays[0]!, note, null);
  expect(sent).toMatchObject({ ok: false, error: { code } });
  expect(!sent.ok && homeWordsFor(sent.error)).toMatch(/\.$/);
  expect(station.recorded).toEqual([]);
});

test.each<[string, OneVisit, string]>([
  ['is booked today', { id: 'one', start: 620, family: 'Rook' }, 'walk-in/booked'],
  ['is here', { id: 'one', start: 620, family: 'Rook', arrived: 590 }, 'walk-in/here']
])(
  '[ARR-19] a walk-in who %s is refused once, with no ticket spent; all the same it is made',
  async (_, visit, code) => {
    const station = stationWith(visit);
    const refused = await arriveWalkIn(station, WHO);
    expect(refused).toMatchObject({ ok: false, error: { code } });
    expect(!refused.ok && arrivalWordsFor(refused.error)).toMatch(/\.$/);
    expect(await acceptWalkIn(station, await submitted(station), WHO)).toMatchObject({ error: { code } });
    expect(station.recorded).toEqual([]);
    expect(await arriveWalkIn(station, { ...WHO, anyway: true })).toMatchObject({
      ok: true,
      value: { ticket: 'A-001' }
    });
  }
);

test('[ARR-19] what is seen before a second visit is made: the visit, or the appointment of today; a name that is typed finds it too', async () => {
  expect(await question(stationWith({ id: 'one', start: 620, family: 'Rook', arrived: 590 }))).toMatchObject({
    label: 'Rook, Ann is here already: ticket K1-001',
    choices: [{ value: 'open' }, { value: 'walk-in' }]
  });
  const station = stationWith({ id: 'one', start: 620, family: 'Rook' });
  expect(await question(station)).toMatchObject({
    label: 'Rook, Ann is booked today: 10:20 am, Dr Kim',
    choices: [{ value: 'arrive' }, { value: 'walk-in' }]
  });
  const appointments = await station.rows.appointments(SITE, TODAY);
  const alike = (family: string) => sameNameToday({ family, given: 'Ann' }, { appointments, visits: [] });
  expect([alike('Rooke').length, alike('Quill').length]).toEqual([1, 0]);
});

test('[ARR-19] somebody who was seen today and comes again is a walk-in like any other', async () => {
  const station = stationWith({ id: 'one', start: 500, family: 'Rook', arrived: 500, then: [[540, 'checked-out']] });
  expect(await question(station)).toBeNull();
  expect((await arriveWalkIn(station, WHO)).ok).toBe(true);
});
