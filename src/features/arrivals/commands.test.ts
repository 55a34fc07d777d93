import { expect, test } from 'vitest';
import { dayDoc, inboxDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import type { SealedSubmission } from '#station/rows.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { acceptSubmission, acceptWalkIn, dismissSubmission, labelFrom } from './accept-submission.ts';
import { markArrived } from './mark-arrived.ts';
import { arrivalWordsFor } from './refusals.ts';
import { arriveWalkIn } from './walk-in.ts';

const DAY = dayDoc(SITE, TODAY);
const KIOSK = 3;
const EXPECTED: OneVisit = { id: 'one', start: 620 };

function stationWith(...visits: OneVisit[]): MemoryStation {
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(600) });
}

async function submitted(station: MemoryStation, submission = 's-1', ticket = 'K2-014'): Promise<SealedSubmission> {
  const sealed = { submission, ticket, date: TODAY, keyId: 'key-1', sealed: new Uint8Array(8) };
  station.receive(inboxDoc(KIOSK), [{ kind: 'submission/sealed', of: sealed }], KIOSK);
  const all = await station.rows.submissions(TODAY);
  return all.find((one) => one.submission === submission)!;
}

const handlings = (station: MemoryStation) => station.rows.handled(SITE, TODAY);

test('[ARR-1] an expected patient arrives with a ticket of this desk', async () => {
  const station = stationWith(EXPECTED);
  expect(await markArrived(station, 'one')).toMatchObject({ ok: true, value: { visit: 'v-one', ticket: 'A-001' } });
  expect(await station.rows.visit(SITE, TODAY, 'v-one')).toMatchObject({ state: 'waiting', ticket: 'A-001' });
});

test('[ARR-2] a patient marked as a no-show may still arrive', async () => {
  const station = stationWith(EXPECTED);
  station.receive(DAY, [{ kind: 'appointment/no-show', of: { appointment: 'one', reason: 'no-call' } }], 7);
  expect((await markArrived(station, 'one')).ok).toBe(true);
});

test.each([
  ['nothing', [], 'arrive/no-such-appointment'],
  [
    'cancelled',
    [{ kind: 'appointment/cancelled', of: { appointment: 'one', by: 'clinic', reason: 'weather' } }],
    'arrive/cancelled'
  ],
  [
    'moved to another day',
    [{ kind: 'appointment/rescheduled', of: { appointment: 'one', to: { date: '2026-11-24', appointment: 'x' } } }],
    'arrive/other-day'
  ]
])('[ARR-1] an arrival for an appointment that is %s is refused, with no ticket spent', async (what, facts, code) => {
  const station = stationWith(EXPECTED);
  station.receive(DAY, facts, 7);
  const result = await markArrived(station, what === 'nothing' ? 'other' : 'one');
  expect(result).toMatchObject({ ok: false, error: { code } });
  expect(!result.ok && arrivalWordsFor(result.error)).toMatch(/\.$/);
  expect([station.recorded, await station.newTicket()]).toEqual([[], 'A-001']);
});

test('[ARR-1] who is here, or was, is not marked arrived twice', async () => {
  const station = stationWith(
    { ...EXPECTED, arrived: 590 },
    { id: 'gone', start: 500, arrived: 500, then: [[520, 'left']] }
  );
  expect(await markArrived(station, 'one')).toEqual({
    ok: false,
    error: { code: 'arrive/already-here', ticket: 'K1-001' }
  });
  expect(await markArrived(station, 'gone')).toEqual({
    ok: false,
    error: { code: 'arrive/was-here', visit: 'v-gone' }
  });
});

test('[ARR-3] someone without an appointment gets a visit and a ticket of their own', async () => {
  const station = stationWith();
  const label = { family: 'Rook', given: 'Ann', birthDate: null };
  const result = await arriveWalkIn(station, { patient: null, label });
  const visits = await station.rows.visits(SITE, TODAY);
  expect(visits).toMatchObject([{ appointment: null, label, ticket: 'A-001', state: 'waiting' }]);
  expect(result.ok && result.value.visit).toBe(visits[0]?.visit);
});

test('[ARR-4] a kiosk submission becomes the arrival, under the ticket the kiosk gave', async () => {
  const station = stationWith(EXPECTED);
  const sealed = await submitted(station);
  expect((await acceptSubmission(station, sealed, 'one')).ok).toBe(true);
  expect(await station.rows.visit(SITE, TODAY, 'v-one')).toMatchObject({ ticket: 'K2-014', submissions: ['s-1'] });
  expect(await handlings(station)).toMatchObject([{ submission: 's-1', outcome: 'arrived' }]);
});

test('[ARR-4] what one desk has dealt with, another does not deal with again', async () => {
  const station = stationWith(EXPECTED);
  const sealed = await submitted(station);
  await dismissSubmission(station, sealed);
  const refused = { ok: false, error: { code: 'submission/handled' } };
  expect(await acceptSubmission(station, sealed, 'one')).toEqual(refused);
  expect(await acceptWalkIn(station, sealed, { patient: null, label: labelFrom(opened) })).toEqual(refused);
  expect(await dismissSubmission(station, sealed)).toEqual(refused);
});

test('[ARR-5] the same patient at two kiosks is one visit with the first ticket, and both tickets lead to it', async () => {
  const station = stationWith(EXPECTED);
  await acceptSubmission(station, await submitted(station), 'one');
  expect((await acceptSubmission(station, await submitted(station, 's-2', 'K3-001'), 'one')).ok).toBe(true);
  expect(await station.rows.visits(SITE, TODAY)).toMatchObject([{ ticket: 'K2-014', otherTickets: ['K3-001'] }]);
});

test('[ARR-5] who had left and comes to a kiosk again is here; who was checked out needs a look', async () => {
  const station = stationWith(
    { ...EXPECTED, arrived: 590, then: [[595, 'left']] },
    {
      id: 'out',
      start: 500,
      arrived: 500,
      called: { at: 510, room: 'room-1' },
      then: [
        [520, 'done'],
        [530, 'checked-out']
      ]
    }
  );
  await acceptSubmission(station, await submitted(station), 'one');
  expect(await station.rows.visit(SITE, TODAY, 'v-one')).toMatchObject({ state: 'waiting', otherTickets: ['K2-014'] });
  expect(await acceptSubmission(station, await submitted(station, 's-2', 'K3-001'), 'out')).toMatchObject({
    ok: false,
    error: { code: 'arrive/was-here' }
  });
});

test('[ARR-6] two desks that take one submission as a walk-in make one visit', async () => {
  const station = stationWith();
  const sealed = await submitted(station);
  const label = labelFrom(opened);
  await acceptWalkIn(station, sealed, { patient: null, label });
  const [arrival] = station.recorded[0]!.facts;
  station.receive(DAY, [arrival!], 9);
  expect(await station.rows.visits(SITE, TODAY)).toMatchObject([{ visit: 'v-s-1', label, ticket: 'K2-014' }]);
});

test('[ARR-7] a submission can be put away', async () => {
  const station = stationWith();
  await dismissSubmission(station, await submitted(station));
  expect(await handlings(station)).toMatchObject([{ outcome: 'dismissed' }]);
  expect(await station.rows.visits(SITE, TODAY)).toEqual([]);
});

const opened = {
  submission: 's-1',
  ticket: 'K2-014',
  at: at(600),
  language: 'en' as const,
  family: 'Rook',
  given: 'Ann',
  birthDate: '1990-05-06'
};
