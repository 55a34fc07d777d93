import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { indexOf } from '#domain/document/document-index.ts';
import { REGISTRATION } from '#domain/forms/shipped/registration.ts';
import { CONSENT_TO_TREAT } from '#domain/forms/shipped/consents.ts';
import type { AnswerValue, Form } from '#domain/forms/form.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { fileDocument, recallDocument } from '#features/documents/file-document.ts';
import { reindexDocument, undoReindex } from '#features/documents/reindex-document.ts';
import { takeIn } from '#features/documents/take-in.ts';
import { answerForm, submitForm, type SigningHere } from '#features/forms/fill-form.ts';
import { givePacket } from '#features/forms/give-packet.ts';
import { openProposals, reviewForm, settleProposal } from '#features/forms/review-form.ts';
import { mergePatients, unmergePatients } from '#features/patients/merge-patients.ts';
import { registerPatient } from '#features/patients/register-patient.ts';
import { offlineDesk, type OfflineDesk } from '#tests/fixtures/offline-desk.ts';
import { closeStores, everyRow } from '#tests/fixtures/test-store.ts';

/* Papers and forms of two records that were merged by mistake: when that is undone, each record has its own [MRG-11]. */

const person = (family: string, given: string): Demographics => ({
  name: { family, given: [given] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  identifiers: []
});
const PDF = Uint8Array.from('%PDF-1.7\n1 0 obj <</Type/Catalog>>', (letter) => letter.charCodeAt(0));

let desk: OfflineDesk;
beforeEach(async () => {
  desk = await offlineDesk(2);
  await registerPatient(desk.station, { patient: 'ann', demographics: person('Rookwell', 'Ann') });
  await registerPatient(desk.station, { patient: 'anne', demographics: person('Rook', 'Anne') });
});
afterEach(closeStores);

const record = async (patient: string) => (await desk.station.rows.patient(patient))!;
async function merge(): Promise<void> {
  const [survivor, other] = [await record('ann'), await record('anne')];
  expect(await mergePatients(desk.station, { survivor, other }, {})).toMatchObject({ ok: true });
  expect((await record('anne')).patient).toBe('ann');
}
const unmerge = async () => expect(await unmergePatients(desk.station, 'ann', 'anne')).toMatchObject({ ok: true });

async function paper(patient: string): Promise<string> {
  const taken = await takeIn(desk.station, { name: 'CBC.pdf', bytes: PDF }, () => Promise.resolve(null));
  if (!taken.ok) throw new Error(taken.error.code);
  const index = { title: 'CBC', class: 'lab', date: null, reviewer: null, urgent: false } as const;
  const shown = ['name', 'birth-date'] as const;
  const filed = await fileDocument(desk.station, { scan: taken.value, patient, ...index, shown });
  expect(filed).toMatchObject({ ok: true });
  return taken.value;
}
const standing = async (patient: string) =>
  ((await record(patient)).documents ?? []).filter(({ recalled }) => !recalled).map(({ document }) => document);
const marks = async (patient: string) =>
  ((await record(patient)).documents ?? []).filter(({ recalled }) => recalled).map(({ document }) => document);

describe('[MRG-11] a paper that was filed in the wrong record', () => {
  test('taken out while two records were one, it is out of the record it lay in, and no mark of it is in the other', async () => {
    const misfiled = await paper('anne');
    const theirs = await paper('ann');
    await merge();
    expect(await recallDocument(desk.station, 'ann', misfiled, 'wrong-patient')).toMatchObject({ ok: true });
    expect([await standing('ann'), await marks('ann')]).toEqual([[theirs], [misfiled]]);
    await unmerge();
    expect([await standing('ann'), await marks('ann')]).toEqual([[theirs], []]);
    expect([await standing('anne'), await marks('anne')]).toEqual([[], [misfiled]]);
    expect(await desk.station.rows.scan(misfiled)).toMatchObject({ stage: 'inbox', patient: null, recalls: 1 });
    // It waits, and is filed where it belongs.
    expect(await standing('ann')).not.toContain(misfiled);
  });

  test('taken out before, or after: the records are as they were before the merge', async () => {
    const misfiled = await paper('anne');
    await recallDocument(desk.station, 'anne', misfiled, 'wrong-patient');
    const before = JSON.stringify(await everyRow(desk.store));
    await merge();
    await unmerge();
    expect(JSON.stringify(await everyRow(desk.store))).toBe(before);

    await merge();
    const together = await paper('ann');
    await unmerge();
    expect(await recallDocument(desk.station, 'anne', together, 'wrong-patient')).toMatchObject({ ok: false });
    expect(await recallDocument(desk.station, 'ann', together, 'wrong-patient')).toMatchObject({ ok: true });
    expect([await standing('ann'), await marks('anne')]).toEqual([[], [misfiled]]);
  });
});

test('[MRG-11] [DOC-16] what is said anew of a paper while two records are one stays with the paper; undo takes it from there too', async () => {
  const theirs = await paper('anne');
  await merge();
  const titles = async (patient: string) => ((await record(patient)).documents ?? []).map(({ title }) => title);
  const [lying] = (await record('ann')).documents ?? [];
  const retitled = await reindexDocument(desk.station, 'ann', theirs, { ...indexOf(lying!), title: 'Blood count' });
  expect(await titles('ann')).toEqual(['Blood count']);
  await unmerge();
  expect([await titles('ann'), await titles('anne')]).toEqual([[], ['Blood count']]);
  expect(retitled.ok && (await undoReindex(desk.station, retitled.value))).toEqual({ ok: true, value: true });
  expect(await titles('anne')).toEqual(['CBC']);
});

const SIGNING: SigningHere = {
  ...{ signer: 'Anne Rook', relationship: 'self', method: 'typed', intent: true, electronic: true, copy: 'offered' }
};

/** Anne is given a form, and hands it in. */
async function handedIn(form: Form, said: Readonly<Record<string, AnswerValue>>): Promise<string> {
  const giving = { patient: 'anne', forms: [form.form], language: 'en', visitType: null } as const;
  const given = await givePacket(desk.station, giving);
  if (!given.ok) throw new Error(given.error.code);
  const filling = { packet: given.value, form: form.form, hand: 'staff', language: 'en' } as const;
  const answers = new Map(Object.entries(said).map(([item, value]) => [item, [value]] as const));
  const each = [...answers].map(([item, values]) => ({ item, values, was: [] }));
  expect(await answerForm(desk.station, filling, each)).toMatchObject({ ok: true });
  const signing = form.signers ? SIGNING : null;
  expect(await submitForm(desk.station, filling, { form, answers, signing })).toMatchObject({ ok: true });
  return given.value;
}

async function takeAll(packet: string, form: Form): Promise<readonly string[]> {
  const response = (await desk.station.rows.packet(packet))!.forms[0]!;
  const whose = await record((await desk.station.rows.packet(packet))!.patient);
  const proposals = openProposals(form, response, whose, desk.station.zone);
  for (const proposal of proposals) {
    const settling = { form: form.form, proposal, took: true };
    expect(await settleProposal(desk.station, packet, settling)).toMatchObject({ ok: true });
  }
  return proposals.map(({ what }) => what);
}

/** As much of the registration form as has to be said. */
const EMAIL: Form = { ...REGISTRATION, items: [{ linkId: 'mail', type: 'string', text: { en: 'E-mail', es: 'Correo' }, harvestTo: 'email' }] }; // prettier-ignore
const defined = async () =>
  await desk.station.record('forms/rule', 'practice', [
    { kind: 'form/defined', of: { form: EMAIL.form, definition: EMAIL } }
  ]);

describe('[MRG-11] a form that was handed in under one of the records', () => {
  test('read into it before the merge: both records are as they were, to the byte', async () => {
    await defined();
    const packet = await handedIn(EMAIL, { mail: 'anne@example.org' });
    expect(await takeAll(packet, EMAIL)).toEqual(['email']);
    expect(await reviewForm(desk.station, packet, EMAIL.form)).toMatchObject({ ok: true });
    const before = JSON.stringify(await everyRow(desk.store));
    await merge();
    // What only one of them knows is taken.
    expect((await record('ann')).email).toBe('anne@example.org');
    await unmerge();
    expect(JSON.stringify(await everyRow(desk.store))).toBe(before);
    expect([(await record('ann')).email, (await record('anne')).email]).toEqual([undefined, 'anne@example.org']);
  });

  test('a consent signed under it and reviewed while they were one goes back with it, and counts for the person meanwhile', async () => {
    const packet = await handedIn(CONSENT_TO_TREAT, { 'treat.read': true });
    await merge();
    expect(await reviewForm(desk.station, packet, CONSENT_TO_TREAT.form)).toMatchObject({ ok: true });
    expect((await record('ann')).consents).toMatchObject([{ signer: 'Anne Rook' }]);
    expect((await record('ann')).evidence?.['consent-to-treat']).toMatchObject({ how: 'signed' });
    await unmerge();
    expect((await record('ann')).consents).toBeUndefined();
    expect((await record('ann')).evidence?.['consent-to-treat']).toBeUndefined();
    expect((await record('anne')).consents).toMatchObject([{ signer: 'Anne Rook', packet }]);
    expect((await desk.station.rows.packetsOf('ann')).length).toBe(0);
    expect((await desk.station.rows.packetsOf('anne')).map((one) => one.case)).toEqual([packet]);
  });

  test('what was taken from it while they were one stays where it was written, and says which form it is from', async () => {
    await defined();
    const packet = await handedIn(EMAIL, { mail: 'anne@example.org' });
    await merge();
    expect(await takeAll(packet, EMAIL)).toEqual(['email']);
    await unmerge();
    const ann = await record('ann');
    expect(ann.email).toBe('anne@example.org');
    expect(ann.evidence?.['email']?.note).toMatch(/E-mail/);
    expect((await desk.station.rows.packet(packet))?.patient).toBe('anne');
  });
});
