import { expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { instantAt } from '#domain/time.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { ROOK, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, ZONE, practiceFacts } from '#tests/fixtures/practice.ts';
import { cancelAppointment, type Cancellation } from './cancel-appointment.ts';
import { issueSlip } from './issue-slip.ts';
import { markNoShow } from './mark-no-show.ts';
import { restoreAppointment } from './restore-appointment.ts';
import { takeBack } from './take-back.ts';

const ROOK_KNOWN = {
  doc: patientDoc('pat-rook'),
  facts: [
    {
      kind: 'patient/registered',
      of: {
        ...{ patient: 'pat-rook', source: 'desk', name: { family: ROOK.family, given: [ROOK.given] } },
        ...{ birthDate: ROOK.birthDate, sex: 'female', phones: [], identifiers: [] }
      }
    }
  ]
};
const asked: Cancellation = { date: TODAY, appointment: 'a-1', by: 'patient', reason: 'illness', note: '' };
const missed = { date: TODAY, appointment: 'a-1', reason: 'no-call' as const };
const arrived: DatedFact = {
  kind: 'visit/arrived',
  of: { visit: 'v-a-1', appointment: 'a-1', patient: 'pat-rook', label: ROOK, ticket: 'A-001' }
};
const seen: DatedFact[] = [
  arrived,
  { kind: 'visit/called', of: { visit: 'v-a-1', room: 'room-1' } },
  { kind: 'visit/done', of: { visit: 'v-a-1' } }
];
type Role = 'clerk' | 'manager';

function stationWith(facts: readonly DatedFact[] = [], role: Role = 'clerk') {
  return memoryStation({
    user: { user: `u-${role}`, role },
    facts: [practiceFacts(), dayOf([bookedFact(), ...facts])]
  });
}
const codeOf = async (result: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<string> => {
  const settled = await result;
  return settled.ok ? 'ok' : settled.error.code;
};
const statusOf = async (station: ReturnType<typeof memoryStation>) =>
  (await station.rows.appointment(SITE, TODAY, 'a-1'))?.status;

test('[BOOK-8] a cancellation says who, why and, if there is one, a note', async () => {
  const station = stationWith();
  expect(await codeOf(cancelAppointment(station, { ...asked, note: 'flu' }))).toBe('ok');
  expect(station.recorded).toEqual([
    {
      command: 'schedule/cancel',
      doc: dayDoc(SITE, TODAY),
      facts: [
        {
          kind: 'appointment/cancelled',
          of: { appointment: 'a-1', by: 'patient', reason: 'illness', noticeHours: -1, note: 'flu' }
        }
      ]
    }
  ]);
});

test('[BOOK-8] a patient who is here is marked as gone with it (S-23)', async () => {
  const station = stationWith([arrived]);
  expect(await codeOf(cancelAppointment(station, asked))).toBe('ok');
  expect((await station.rows.visit(SITE, TODAY, 'v-a-1'))?.state).toBe('left');
});

test.each([
  ['seen', seen, 'appointment/seen'],
  ['already cancelled (S-24)', [{ kind: 'appointment/cancelled', of: asked }], 'appointment/not-live'],
  ['missed (S-24)', [{ kind: 'appointment/no-show', of: missed }], 'appointment/not-live']
] satisfies [string, DatedFact[], string][])(
  '[BOOK-8] [BOOK-9] what is %s can be neither cancelled nor missed',
  async (_, facts, code) => {
    const station = stationWith(facts);
    expect(await codeOf(cancelAppointment(station, asked))).toBe(code);
    expect(await codeOf(markNoShow(station, missed))).toBe(code);
    expect(station.recorded).toEqual([]);
  }
);

test('[BOOK-8] a card number in the note is refused, and the appointment stays', async () => {
  const station = stationWith();
  expect(await codeOf(cancelAppointment(station, { ...asked, note: '5555555555554444' }))).toBe('note/card-number');
  expect(await statusOf(station)).toBe('booked');
});

test('[BOOK-9] nobody has missed a visit before its time', async () => {
  const station = stationWith();
  station.setNow(instantAt(TODAY, 539, ZONE));
  expect(await codeOf(markNoShow(station, missed))).toBe('no-show/not-yet');
  station.setNow(instantAt(TODAY, 540, ZONE));
  expect(await codeOf(markNoShow(station, missed))).toBe('ok');
  expect(await statusOf(station)).toBe('no-show');
});

test('[BOOK-9] a patient who is here missed nothing, unless they left before being seen (S-23)', async () => {
  const station = stationWith([arrived]);
  expect(await codeOf(markNoShow(station, missed))).toBe('no-show/is-here');
  expect(await codeOf(markNoShow(station, { ...missed, reason: 'left-before' }))).toBe('ok');
  expect(await station.rows.visit(SITE, TODAY, 'v-a-1')).toMatchObject({ leftReason: 'without-being-seen' });
});

test('[BOOK-10] a coordinator or manager brings it back; others book anew (S-24)', async () => {
  const cancelled: DatedFact = { kind: 'appointment/cancelled', of: { ...asked } };
  const restoration = { date: TODAY, appointment: 'a-1', over: false };
  expect(await codeOf(restoreAppointment(stationWith([cancelled]), restoration))).toBe('restore/not-allowed');
  expect(await codeOf(restoreAppointment(stationWith([], 'manager'), restoration))).toBe('restore/nothing');

  const station = stationWith([cancelled], 'manager');
  expect(await codeOf(restoreAppointment(station, restoration))).toBe('ok');
  expect(await statusOf(station)).toBe('booked');
});

test('[BOOK-10] its time may have gone to somebody else', async () => {
  const cancelled: DatedFact = { kind: 'appointment/cancelled', of: { ...asked } };
  const taken = bookedFact({ appointment: 'a-2', patient: 'pat-fern' });
  const restoration = { date: TODAY, appointment: 'a-1', over: false };
  const station = stationWith([cancelled, taken], 'manager');
  expect(await codeOf(restoreAppointment(station, restoration))).toBe('place/taken');
  expect(await codeOf(restoreAppointment(station, { ...restoration, over: true }))).toBe('ok');
});

test('[BOOK-12] undo of a cancellation brings the appointment and the waiting patient back', async () => {
  const station = stationWith([arrived]);
  const result = await cancelAppointment(station, asked);
  if (result.ok) await takeBack(station, result.value);
  expect(await statusOf(station)).toBe('booked');
  expect((await station.rows.visit(SITE, TODAY, 'v-a-1'))?.state).toBe('waiting');
});

test('[BOOK-11] each printed slip has a code of its own, and the day keeps only what opens it', async () => {
  const station = stationWith();
  const first = await issueSlip(station, TODAY, 'a-1');
  const kept = (await station.rows.appointment(SITE, TODAY, 'a-1'))?.slip;
  const second = await issueSlip(station, TODAY, 'a-1');

  expect(first.ok && second.ok && first.value.qr !== second.value.qr).toBe(true);
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.slip).not.toEqual(kept);
  expect(JSON.stringify(station.recorded)).not.toContain(first.ok ? first.value.qr : '');
  expect(await codeOf(issueSlip(station, TODAY, 'a-9'))).toBe('appointment/unknown');
});

test('[FORM-20] a slip names the forms that are due and that a kiosk may show; where none is, it names none', async () => {
  const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact()]), ROOK_KNOWN] });
  await issueSlip(station, TODAY, 'a-1');
  const forms = (await station.rows.appointment(SITE, TODAY, 'a-1'))?.slip?.forms;
  expect(forms).toEqual(expect.arrayContaining(['privacy-notice@1', 'consent-to-treat@1', 'phq-2@1']));
  expect(forms?.some((form) => form.startsWith('registration'))).toBe(false);
  const unknown = stationWith();
  await issueSlip(unknown, TODAY, 'a-1');
  expect((await unknown.rows.appointment(SITE, TODAY, 'a-1'))?.slip).not.toHaveProperty('forms');
});

test('[BOOK-11] where the desk has the clinic’s key, the slip has eight characters too, and the day keeps what they come to', async () => {
  const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };
  const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact()])], arrivalsKey });
  const issued = await issueSlip(station, TODAY, 'a-1');
  expect(issued).toMatchObject({ ok: true, value: { code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/) } });
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.slip?.code).toHaveLength(32);
  expect(JSON.stringify(station.recorded)).not.toContain(issued.ok ? issued.value.code : '');

  const without = await issueSlip(stationWith(), TODAY, 'a-1');
  expect(without).toMatchObject({ ok: true, value: { code: null } });
});
