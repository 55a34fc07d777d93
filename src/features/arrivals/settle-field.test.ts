import { describe, expect, test } from 'vitest';
import { inboxDoc, patientDoc } from '#domain/documents.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { FieldProposal } from '#domain/intake/proposals.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { ProposedField } from '#domain/visit/visit-facts.ts';
import { memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import type { SealedSubmission } from '#station/rows.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { acceptSubmission, acceptWalkIn } from './accept-submission.ts';
import { checkIn } from './check-in.ts';
import { checkListOf } from './check-list.ts';
import { fieldRefusalWordsFor } from './field-words.ts';
import { refuseField, takeBackField, takeField } from './settle-field.ts';

const KIOSK = 3;
const PATIENT = 'patient-one';
const HARBOR = { line: ['12 Harbor Street'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const QUAY = { line: ['3 Quay Lane'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const ANN = {
  name: { family: 'Testing-1', given: ['Ann'] },
  birthDate: '1980-01-02',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  address: HARBOR,
  identifiers: []
};
const looked = (field: string, how: string): DatedFact => ({
  kind: 'field/verified',
  of: { patient: PATIENT, field, how },
  at: at(600) - 86_400_000,
  by: 'u-ben'
});
/** With these there is nothing to ask. */
const ALL = [
  looked('phones', 'asked'),
  looked('address', 'asked'),
  looked('coverage', 'card'),
  looked('consent-to-treat', 'signed'),
  looked('privacy-notice', 'signed')
];

function desk({ role = 'clerk' as StaffRole, visit = { id: 'one', start: 620 } as OneVisit } = {}): MemoryStation {
  const patient = registered(PATIENT, ANN);
  const facts = [practiceFacts(), { ...patient, facts: [...patient.facts, ...ALL] }, smallDay([visit])];
  const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };
  return memoryStation({ facts, now: at(600), user: { user: 'u-new', role }, arrivalsKey });
}

async function submit(station: MemoryStation, of: Partial<Submission>, id = 's-1'): Promise<SealedSubmission> {
  const ticket = `K2-01${id.slice(-1)}`;
  const submission: Submission = { submission: id, ticket, at: at(600), language: 'en', ...of };
  const sealed = await station.sealSubmission(submission, { keyId: 'key-1', key: new Uint8Array(65) });
  const told = { submission: id, ticket, date: TODAY, keyId: 'key-1', sealed };
  station.receive(inboxDoc(KIOSK), [{ kind: 'submission/sealed', of: told, at: at(600) }], KIOSK);
  const all = await station.rows.submissions(TODAY);
  return all.find(({ submission: one }) => one === id)!;
}

async function arrived(of: Partial<Submission>, options: Parameters<typeof desk>[0] = {}): Promise<MemoryStation> {
  const station = desk(options);
  const accepted = await acceptSubmission(station, await submit(station, of), 'one');
  expect(accepted.ok).toBe(true);
  return station;
}

const listOf = (station: MemoryStation) => checkListOf(station, station.rows, { visit: 'v-one', patient: PATIENT });
async function proposal(station: MemoryStation, field: ProposedField): Promise<FieldProposal> {
  const found = (await listOf(station))?.proposals.find((one) => one.field === field);
  if (!found) throw new Error(`nothing waits for ${field}`);
  return found;
}
async function lineOf(station: MemoryStation, line: string): Promise<string | undefined> {
  return (await listOf(station))?.items.find((item) => item.line === line)?.state;
}

describe('[ARR-13] what a patient told a kiosk', () => {
  test('holds up the checking-in that goes with an arrival, and is written nowhere by it', async () => {
    const station = desk();
    const sealed = await submit(station, { changes: { address: QUAY } });
    const accepted = await acceptSubmission(station, sealed, 'one');
    expect(accepted).toMatchObject({ ok: true, value: { isCheckedIn: false, toSettle: 1 } });
    expect(await station.rows.patient(PATIENT)).toMatchObject({ address: HARBOR });
    expect(await lineOf(station, 'address')).toBe('changed');
    expect(await checkIn(station, 'v-one')).toMatchObject({ ok: false, error: { code: 'check/open' } });
  });

  test('taken, it is the desk’s own word with the kiosk as evidence, and the line is well', async () => {
    const station = await arrived({ changes: { address: QUAY } });
    expect((await takeField(station, PATIENT, await proposal(station, 'address'))).ok).toBe(true);
    expect(await station.rows.patient(PATIENT)).toMatchObject({
      address: QUAY,
      evidence: { address: { how: 'kiosk', by: 'u-new' } }
    });
    expect((await listOf(station))?.proposals).toEqual([]);
    expect(await lineOf(station, 'address')).toBe('ok');
    expect((await checkIn(station, 'v-one')).ok).toBe(true);
  });

  test('refused, the record is untouched, and the line is as it was', async () => {
    const station = await arrived({ changes: { address: QUAY } });
    const before = await station.rows.patient(PATIENT);
    expect((await refuseField(station, PATIENT, await proposal(station, 'address'))).ok).toBe(true);
    expect(await station.rows.patient(PATIENT)).toEqual(before);
    expect(await lineOf(station, 'address')).toBe('ok');
    expect((await checkIn(station, 'v-one')).ok).toBe(true);
  });

  test('either can be taken back while the record stands as it was left', async () => {
    for (const settle of [takeField, refuseField]) {
      const station = await arrived({ changes: { address: QUAY } });
      const settled = await settle(station, PATIENT, await proposal(station, 'address'));
      if (!settled.ok) throw new Error(settled.error.code);
      expect((await takeBackField(station, settled.value)).ok).toBe(true);
      expect(await station.rows.patient(PATIENT)).toMatchObject({ address: HARBOR });
      expect(await lineOf(station, 'address')).toBe('changed');
    }
    const station = await arrived({ changes: { address: QUAY } });
    const settled = await takeField(station, PATIENT, await proposal(station, 'address'));
    if (!settled.ok) throw new Error(settled.error.code);
    const of = { patient: PATIENT, field: 'address', from: QUAY, to: { ...QUAY, city: 'Camden' } };
    station.receive(patientDoc(PATIENT), [{ kind: 'patient/changed', of }], 7);
    expect(await takeBackField(station, settled.value)).toMatchObject({ error: { code: 'field/changed-meanwhile' } });
  });

  test('the same said again makes sure of it, and writes no change', async () => {
    const station = await arrived({ changes: { address: HARBOR } });
    expect((await takeField(station, PATIENT, await proposal(station, 'address'))).ok).toBe(true);
    expect(station.recorded.slice(-2).flatMap(({ facts }) => facts.map(({ kind }) => kind))).toEqual([
      'field/verified',
      'submission/field-settled'
    ]);
  });
});

test('[ARR-13] whom to call in an emergency is written beside the patient, changed there, and can be taken back', async () => {
  const emergency = { name: 'Bo Quist', phone: '2065550102' };
  const station = await arrived({ changes: { emergency } });
  const taken = await takeField(station, PATIENT, await proposal(station, 'emergency'));
  if (!taken.ok) throw new Error(taken.error.code);
  expect((await station.rows.patient(PATIENT))?.related).toMatchObject([
    { related: 's-1.emergency', name: { family: 'Quist', given: 'Bo' }, phone: '+12065550102', roles: ['emergency'] }
  ]);
  expect((await station.rows.patient(PATIENT))?.evidence?.['related:s-1.emergency']).toMatchObject({ how: 'kiosk' });
  expect((await listOf(station))?.proposals).toEqual([]);
  expect((await takeBackField(station, taken.value)).ok).toBe(true);
  expect((await station.rows.patient(PATIENT))?.related).toBeUndefined();

  // Another desk changed them between looking and taking.
  const before = await proposal(station, 'emergency');
  const name = { family: 'Quist', given: 'Bo' };
  const said = { name, relation: 'sibling', roles: [], may: [], period: { start: null, end: null } };
  const of = { patient: PATIENT, related: 's-1.emergency', from: null, to: said };
  station.receive(patientDoc(PATIENT), [{ kind: 'related/said', of }], 7);
  expect(await takeField(station, PATIENT, before)).toMatchObject({ error: { code: 'field/changed-meanwhile' } });
  const again = await refuseField(station, PATIENT, await proposal(station, 'emergency'));
  if (!again.ok) throw new Error(again.error.code);
  expect((await station.rows.patient(PATIENT))?.related).toMatchObject([{ roles: [] }]);
  expect((await takeBackField(station, again.value)).ok).toBe(true);
});

test('[ARR-13] a name or a birth date wants an ID in hand, and is written with it as evidence', async () => {
  const station = await arrived({ family: 'Larch', given: 'Ann', birthDate: '1980-01-03' });
  for (const field of ['name', 'birthDate'] as const) {
    const one = await proposal(station, field);
    expect(await takeField(station, PATIENT, one)).toMatchObject({ error: { code: 'field/needs-id' } });
    expect((await takeField(station, PATIENT, one, true)).ok).toBe(true);
  }
  expect(await station.rows.patient(PATIENT)).toMatchObject({
    name: { family: 'Larch' },
    birthDate: '1980-01-03',
    evidence: { identity: { how: 'id' } },
    forks: []
  });
});

describe('[ARR-13] a field is not settled', () => {
  test('twice, after the record has changed, or by a role that does not register', async () => {
    const station = await arrived({ changes: { address: QUAY, email: 'ann@example' } });
    const address = await proposal(station, 'address');
    const words = async (result: ReturnType<typeof takeField>): Promise<string> => {
      const answer = await result;
      return answer.ok ? 'done' : `${answer.error.code} ${fieldRefusalWordsFor(answer.error).slice(-1)}`;
    };
    expect(await words(takeField(station, PATIENT, await proposal(station, 'email')))).toBe('field/unreadable .');

    const of = { patient: PATIENT, field: 'address', from: HARBOR, to: { ...HARBOR, city: 'Camden' } };
    station.receive(patientDoc(PATIENT), [{ kind: 'patient/changed', of }], 7);
    expect(await words(takeField(station, PATIENT, address))).toBe('field/changed-meanwhile .');
    expect((await refuseField(station, PATIENT, address)).ok).toBe(true);
    expect(await words(takeField(station, PATIENT, await proposal(station, 'email')))).toBe('field/unreadable .');
    expect(await words(takeField(station, PATIENT, address))).toBe('field/settled .');
    expect(await words(takeField(station, 'nobody', address))).toBe('field/no-record .');

    const other = await arrived({ changes: { address: QUAY } }, { role: 'clinical' });
    expect(await words(refuseField(other, PATIENT, address))).toBe('field/not-yours .');
  });
});

describe('[ARR-14] a submission that comes at an odd time', () => {
  test('after the check-in leaves that as it is, and what it told waits to be settled', async () => {
    const station = desk({ visit: { id: 'one', start: 620, arrived: 590 } });
    expect((await checkIn(station, 'v-one')).ok).toBe(true);
    const again = await acceptSubmission(station, await submit(station, { changes: { address: QUAY } }), 'one');
    expect(again).toMatchObject({ ok: true, value: { visit: 'v-one', isCheckedIn: true, toSettle: 1 } });
    const list = await listOf(station);
    expect(list).toMatchObject({ visit: { state: 'waiting', ticket: 'K1-001', otherTickets: ['K2-011'] } });
    expect(list?.visit?.checkedIn).not.toBeNull();
    expect((await takeField(station, PATIENT, await proposal(station, 'address'))).ok).toBe(true);
  });

  test('of a cancelled visit arrives nobody, and is written nowhere', async () => {
    const station = desk();
    station.receive(
      `day/${SITE}/${TODAY}`,
      [{ kind: 'appointment/cancelled', of: { appointment: 'one', by: 'patient', reason: 'illness' } }],
      7
    );
    const sealed = await submit(station, { changes: { address: QUAY } });
    expect(await acceptSubmission(station, sealed, 'one')).toMatchObject({ error: { code: 'arrive/cancelled' } });
    expect(station.recorded).toEqual([]);
    // They are here all the same: as a walk-in what they told is theirs to settle.
    const label = { family: 'Testing-1', given: 'Ann', birthDate: '1980-01-02' };
    const walkIn = await acceptWalkIn(station, sealed, { patient: PATIENT, label });
    expect(walkIn).toMatchObject({ ok: true, value: { toSettle: 1 } });
  });

  test('of a record that was merged is settled in the survivor', async () => {
    const station = desk();
    const merge = { merge: 'm-1' };
    const survivor = registered('survivor', { ...ANN, name: { family: 'Testing-1', given: ['Ann'] } });
    station.receive(
      patientDoc('survivor'),
      [...survivor.facts, { kind: 'patient/absorbed', of: { patient: 'survivor', from: PATIENT, ...merge, seen: [] } }],
      7
    );
    station.receive(
      patientDoc(PATIENT),
      [{ kind: 'patient/merged', of: { patient: PATIENT, into: 'survivor', ...merge } }],
      7
    );
    expect((await acceptSubmission(station, await submit(station, { changes: { address: QUAY } }), 'one')).ok).toBe(
      true
    );
    expect((await takeField(station, PATIENT, await proposal(station, 'address'))).ok).toBe(true);
    expect(station.recorded.at(-2)?.doc).toBe(patientDoc('survivor'));
    expect(await station.rows.patient(PATIENT)).toMatchObject({ patient: 'survivor', address: QUAY });
    expect((await listOf(station))?.proposals).toEqual([]);
  });
});
