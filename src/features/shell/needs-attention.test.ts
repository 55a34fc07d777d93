import { expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { stampAt } from '#domain/time.ts';
import { BEGINNING_VERBS } from '#domain/practice/role-verbs.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { rightsFrom } from '#station/rights-from.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { seeded } from '#domain/random.ts';
import { applyAgain } from './apply-again.ts';
import { discardRefused, keepRefused } from './discard-refused.ts';
import { attentionQuery, momentText } from './needs-attention.ts';
import { detailText, kindText } from './refused-words.ts';

const DAY = dayDoc(SITE, TODAY);
const REFUSED = { code: 'E_VERB', say: 'This device may not do that.', at: at(601) };
const said = (kind: string, of: unknown) => ({ kind, at: stampAt(at(600)), by: 'u-ada', of });

function rightsOf(role: StaffRole) {
  const verbs = BEGINNING_VERBS.get(role)!;
  return rightsFrom(() => ({ asked: verbs, seen: verbs }));
}

function desk(): MemoryStation {
  const person = inventedPerson(seeded(1), 1, TODAY);
  const name = { family: 'Quillfeather', given: ['Bea'] };
  return memoryStation({
    facts: [
      practiceFacts(),
      registered('patient-bea', { ...person, name, birthDate: '1971-03-09' }),
      smallDay([{ id: 'quill', start: 600, arrived: 590, family: 'Quill' }])
    ],
    now: at(605)
  });
}

const cards = (station: MemoryStation) => attentionQuery(() => 'Phone: (206) 555-0101')(station.rows);

test('[SHELL-9] a card says what was done, to whom, where, when, by whom, and why it was refused', async () => {
  const station = desk();
  const facts = [said('visit/called', { visit: 'v-quill', room: 'room-2' })];
  station.refuse({ id: '1', doc: DAY, facts, ...REFUSED });
  const practice = await station.rows.practice();

  expect(await cards(station)).toEqual([
    {
      id: '1',
      what: 'Called',
      details: [practice.rooms.get('room-2')?.name],
      who: expect.objectContaining({ family: 'Quill' }) as unknown,
      where: 'The day Fri, Nov 20',
      doneAt: at(600),
      doneBy: 'Ada Quill',
      say: REFUSED.say,
      refusedAt: REFUSED.at,
      canApply: true,
      doc: DAY,
      kinds: ['visit/called'],
      over: [],
      settled: null
    }
  ]);
  expect(momentText(at(600), station.zone)).toBe('Fri, Nov 20, 10:00 am');
});

test('[SHELL-9] a patient is named from the record, or from what was refused where there is no record yet', async () => {
  const station = desk();
  const change = { patient: 'patient-bea', field: 'phones', from: [], to: [] };
  const demographics = { name: { family: 'Moss', given: ['Io'] }, birthDate: '2001-01-02' };
  station.refuse({
    id: '1',
    doc: patientDoc('patient-bea'),
    facts: [said('patient/changed', change)],
    ...REFUSED
  });
  station.refuse({
    id: '2',
    doc: patientDoc('new'),
    facts: [said('patient/registered', { patient: 'new', ...demographics })],
    ...REFUSED
  });
  station.refuse({ id: '3', doc: 'practice', facts: null, canApply: false, ...REFUSED });

  expect(await cards(station)).toMatchObject([
    { who: { family: 'Quillfeather', birthDate: '1971-03-09' }, details: ['Phone: (206) 555-0101'] },
    { who: { family: 'Moss', given: 'Io', birthDate: '2001-01-02' }, what: 'Registered' },
    { who: null, what: 'Cannot be read by this version', canApply: false, doneAt: null }
  ]);
});

test('[SHELL-10] [ROLE-5] whose role does not write it does not write it again', async () => {
  const station = desk();
  const fact = said('visit/called', { visit: 'v-quill', room: 'room-2' });
  station.refuse({ id: '1', doc: DAY, facts: [fact], ...REFUSED });
  const card = { id: '1', doc: DAY, kinds: ['visit/called'] };

  expect(await applyAgain(station, rightsOf('biller'), card)).toEqual({
    ok: false,
    error: { code: 'refused/not-yours' }
  });

  expect(station.recorded).toEqual([]);
});

test('[SHELL-10] applied again it is new facts of whoever asks; the card is dealt with, once', async () => {
  const station = desk();
  const fact = said('visit/called', { visit: 'v-quill', room: 'room-2' });
  station.refuse({ id: '1', doc: DAY, facts: [fact], ...REFUSED });

  const card = { id: '1', doc: DAY, kinds: ['visit/called'] };
  const clerk = rightsOf('clerk');
  expect(await applyAgain(station, clerk, card)).toEqual({ ok: true });
  expect(await applyAgain(station, clerk, card)).toEqual({ ok: false, error: { code: 'refused/settled-already' } });

  expect(station.recorded).toEqual([
    { command: 'refused/apply-again', doc: DAY, facts: [{ kind: fact.kind, of: fact.of }] }
  ]);
  expect(await cards(station)).toMatchObject([{ settled: { how: 'applied', at: at(605) } }]);
});

test('[SHELL-10] a discarded change is noted and can be kept again', async () => {
  const station = desk();
  station.refuse({ id: '1', doc: DAY, facts: [said('visit/ready', { visit: 'v-quill' })], ...REFUSED });
  await discardRefused(station, '1');
  expect(await cards(station)).toMatchObject([{ settled: { how: 'discarded' } }]);
  await keepRefused(station, '1');
  expect(await cards(station)).toMatchObject([{ settled: null }]);
  expect(await keepRefused(station, '1')).toMatchObject({ ok: false });
  expect(station.recorded).toEqual([]);
});

test.each([
  ['appointment/booked', { visitType: 'new', at: { practitioner: 'p-kim', start: 555, minutes: 20 } }, /9:15 am/],
  ['appointment/moved', { to: { practitioner: 'nobody', start: 780, minutes: 20 } }, /^to 1:00 pm$/],
  ['appointment/rescheduled', { to: { date: '2026-12-01', appointment: 'a2' } }, /^to Tue, Dec 1$/],
  ['visit/left', { reason: 'without-being-seen' }, /^without being seen$/],
  ['visit/arrived', { ticket: 'A-001' }, /^ticket A-001$/],
  ['room/freed', { room: 'nowhere' }, /^$/],
  ['future/thing', {}, /^$/]
])('[SHELL-9] %s says its details in words', async (kind, of, words) => {
  const practice = await desk().rows.practice();
  expect(detailText(said(kind, of), practice)).toMatch(words);
  expect(kindText(kind)).not.toBe('');
});
