import { expect, test } from 'vitest';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { Answers, Form } from '#domain/forms/form.ts';
import { revisedLines } from '#domain/forms/revised-consents.ts';
import { CONSENT_TO_TREAT } from '#domain/forms/shipped/consents.ts';
import { MEDICATIONS } from '#domain/forms/shipped/history.ts';
import { verifySigned } from '#domain/forms/signature.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import type { Filling } from './fill-form.ts';
import { reviewForm } from './review-form.ts';
import { missingPages, scansOf, submitPaper, versionsOf, type PaperTyped } from './type-paper.ts';

const IDA = { name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29', sex: 'female' as const, phones: [], identifiers: [] }; // prettier-ignore
const GIVEN: NewFact = {
  kind: 'packet/given',
  of: {
    ...{ case: 'k1', patient: 'p1', site: 's1', visitType: null, language: 'en' },
    forms: [CONSENT_TO_TREAT, MEDICATIONS].map(({ form, version }) => ({ form, version }))
  }
};
const BLOB = 'ab'.repeat(32);
const scanned = (id: string, form: object): { doc: string; facts: NewFact[] } => ({
  doc: caseDoc(id),
  facts: [
    {
      kind: 'scan/captured',
      of: {
        ...{ case: id, site: 's1', title: 'Form', source: 'upload', received: '2026-11-20', form },
        parts: [{ blob: BLOB, key: new Uint8Array(32), size: 9, type: 'image/jpeg' }]
      }
    }
  ]
});
const desk = (role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation =>
  memoryStation({
    user: { user: 'u-x', role },
    facts: [
      practiceFacts(),
      registered('p1', IDA),
      { doc: caseDoc('k1'), facts: [GIVEN] },
      scanned('s-1', { packet: 'k1', place: 0, seen: [1], of: 2 }),
      scanned('s-2', { packet: 'k9', place: 0, seen: [1], of: 1 })
    ]
  });
const filling = ({ form }: Form): Filling => ({ packet: 'k1', form, hand: 'staff', language: 'en' });
const READ: Answers = new Map([['treat.read', [true]]]);
const TYPED: PaperTyped = {
  ...{ form: CONSENT_TO_TREAT, answers: READ, isTheirs: true },
  signed: { signer: ' Ida Quist ', relationship: 'self', dated: '2026-11-17' }
};

test('[FORM-17] a scan finds its packet’s form by its code, and says which page is not here', async () => {
  const station = desk();
  const packet = (await station.rows.packet('k1'))!;
  const scans = scansOf(await station.rows.scans(), packet, 'consent-to-treat');
  expect(scans.map((scan) => scan.case)).toEqual(['s-1']);
  expect(missingPages(scans)).toEqual([2]);
  expect(scansOf(await station.rows.scans(), packet, 'medications')).toEqual([]);
});

test('[FORM-18] what is typed from paper is signed by the ink on its pages, filed with the patient and then reviewed', async () => {
  const station = desk();
  expect(await submitPaper(station, filling(CONSENT_TO_TREAT), TYPED)).toEqual({ ok: true, value: true });
  const response = (await station.rows.packet('k1'))!.forms[0]!;
  expect(response).toMatchObject({
    ...{ state: 'submitted' },
    submitted: {
      ...{ hand: 'staff' },
      signature: { method: 'paper-scan', signer: 'Ida Quist', dated: '2026-11-17', electronic: false }
    }
  });
  const { submitted } = response;
  const signature = submitted!.signature!;
  expect(signature.paper).toEqual([new Uint8Array(32).fill(0xab)]);
  expect(await verifySigned(submitted!, signature, station.signing.check)).toBe('good');
  const otherPage = { ...signature, paper: [new Uint8Array(32)] };
  expect(await verifySigned(submitted!, otherPage, station.signing.check)).toBe('not-this-signature');
  expect((await station.rows.patient('p1'))?.documents).toMatchObject([
    { document: 's-1', class: 'consent', title: 'Consent to treatment', date: '2026-11-17' }
  ]);
  expect((await station.rows.scans()).map((scan) => scan.case)).toEqual(['s-2']);

  expect(await reviewForm(station, 'k1', 'consent-to-treat')).toEqual({ ok: true, value: true });
  expect((await station.rows.packet('k1'))?.forms[0]?.state).toBe('reviewed');
  const [consent] = (await station.rows.patient('p1'))?.consents ?? [];
  expect(new Date(consent!.signedAt).toISOString().slice(0, 10)).toBe('2026-11-17');
});

const older = (...scans: { doc: string; facts: NewFact[] }[]): MemoryStation =>
  memoryStation({
    user: { user: 'u-x', role: 'coordinator' },
    facts: [practiceFacts(), registered('p1', IDA), { doc: caseDoc('k1'), facts: [GIVEN] }, ...scans]
  });

test('[FORM-27] a paper with older words is known as such: its version is signed, today’s words are not, and what it did not ask is not missing', async () => {
  const station = older(scanned('s-1', { packet: 'k1', place: 0, version: '0', seen: [1], of: 1 }));
  const packet = (await station.rows.packet('k1'))!;
  expect(versionsOf(scansOf(await station.rows.scans(), packet, 'consent-to-treat'), packet.forms[0]!)).toEqual(['0']);
  expect(await submitPaper(station, filling(CONSENT_TO_TREAT), { ...TYPED, answers: new Map() })).toMatchObject({
    ok: true
  });
  const submitted = (await station.rows.packet('k1'))!.forms[0]!.submitted!;
  expect(submitted.version).toBe('0');
  expect(submitted.text).not.toContain(CONSENT_TO_TREAT.legal!.en);
  expect(submitted.text[1]).toMatch(/version 0.*version 1/);
  expect(await verifySigned(submitted, submitted.signature!, station.signing.check)).toBe('good');
  expect(await reviewForm(station, 'k1', 'consent-to-treat')).toEqual({ ok: true, value: true });
  const patient = (await station.rows.patient('p1'))!;
  expect(patient.documents).toMatchObject([{ title: 'Consent to treatment (version 0)' }]);
  expect(patient.consents).toMatchObject([{ form: 'consent-to-treat', version: '0' }]);
  expect(revisedLines(patient, { defined: [] })).toEqual(new Set(['consent-to-treat']));
});

test('[FORM-27] pages of two versions are no one form, and a page that names none has the packet’s', async () => {
  const page = (id: string, seen: number, version: object) =>
    scanned(id, { packet: 'k1', place: 0, ...version, seen: [seen], of: 2 });
  const mixed = older(page('s-1', 1, { version: '0' }), page('s-2', 2, {}));
  expect(await submitPaper(mixed, filling(CONSENT_TO_TREAT), TYPED)).toEqual({
    ok: false,
    error: { code: 'forms/two-versions' }
  });
  expect(mixed.recorded).toEqual([]);
});

const REFUSED: [string, Form, Partial<PaperTyped>, string][] = [
  ['no page of it', MEDICATIONS, {}, 'forms/no-paper'],
  ['nobody looked whose it is', CONSENT_TO_TREAT, { isTheirs: false }, 'forms/not-this-patient'],
  ['no ink', CONSENT_TO_TREAT, { signed: null }, 'forms/no-name'],
  ['no name', CONSENT_TO_TREAT, { signed: { ...TYPED.signed!, signer: ' ' } }, 'forms/no-name'],
  ['a day ahead', CONSENT_TO_TREAT, { signed: { ...TYPED.signed!, dated: '2026-11-21' } }, 'forms/bad-date'],
  ['no such day', CONSENT_TO_TREAT, { signed: { ...TYPED.signed!, dated: '2026-02-30' } }, 'forms/bad-date'],
  ['a question left out', CONSENT_TO_TREAT, { answers: new Map() }, 'forms/not-complete'],
  ['somebody who may not', CONSENT_TO_TREAT, { signed: { ...TYPED.signed!, relationship: 'nobody' as never } }, 'forms/not-this-signer'] // prettier-ignore
];
test.each(REFUSED)('[FORM-18] %s is refused in words, and nothing is written', async (_, form, more, code) => {
  const station = desk();
  expect(await submitPaper(station, filling(form), { ...TYPED, ...more })).toEqual({ ok: false, error: { code } });
  expect(station.recorded).toEqual([]);
});

test('[FORM-18] who may not register may not type, and a packet that is not here is refused', async () => {
  expect(await submitPaper(desk('clinical'), filling(CONSENT_TO_TREAT), TYPED)).toMatchObject({ error: { code: 'forms/not-yours' } }); // prettier-ignore
  const elsewhere = { ...filling(CONSENT_TO_TREAT), packet: 'k9' };
  expect(await submitPaper(desk(), elsewhere, TYPED)).toMatchObject({ error: { code: 'forms/no-such-packet' } });
  const empty = memoryStation({ user: { user: 'u-x', role: 'coordinator' }, facts: [practiceFacts(), { doc: patientDoc('p1'), facts: [] }] }); // prettier-ignore
  expect(await submitPaper(empty, filling(CONSENT_TO_TREAT), TYPED)).toMatchObject({ ok: false });
});
