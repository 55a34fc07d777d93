import { describe, expect, test } from 'vitest';
import type { WaitlistTerms } from '#domain/casework/case-facts.ts';
import { conflictsOf } from '#domain/scheduling/conflicts.ts';
import { offerClashes } from '#domain/scheduling/slot-offer.ts';
import {
  memoryStation,
  MEMORY_NOW,
  type DatedFact,
  type DocFacts,
  type MemoryStation
} from '#station/memory-station.ts';
import { bookedFact, dayOf, ROOK } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { WAITING, waiting } from '#tests/fixtures/waiting.ts';
import { bookAppointment } from '../book-appointment.ts';
import { addToWaitlist } from './add-to-waitlist.ts';
import { acceptOffer, endOffer } from './answer-offer.ts';
import { offerTime, type Offering } from './offer-time.ts';
import { takeBackListed } from './take-back-listed.ts';
import { closeCase, logCaseAttempt } from './work-case.ts';

const ELEVEN = { practitioner: 'p-kim', start: 660 };
const codeOf = async (result: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<string> => {
  const settled = await result;
  return settled.ok ? 'ok' : settled.error.code;
};

function desk(facts: readonly DocFacts[] = [waiting()], no = 1): MemoryStation {
  return memoryStation({ device: { no }, seed: no, facts: [practiceFacts(), ...facts] });
}
const to = (...cases: string[]): Offering['to'] =>
  cases.map((one) => ({ offer: `o-${one}`, case: one, visitType: 'established', minutes: 20 }));
const offering = (over: Partial<Offering> = {}): Offering => ({
  date: TODAY,
  at: ELEVEN,
  channel: 'phone',
  round: 'r-1',
  to: to('w-fern'),
  ...over
});
const three = ['w-1', 'w-2', 'w-3'].map((id, i) =>
  waiting({ case: id, patient: `pat-${i}`, label: { ...ROOK, given: `Ann ${i}` } })
);
const later = (over: Partial<Parameters<typeof bookedFact>[0]> = {}): DatedFact =>
  bookedFact({ appointment: 'a-old', patient: 'pat-fern', label: WAITING.label, ...over });
const book = (station: MemoryStation) =>
  bookAppointment(station, {
    ...{ appointment: 'a-new', date: TODAY, patient: 'pat-rook', label: ROOK, visitType: 'established' },
    ...{ at: { ...ELEVEN, minutes: 20 }, note: '', over: false }
  });

describe('[WAIT-1] onto the list', () => {
  const { site: _, ...terms } = WAITING;
  test('once chosen, an entry is the same entry; its terms can be changed', async () => {
    const station = desk([]);
    expect(await codeOf(addToWaitlist(station, terms))).toBe('ok');
    expect(await codeOf(addToWaitlist(station, { ...terms, priority: 1 }))).toBe('ok');
    expect(await station.rows.cases('waitlist')).toMatchObject([{ case: 'w-fern', priority: 1, site: SITE }]);
  });
  test.each<[string, Partial<WaitlistTerms>, string]>([
    ['nobody', { patient: '' }, 'waitlist/no-patient'],
    ['no visit type', { visitTypes: [] }, 'waitlist/no-type'],
    ['a type there is none of', { visitTypes: ['dance'] }, 'waitlist/no-type'],
    ['a day that does not exist', { earliest: '2026-02-31' }, 'waitlist/no-such-day'],
    ['a year typed wrong', { latest: '2099-01-01' }, 'waitlist/no-such-day'],
    ['days turned round', { earliest: '2026-12-02', latest: '2026-12-01' }, 'waitlist/days-turned'],
    ['days that are over', { earliest: '2026-11-01', latest: '2026-11-02' }, 'waitlist/is-over'],
    ['half an hour', { noticeHours: 0.5 }, 'waitlist/bad-notice'],
    ['a note with a card number', { note: '4111 1111 1111 1111' }, 'note/card-number'],
    ['who waits for it already', { case: 'w-2', patient: 'pat-twice' }, 'waitlist/there-already']
  ])('refused: %s', async (_name, over, code) => {
    const station = desk([waiting({ patient: 'pat-twice' })]);
    const asked = over.case === undefined ? { case: 'w-new', ...over } : over;
    expect(await codeOf(addToWaitlist(station, { ...terms, ...asked }))).toBe(code);
    expect(station.recorded).toEqual([]);
  });
});

describe('[WAIT-5] offering', () => {
  test('[BOOK-16] holds the time for fifteen minutes: nobody else is booked there, and then it is free again', async () => {
    const station = desk();
    expect(await codeOf(offerTime(station, offering()))).toBe('ok');
    expect(await codeOf(book(station))).toBe('place/offered');
    station.setNow(MEMORY_NOW + 15 * 60_000);
    expect(await codeOf(book(station))).toBe('ok');
  });
  test('by a call one at a time, by text three', async () => {
    const station = desk(three);
    const all = to('w-1', 'w-2', 'w-3');
    expect(await codeOf(offerTime(station, offering({ to: all })))).toBe('offer/too-many');
    expect(await codeOf(offerTime(station, offering({ channel: 'sms', to: all })))).toBe('ok');
    expect(station.recorded.flatMap(({ facts }) => facts.map(({ kind }) => kind)).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'slot/offered'),
      ...Array.from({ length: 3 }, () => 'waitlist/offered')
    ]);
  });
  test.each<[string, Partial<Offering>, readonly DocFacts[], string]>([
    ['nobody', { to: [] }, [], 'offer/nobody'],
    ['who is not on the list', { to: to('w-none') }, [], 'offer/not-waiting'],
    ['a time in twenty minutes', { at: { ...ELEVEN, start: 620 } }, [], 'offer/too-late'],
    ['by letter', { channel: 'letter' }, [], 'offer/too-many'],
    ['a time that is taken', {}, [dayOf([bookedFact({}, { start: 660 })])], 'place/taken'],
    [
      'a time when the patient is here already',
      {},
      [dayOf([later({ at: { ...ELEVEN, practitioner: 'p-patel', minutes: 20 } })])],
      'place/patient-busy'
    ],
    ['a time nobody works', { at: { ...ELEVEN, start: 1_200 } }, [], 'place/outside-hours']
  ])('refused: %s', async (_, over, more, code) => {
    const station = desk([waiting(), ...more]);
    expect(await codeOf(offerTime(station, offering(over)))).toBe(code);
    expect(station.recorded).toEqual([]);
  });
  test('refused: a time that another is being asked about, and a patient who is being asked', async () => {
    const station = desk(three);
    await offerTime(station, offering({ to: to('w-1') }));
    expect(await codeOf(offerTime(station, offering({ round: 'r-2', to: to('w-2') })))).toBe('place/offered');
    const elsewhere = offering({ round: 'r-2', at: { ...ELEVEN, start: 780 }, to: to('w-1') });
    expect(await codeOf(offerTime(station, elsewhere))).toBe('offer/asked-already');
  });
});

describe('[WAIT-6] the answer', () => {
  test('yes books it, ends the wait, and the others have lost it', async () => {
    const station = desk(three);
    await offerTime(station, offering({ channel: 'sms', to: to('w-1', 'w-2') }));
    expect(await codeOf(acceptOffer(station, { date: TODAY, offer: 'o-w-1', appointment: 'a-new' }))).toBe('ok');
    expect(await station.rows.appointments(SITE, TODAY)).toMatchObject([{ appointment: 'a-new', patient: 'pat-0' }]);
    expect((await station.rows.cases('waitlist')).map((one) => one.case)).toEqual(['w-2', 'w-3']);
    expect(await station.rows.case('w-1')).toMatchObject({ closed: { booked: { appointment: 'a-new' } } });
    expect((await station.rows.offers(SITE, TODAY)).map(({ outcome }) => outcome)).toEqual(['accepted', 'taken']);
  });
  test('yes gives the later booking up for it, in one commit', async () => {
    const frees = { date: '2026-12-04', appointment: 'a-old' };
    const station = desk([waiting({ frees }), dayOf([later()], frees.date)]);
    await offerTime(station, offering());
    expect(await codeOf(acceptOffer(station, { date: TODAY, offer: 'o-w-fern', appointment: 'a-new' }))).toBe('ok');
    const old = await station.rows.appointment(SITE, frees.date, 'a-old');
    expect(old?.noticeHours).toBeGreaterThan(24 * 10);
    expect(old).toMatchObject({ status: 'rescheduled', rescheduledTo: { date: TODAY, appointment: 'a-new' } });
    expect(await station.rows.appointment(SITE, TODAY, 'a-new')).toMatchObject({ status: 'booked', replaces: frees });
  });
  test('a later booking of the same day is moved', async () => {
    const frees = { date: TODAY, appointment: 'a-old' };
    const station = desk([waiting({ frees }), dayOf([later({ at: { ...ELEVEN, start: 900, minutes: 20 } })])]);
    await offerTime(station, offering());
    expect(await codeOf(acceptOffer(station, { date: TODAY, offer: 'o-w-fern', appointment: 'a-new' }))).toBe('ok');
    expect(await station.rows.appointments(SITE, TODAY)).toMatchObject([{ appointment: 'a-old', at: { start: 660 } }]);
  });
  test.each(['declined', 'no-answer', 'withdrawn'] as const)('%s frees the time at once', async (outcome) => {
    const station = desk();
    await offerTime(station, offering());
    expect(await codeOf(endOffer(station, { date: TODAY, offer: 'o-w-fern', outcome }))).toBe('ok');
    expect(await station.rows.case('w-fern')).toMatchObject({ closed: null, offers: [{ outcome, channel: 'phone' }] });
    expect(await codeOf(book(station))).toBe('ok');
    expect(await codeOf(acceptOffer(station, { date: TODAY, offer: 'o-w-fern', appointment: 'x' }))).toBe(
      'offer/answered'
    );
  });
  test('[CASE-4] a yes is taken back in one commit, unless somebody has gone on from it', async () => {
    const station = desk();
    await offerTime(station, offering());
    const done = await acceptOffer(station, { date: TODAY, offer: 'o-w-fern', appointment: 'a-new' });
    if (!done.ok) throw new Error('it was free');
    expect(await codeOf(takeBackListed(station, done.value))).toBe('ok');
    expect(await station.rows.appointments(SITE, TODAY)).toEqual([]);
    expect(await station.rows.case('w-fern')).toMatchObject({ closed: null, offers: [{ outcome: null }] });
    expect(await codeOf(takeBackListed(station, { command: 'x', takes: [] }))).toBe('undo/nothing');
    expect(await codeOf(takeBackListed(station, done.value))).toBe('undo/changed-since');
  });
});

describe('[CASE-2] tries and the end', () => {
  test('each try is kept; a case is closed once, with why', async () => {
    const station = desk();
    const tried = { case: 'w-fern', channel: 'phone', outcome: 'no-answer', note: '' } as const;
    await logCaseAttempt(station, tried);
    await logCaseAttempt(station, { ...tried, outcome: 'left-message', note: 'with her son' });
    expect((await station.rows.case('w-fern'))?.attempts.map(({ outcome }) => outcome)).toEqual([
      'no-answer',
      'left-message'
    ]);
    expect(await codeOf(closeCase(station, { case: 'w-fern', reason: 'not-wanted' }))).toBe('ok');
    expect(await codeOf(closeCase(station, { case: 'w-fern', reason: 'not-wanted' }))).toBe('case/closed');
    expect(await codeOf(closeCase(station, { case: 'nobody', reason: 'not-wanted' }))).toBe('case/unknown');
    expect(await codeOf(logCaseAttempt(station, { ...tried, case: 'nobody' }))).toBe('case/unknown');
    expect(await codeOf(logCaseAttempt(station, { ...tried, note: '4111111111111111' }))).toBe('note/card-number');
  });
});

/** Two desks that do not hear of each other, and then of everything. */
async function merged(a: MemoryStation, b: MemoryStation): Promise<void> {
  const from = (station: MemoryStation) => station.recorded.map(({ doc }) => doc);
  const docs = [...new Set([...from(a), ...from(b)])];
  const said = (station: MemoryStation, doc: string) =>
    station.factsOf(doc).filter(({ client }) => client >> 20 === station.device.no);
  const [ofA, ofB] = [a, b].map((one) => docs.map((doc) => [doc, said(one, doc)] as const));
  const tell = (station: MemoryStation, parts: typeof ofA, no: number) => {
    for (const [doc, facts] of parts ?? [])
      station.receive(
        doc,
        facts.map(({ fact }) => ({ kind: fact.kind, of: fact.of, at: fact.at / 1024, by: fact.by })),
        no
      );
  };
  tell(b, ofA, a.device.no);
  tell(a, ofB, b.device.no);
}

describe('[WAIT-7] two desks that were apart', () => {
  const pair = () => [desk(three, 1), desk(three, 2)] as const;

  test('offering one time to two patients is a card at both, and one offer is taken back', async () => {
    const [a, b] = pair();
    [a, b].forEach((one) => one.setOnline(false));
    expect(await codeOf(offerTime(a, offering({ to: to('w-1') })))).toBe('ok');
    b.setNow(MEMORY_NOW + 1_000);
    expect(await codeOf(offerTime(b, offering({ round: 'r-2', to: to('w-2') })))).toBe('ok');
    await merged(a, b);
    for (const station of [a, b]) {
      const clashes = offerClashes(await station.rows.offers(SITE, TODAY), MEMORY_NOW + 2_000);
      expect(clashes).toMatchObject([{ stands: { offer: 'o-w-1' }, yields: { offer: 'o-w-2' } }]);
    }
    a.setNow(MEMORY_NOW + 2_000);
    expect(await codeOf(endOffer(a, { date: TODAY, offer: 'o-w-2', outcome: 'withdrawn' }))).toBe('ok');
    expect(offerClashes(await a.rows.offers(SITE, TODAY), MEMORY_NOW + 2_000)).toEqual([]);
  });

  test('both said yes: two bookings, and the day has a conflict that must be settled', async () => {
    const [a, b] = pair();
    for (const [station, one] of [
      [a, 'w-1'],
      [b, 'w-2']
    ] as const) {
      station.setOnline(false);
      await offerTime(station, offering({ round: `r-${one}`, to: to(one) }));
      expect(await codeOf(acceptOffer(station, { date: TODAY, offer: `o-${one}`, appointment: `a-${one}` }))).toBe(
        'ok'
      );
    }
    await merged(a, b);
    for (const station of [a, b]) {
      const [practice, appointments] = [await station.rows.practice(), await station.rows.appointments(SITE, TODAY)];
      const conflicts = conflictsOf({ practice, site: SITE, date: TODAY, appointments });
      expect(conflicts).toMatchObject([{ appointments: ['a-w-1', 'a-w-2'], classes: ['C12'] }]);
    }
  });

  test('one patient booked twice by two desks stays on the list until somebody has looked', async () => {
    const [a, b] = pair();
    const times = [ELEVEN, { ...ELEVEN, start: 780 }];
    for (const [i, station] of [a, b].entries()) {
      station.setOnline(false);
      const offer = [{ ...to('w-1')[0]!, offer: `o-${i}` }];
      await offerTime(station, offering({ round: `r-${i}`, at: times[i]!, to: offer }));
      await acceptOffer(station, { date: TODAY, offer: `o-${i}`, appointment: `a-${i}` });
    }
    await merged(a, b);
    const [torn] = await b.rows.cases('waitlist');
    expect(torn?.torn.map(({ appointment }) => appointment).sort()).toEqual(['a-0', 'a-1']);
    b.setNow(MEMORY_NOW + 2_000);
    expect(await codeOf(closeCase(b, { case: 'w-1', reason: 'settled' }))).toBe('ok');
    expect((await b.rows.cases('waitlist')).map((one) => one.case)).toEqual(['w-2', 'w-3']);
  });
});

test('[REG-19] who allows texts on no phone is not asked by text, and may be called', async () => {
  const noTexts = { number: '+12065550101', use: 'mobile', text: false } as const;
  const fern = { name: { family: 'Fern', given: ['Jo'] }, birthDate: '1971-03-09', sex: 'female', identifiers: [], phones: [noTexts] } as const; // prettier-ignore
  const station = desk([waiting(), registered(WAITING.patient, fern)]);
  expect(await codeOf(offerTime(station, offering({ channel: 'sms' })))).toBe('offer/not-that-way');
  expect(station.recorded).toEqual([]);
  expect(await codeOf(offerTime(station, offering()))).toBe('ok');
});
