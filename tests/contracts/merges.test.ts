import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import type { Choices } from '#domain/patient/merge-choice.ts';
import { clashesIn } from '#domain/coverage/clashes.ts';
import { changeCoverage } from '#features/coverage/change-coverage.ts';
import { fileDocument, recallDocument } from '#features/documents/file-document.ts';
import { takeIn } from '#features/documents/take-in.ts';
import { changePatient, type FieldChange } from '#features/patients/change-patient.ts';
import { mergePatients, tellApart, unmergePatients } from '#features/patients/merge-patients.ts';
import { registerPatient } from '#features/patients/register-patient.ts';
import { takeBack } from '#features/patients/take-back.ts';
import { likelyPairs } from '#storage/likely-pairs.ts';
import { watchQuery } from '#storage/rows.ts';
import { offlineDesk, type OfflineDesk } from '#tests/fixtures/offline-desk.ts';
import { closeStores, everyRow } from '#tests/fixtures/test-store.ts';

const ANN: Demographics = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  identifiers: [{ type: 'MR', system: 'x', value: 'A-1' }]
};
const ANNE: Demographics = {
  name: { family: 'Rook', given: ['Anne'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550102', use: 'home' }],
  email: 'anne@example.org',
  identifiers: [{ type: 'MR', system: 'x', value: 'B-2' }]
};

const PDF = Uint8Array.from('%PDF-1.7\n1 0 obj <</Type/Catalog>>', (letter) => letter.charCodeAt(0));

let one: OfflineDesk;
let two: OfflineDesk;

beforeEach(async () => {
  [one, two] = [await offlineDesk(2), await offlineDesk(3)];
  await registerPatient(one.station, { patient: 'ann', demographics: ANN });
  await registerPatient(one.station, { patient: 'anne', demographics: ANNE });
  await two.hear(one);
});
afterEach(closeStores);

async function merge({ station }: OfflineDesk, into: string, from: string, choices: Choices = {}) {
  const [survivor, other] = [(await station.rows.patient(into))!, (await station.rows.patient(from))!];
  return await mergePatients(station, { survivor, other }, choices);
}

async function change({ station }: OfflineDesk, patient: string, change: FieldChange) {
  const known = (await station.rows.patient(patient))!;
  const done = await changePatient(station, patient, change, known[change.field]);
  expect(done.ok).toBe(true);
}

async function exchange(): Promise<void> {
  await one.hear(two);
  await two.hear(one);
}

/** Both desks see the same person, whichever record is asked for. */
async function personSeen(asked = 'ann') {
  const [here, there] = [await one.station.rows.patient(asked), await two.station.rows.patient(asked)];
  expect(there).toEqual(here);
  return here;
}

test('[MRG-1] [MRG-2] a merged record is read as its survivor, with what was chosen', async () => {
  expect(await merge(one, 'ann', 'anne', { email: 'take', phones: 'both' })).toMatchObject({ ok: true });
  await exchange();
  for (const asked of ['ann', 'anne']) {
    expect(await personSeen(asked)).toMatchObject({
      patient: 'ann',
      name: { family: 'Rookwell', given: ['Ann'], former: ['Rook'] },
      email: 'anne@example.org',
      phones: [...ANN.phones, ...ANNE.phones],
      identifiers: [...ANN.identifiers, ...ANNE.identifiers],
      forks: [],
      absorbed: [{ record: { patient: 'anne' }, into: 'ann', counts: true, alsoInto: null }]
    });
  }
});

describe('[MRG-3] one desk merges while the other, offline, edits the record that gives way', () => {
  test('the edit lands on the survivor, though it is older than the merge', async () => {
    await change(two, 'anne', { field: 'email', to: 'new@example.org' });
    one.wait(5);
    await merge(one, 'ann', 'anne', { email: 'take' });
    await exchange();
    expect(await personSeen()).toMatchObject({ email: 'new@example.org', forks: [] });
  });

  test('a field that matters, with two values now, is asked about; choosing settles it', async () => {
    await merge(one, 'ann', 'anne', { phones: 'keep' });
    const to = [{ number: '+12065550199', use: 'mobile' as const }];
    await change(two, 'anne', { field: 'phones', to });
    await exchange();
    expect(await personSeen()).toMatchObject({ phones: to, forks: [{ field: 'phones', values: [ANN.phones, to] }] });
    await change(two, 'anne', { field: 'phones', to });
    await exchange();
    expect(await personSeen()).toMatchObject({ phones: to, forks: [] });
  });

  test('what the merging desk had seen does not land again', async () => {
    await change(one, 'anne', { field: 'email', to: 'seen@example.org' });
    await merge(one, 'ann', 'anne', { email: 'keep' });
    await exchange();
    expect(await personSeen()).not.toHaveProperty('email');
  });

  test('a later change of the survivor stays the later one', async () => {
    await change(two, 'anne', { field: 'language', to: 'es' });
    await merge(one, 'ann', 'anne');
    one.wait(60);
    await change(one, 'ann', { field: 'language', to: 'fr' });
    await exchange();
    expect(await personSeen()).toMatchObject({ language: 'fr' });
  });

  test('of a record that went on into a third, it lands there', async () => {
    await registerPatient(one.station, { patient: 'annie', demographics: { ...ANN, email: 'c@example.org' } });
    await merge(one, 'ann', 'anne', { email: 'keep' });
    await merge(one, 'annie', 'ann');
    await change(two, 'anne', { field: 'email', to: 'late@example.org' });
    await exchange();
    expect(await personSeen('anne')).toMatchObject({ patient: 'annie', email: 'late@example.org' });
  });
});

describe('[MRG-4] undoing a merge', () => {
  test('leaves both records as they were, to the byte', async () => {
    await change(one, 'anne', { field: 'language', to: 'es' });
    const before = JSON.stringify(await everyRow(one.store));
    await merge(one, 'ann', 'anne');
    expect(JSON.stringify(await everyRow(one.store))).not.toBe(before);
    expect(await unmergePatients(one.station, 'ann', 'anne')).toMatchObject({ ok: true });
    expect(JSON.stringify(await everyRow(one.store))).toBe(before);
  });

  test('from the toast as well, and from another desk; a second time there is nothing to undo', async () => {
    const before = JSON.stringify(await everyRow(one.store));
    const done = await merge(one, 'ann', 'anne');
    expect(done.ok && (await takeBack(one.station, done.value))).toEqual({ ok: true, value: undefined });
    expect(JSON.stringify(await everyRow(one.store))).toBe(before);

    await merge(one, 'ann', 'anne');
    await two.hear(one);
    await unmergePatients(two.station, 'ann', 'anne');
    await exchange();
    expect(JSON.stringify(await everyRow(one.store))).toBe(before);
    expect(await unmergePatients(one.station, 'ann', 'anne')).toEqual({
      ok: false,
      error: { code: 'merge/not-merged' }
    });
  });

  test('both desks merged the same two: undone once it is undone', async () => {
    await merge(one, 'ann', 'anne');
    await merge(two, 'ann', 'anne');
    await exchange();
    expect((await personSeen())?.absorbed).toHaveLength(1);
    await unmergePatients(one.station, 'ann', 'anne');
    await exchange();
    expect((await personSeen())?.absorbed).toBeUndefined();
    expect((await personSeen('anne'))?.patient).toBe('anne');
  });

  test('what was written to either since stays', async () => {
    await merge(one, 'ann', 'anne', { email: 'keep' });
    await change(one, 'ann', { field: 'language', to: 'es' });
    await unmergePatients(one.station, 'ann', 'anne');
    await exchange();
    expect(await personSeen('ann')).toMatchObject({ ...ANN, language: 'es' });
    expect(await personSeen('anne')).toMatchObject(ANNE);
  });
});

test('[MRG-5] two desks that merged two records into each other have one survivor, the same', async () => {
  await merge(one, 'ann', 'anne');
  await merge(two, 'anne', 'ann');
  await exchange();
  for (const asked of ['ann', 'anne']) expect((await personSeen(asked))?.patient).toBe('ann');
  await unmergePatients(two.station, 'ann', 'anne');
  await exchange();
  expect((await personSeen('ann'))?.patient).toBe('anne');
});

test('[MRG-6] two desks that merged one record into two others: the first counts, both say so', async () => {
  await registerPatient(one.station, { patient: 'bea', demographics: { ...ANN, identifiers: [] } });
  await two.hear(one);
  await merge(one, 'ann', 'anne');
  two.wait(5);
  await merge(two, 'bea', 'anne');
  await exchange();
  expect((await personSeen('anne'))?.patient).toBe('ann');
  expect((await personSeen('ann'))?.absorbed).toMatchObject([{ counts: true, alsoInto: 'bea' }]);
  expect((await personSeen('bea'))?.absorbed).toMatchObject([{ counts: false, alsoInto: 'ann' }]);
  await unmergePatients(two.station, 'ann', 'anne');
  await exchange();
  expect((await personSeen('anne'))?.patient).toBe('bea');
});

test('[MRG-2] appointments and work of every record are the person’s', async () => {
  const label = { family: 'Rook', given: 'Anne', birthDate: null };
  const at = { practitioner: 'k', start: 540, minutes: 20 };
  const of = { appointment: 'a1', patient: 'anne', label, visitType: 'new', at };
  await one.station.record('x', 'day/main/2026-11-20', [{ kind: 'appointment/booked', of }]);
  await merge(one, 'ann', 'anne');
  for (const asked of ['ann', 'anne'])
    expect(await one.station.rows.appointmentsOf(asked)).toMatchObject([{ appointment: { appointment: 'a1' } }]);
});

test('[MRG-7] two who were told apart say so', async () => {
  await tellApart(one.station, 'ann', 'anne');
  expect(await one.station.rows.patient('ann')).toMatchObject({ patient: 'ann', apart: ['anne'] });
});

test('[MRG-2] a screen that shows the survivor follows the other record too', async () => {
  await merge(one, 'ann', 'anne', { email: 'take' });
  await two.hear(one);
  const seen: unknown[] = [];
  const stop = watchQuery(two.store.database, () => two.station.rows.patient('ann'), (value) => void seen.push(value?.email), () => undefined); // prettier-ignore
  await expect.poll(() => seen.at(-1)).toBe('anne@example.org');
  await two.station.record('x', patientDoc('anne'), [
    { kind: 'patient/changed', of: { patient: 'anne', field: 'email', from: ANNE.email, to: 'live@example.org' } }
  ]);
  await expect.poll(() => seen.at(-1)).toBe('live@example.org');
  stop();
});

test('[MRG-9] the list of those who may be one, from the disk: merged or told apart they are gone from it', async () => {
  await registerPatient(one.station, { patient: 'twice', demographics: ANN });
  const pairs = async () => (await likelyPairs(one.store.database, 9)).pairs.map(({ a, b }) => [a, b].sort().join(' '));
  expect(await pairs()).toContain('ann twice');
  await merge(one, 'ann', 'twice');
  expect(await pairs()).not.toContain('ann twice');
  await unmergePatients(one.station, 'ann', 'twice');
  expect(await pairs()).toContain('ann twice');
  await tellApart(one.station, 'twice', 'ann');
  expect(await pairs()).not.toContain('ann twice');
});

describe('[MRG-1] what is refused, and writes nothing', () => {
  test.each([
    ['one that is not here', 'ann', 'gone', 'merge/unknown'],
    ['itself', 'ann', 'ann', 'merge/one-record']
  ])('%s', async (_, into, from, code) => {
    const survivor = (await one.station.rows.patient(into))!;
    const written = one.wrote.length;
    const result = await mergePatients(one.station, { survivor, other: { ...survivor, patient: from } }, {});
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(one.wrote).toHaveLength(written);
  });

  test('records that changed since they were shown', async () => {
    const [survivor, other] = [(await one.station.rows.patient('ann'))!, (await one.station.rows.patient('anne'))!];
    await change(one, 'anne', { field: 'sex', to: 'other' });
    expect(await mergePatients(one.station, { survivor, other }, {})).toMatchObject({
      error: { code: 'merge/changed-meanwhile' }
    });
  });

  test('while two desks disagree about one of them', async () => {
    await change(one, 'anne', { field: 'birthDate', to: '1971-03-19' });
    await change(two, 'anne', { field: 'birthDate', to: '1971-09-03' });
    await exchange();
    expect(await merge(one, 'ann', 'anne')).toMatchObject({ error: { code: 'merge/unsettled', field: 'birthDate' } });
  });
});

describe('[MRG-10] [COV-11] what was written beside the registration of a record that gives way', () => {
  const at = (patient: string) => patientDoc(patient);
  const CEDAR = { payer: { name: 'Cedar Health Plan', id: '' }, member: 'C-1', subscriber: { relationship: 'self' } };
  const coverage = (patient: string, id: string, of: object = {}) => ({
    kind: 'coverage/added',
    of: { patient, coverage: id, kind: 'health', order: 'primary', period: { start: null, end: null }, ...CEDAR, ...of }
  });
  const verified = (field: string) => ({ kind: 'field/verified', of: { patient: 'anne', field, how: 'asked' } });

  test('coverages and papers of both are the person’s; what clashes is shown, and undoing gives each its own', async () => {
    await one.station.record('coverage/add', at('ann'), [
      coverage('ann', 'c-ann', { period: { start: '2026-11-20', end: null } })
    ]);
    await one.station.record('coverage/add', at('anne'), [coverage('anne', 'c-anne', { member: 'C-2' })]);
    await two.hear(one);
    await merge(one, 'ann', 'anne');
    await exchange();
    const seen = await personSeen();
    expect(seen?.coverages?.list.map(({ coverage: id, patient }) => [id, patient])).toEqual([
      ['c-ann', 'ann'],
      ['c-anne', 'anne']
    ]);
    expect(clashesIn(seen?.coverages?.list ?? [])).toMatchObject([{ code: 'same-order' }]);
    // The other desk ends one of them: it is written where the coverage was.
    const shown = seen!.coverages!.list[1]!;
    const ended = { ...shown, period: { start: null, end: '2026-11-19' } };
    expect(await changeCoverage(two.station, { patient: 'ann', shown }, ended)).toMatchObject({ ok: true });
    await exchange();
    expect(clashesIn((await personSeen())?.coverages?.list ?? [])).toEqual([]);
    await unmergePatients(one.station, 'ann', 'anne');
    await exchange();
    expect((await personSeen('ann'))?.coverages?.list.map(({ coverage: id }) => id)).toEqual(['c-ann']);
    expect((await personSeen('anne'))?.coverages?.list).toMatchObject([{ coverage: 'c-anne', period: ended.period }]);
  });

  test('papers of a record that gave way are the survivor’s, at every desk; taken out there, they wait in the inbox again', async () => {
    const paper = async (desk: OfflineDesk, patient: string, title: string): Promise<string> => {
      const taken = await takeIn(desk.station, { name: `${title}.pdf`, bytes: PDF }, () => Promise.resolve(null));
      if (!taken.ok) throw new Error(taken.error.code);
      const shown = ['name', 'birth-date'] as const;
      const index = { title, class: 'lab', date: null, reviewer: null, urgent: false, shown } as const;
      expect(await fileDocument(desk.station, { scan: taken.value, patient, ...index })).toMatchObject({ ok: true });
      return taken.value;
    };
    const before = await paper(one, 'anne', 'CBC');
    await two.hear(one);
    await merge(one, 'ann', 'anne');
    // A desk that has not heard of it files into the record that gave way.
    const after = await paper(two, 'anne', 'X-ray');
    await exchange();
    const titles = (await personSeen())?.documents?.map(({ document, title }) => [document, title]);
    expect(titles?.toSorted()).toEqual([[before, 'CBC'], [after, 'X-ray']].toSorted()); // prettier-ignore
    const [part] = (await personSeen())!.documents!.find(({ document }) => document === before)!.parts;
    expect(await one.station.blobs.read(caseDoc(before), part!)).toMatchObject({ ok: true });

    expect(await recallDocument(two.station, 'ann', before, 'wrong-document')).toMatchObject({ ok: true });
    await exchange();
    const recalled = (await personSeen())?.documents?.find(({ document }) => document === before);
    expect(recalled).toMatchObject({ title: '', parts: [], recalled: { reason: 'wrong-document' } });
    expect(await one.station.rows.scan(before)).toMatchObject({ stage: 'inbox', patient: null, recalls: 1 });
  });

  test('evidence counts where it speaks of the same, and nowhere else', async () => {
    one.wait(1);
    const facts = ['birthDate', 'phones', 'consent-to-treat', 'email'].map(verified);
    await one.station.record('patients/verify-field', at('anne'), facts);
    await merge(one, 'ann', 'anne', { phones: 'keep', email: 'keep' });
    await exchange();
    const { evidence = {} } = (await personSeen())!;
    expect(Object.keys(evidence).toSorted()).toEqual(['birthDate', 'consent-to-treat', 'identifiers', 'name']);
  });
});
