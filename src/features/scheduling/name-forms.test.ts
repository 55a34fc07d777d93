import { expect, test } from 'vitest';
import { caseDoc, dayDoc, patientDoc, practiceDoc } from '#domain/documents.ts';
import { PRIVACY_NOTICE } from '#domain/forms/shipped/consents.ts';
import { USUAL_RULES } from '#domain/forms/shipped/usual-rules.ts';
import { memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import { ROOK, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { issueSlip } from './issue-slip.ts';
import { formsToName, nameForms } from './name-forms.ts';

const PATIENT = 'pat-rook';
const REGISTERED: DatedFact = {
  kind: 'patient/registered',
  of: {
    ...{ patient: PATIENT, source: 'desk', name: { family: ROOK.family, given: [ROOK.given] } },
    ...{ birthDate: ROOK.birthDate, sex: 'female', phones: [], identifiers: [] }
  }
};
const here = { doc: patientDoc(PATIENT), facts: [REGISTERED] };
function desk(known = true, role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation {
  const facts = [practiceFacts(), dayOf([bookedFact()]), ...(known ? [here] : [])];
  return memoryStation({ user: { user: 'u-x', role }, facts });
}
const named = async ({ rows }: MemoryStation) => (await rows.appointment(SITE, TODAY, 'a-1'))?.slip?.forms;
const name = (station: MemoryStation, said = new Map<string, number>()) => nameForms(station, TODAY, said);
const printed = async (station: MemoryStation) =>
  expect(await issueSlip(station, TODAY, 'a-1')).toMatchObject({ ok: true });

test('[FORM-20] a slip that was printed where the record was not names what is due once it has come', async () => {
  const station = desk(false);
  await printed(station);
  expect([await name(station), await named(station)]).toEqual([0, undefined]);
  station.receive(patientDoc(PATIENT), [REGISTERED], 9);
  expect(await name(station)).toBe(1);
  expect(await named(station)).toContain('privacy-notice@1');
  expect(station.recorded.at(-1)).toMatchObject({ command: 'schedule/name-forms', doc: dayDoc(SITE, TODAY) });
  // It is said once.
  expect(await name(station)).toBe(0);
});

test('[FORM-20] a rule, a form or a packet that changed since the slip was printed changes what it names', async () => {
  const station = desk();
  await printed(station);
  const before = (await named(station))!;
  expect(before).toContain('privacy-notice@1');
  expect(await formsToName(station, station.rows, TODAY)).toEqual([]);

  const rule = USUAL_RULES.find(({ form }) => form === 'telehealth')!;
  station.receive(practiceDoc, [{ kind: 'form/ruled', of: { ...rule, isOn: false } }], 9);
  await name(station);
  expect(await named(station)).toEqual(before.filter((one) => one !== 'telehealth@1'));

  const revised = { ...PRIVACY_NOTICE, version: '2026-11' };
  station.receive(practiceDoc, [{ kind: 'form/defined', of: { form: revised.form, definition: revised } }], 9);
  await name(station);
  expect(await named(station)).toContain('privacy-notice@2026-11');

  // Signed on a tablet since.
  const form = { form: 'privacy-notice', version: '2026-11' };
  station.receive(
    caseDoc('k1'),
    [
      {
        kind: 'packet/given',
        of: { case: 'k1', patient: PATIENT, site: SITE, visitType: null, language: 'en', forms: [form] }
      },
      {
        kind: 'form/submitted',
        of: { case: 'k1', patient: PATIENT, ...form, language: 'en', hand: 'patient', answers: [], text: ['Notice'] }
      }
    ],
    9
  );
  await name(station);
  expect((await named(station))?.some((one) => one.startsWith('privacy-notice'))).toBe(false);
});

test('[FORM-20] of whoever has come, of a slip that is none, and by who may not book, nothing is named', async () => {
  const withoutSlip = desk();
  expect(await name(withoutSlip)).toBe(0);
  const come = desk(false);
  await printed(come);
  const arrived = { visit: 'v-a-1', appointment: 'a-1', patient: PATIENT, label: ROOK, ticket: 'A-001' };
  come.receive(dayDoc(SITE, TODAY), [{ kind: 'visit/arrived', of: arrived }], 9);
  come.receive(patientDoc(PATIENT), [REGISTERED], 9);
  expect(await name(come)).toBe(0);
  const slip = { appointment: 'a-1', envelope: 'e1', key: new Uint8Array(32) };
  const biller = desk(true, 'biller');
  biller.receive(dayDoc(SITE, TODAY), [{ kind: 'appointment/slip-issued', of: slip }], 9);
  expect([(await formsToName(biller, biller.rows, TODAY)).length, await name(biller)]).toEqual([1, 0]);
});

test('[FORM-20] two desks that never agree do not answer each other for ever', async () => {
  const station = desk();
  await printed(station);
  const said = new Map<string, number>();
  let times = 0;
  for (let i = 0; i < 10; i++) {
    const other = { appointment: 'a-1', forms: ['phq-2@9'] };
    station.receive(dayDoc(SITE, TODAY), [{ kind: 'appointment/forms-named', of: other }], 9);
    times += await name(station, said);
  }
  expect(times).toBe(3);
});
