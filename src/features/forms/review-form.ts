import { caseDoc, patientDoc, type DocId } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import { everyItem, type Form, type FormId } from '#domain/forms/form.ts';
import { stateOf } from '#domain/forms/packet-rules.ts';
import { proposalsOf, type HarvestProposal } from '#domain/forms/harvest.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import type { ConsentSaid } from '#domain/patient/consent.ts';
import type { JoinedPatient } from '#domain/patient/joined.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { instantAt, localDateOf, type LocalDate, type ZoneId } from '#domain/time.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { formsHere } from './forms-here.ts';
import type { FormsRefusal } from './refusals.ts';
import { takingOf, type Taking } from './take-proposal.ts';

/** What a handed-in form would change of the record and nobody has decided yet [FORM-9]. */
export function openProposals(
  form: Form,
  { submitted, settled }: FormResponse,
  record: JoinedPatient,
  zone: ZoneId
): readonly HarvestProposal[] {
  if (!submitted) return [];
  const { signature, at } = submitted;
  const answers = new Map(submitted.answers.map(({ item, values }) => [item, values]));
  const isGuardian = signature?.relationship === 'parent' || signature?.relationship === 'guardian';
  const handed = { on: localDateOf(at, zone), guardian: isGuardian ? signature.signer : null };
  return proposalsOf(form, answers, record, handed).filter(({ what }) => !settled.some(({ field }) => field === what));
}

export interface Settling {
  readonly form: FormId;
  /** As the person was shown it: refused where the record has moved on since. */
  readonly proposal: HarvestProposal;
  readonly took: boolean;
}

/**
 * Takes one proposed change into the record, or leaves it: the change, what it was known by and the decision are one commit, and are taken back together [FORM-9] [FORM-16].
 */
export async function settleProposal(
  station: Station,
  packet: CaseId,
  { form, proposal, took }: Settling
): Promise<Result<Done, FormsRefusal>> {
  const found = await toReview(station, packet, form);
  if (!found.ok) return found;
  const { record, response, definition } = found.value;
  const standing = openProposals(definition, response, record, station.zone).find(({ what }) => what === proposal.what);
  if (!standing || !sameValue(standing, proposal)) return err({ code: 'forms/changed-meanwhile' });
  const taking = takingOf(proposal, { record, packet, today: station.today() });
  if (took && !taking.ok) return taking;
  const settled = { kind: 'form/settled', of: { case: packet, form, field: proposal.what, took } };
  const parts = [
    ...(took && taking.ok ? takenParts(taking.value, evidenceFrom(definition, response, proposal, station.zone)) : []),
    { doc: caseDoc(packet), facts: [settled] }
  ];
  return ok(doneTogether('forms/review', parts, await station.recordTogether('forms/review', parts)));
}

/** Documents with what is written to them, and in that of the thing itself how it is known. */
function takenParts(
  { parts, field, of }: Taking,
  evidence: object
): readonly { doc: DocId; facts: readonly NewFact[] }[] {
  const facts = new Map<PatientId, readonly NewFact[]>();
  for (const part of parts) facts.set(part.patient, [...(facts.get(part.patient) ?? []), ...part.facts]);
  const known: NewFact[] = field === null ? [] : [{ kind: 'field/verified', of: { patient: of, field, ...evidence } }];
  return [...facts].map(([patient, each]) => ({
    doc: patientDoc(patient),
    facts: patient === of ? [...each, ...known] : each
  }));
}

/** Which form, when, and which of its questions. */
function evidenceFrom(form: Form, { submitted }: FormResponse, { items }: HarvestProposal, zone: ZoneId): object {
  const asked = everyItem(form.items).filter(({ linkId }) => items.includes(linkId));
  const day = submitted ? localDateOf(submitted.at, zone) : '';
  const note = `${form.title.en}, ${day}: ${asked.map(({ text }) => text.en).join('; ')}`;
  return { how: submitted?.signature ? 'signed' : 'asked', note: note.slice(0, 300) };
}

/**
 * Somebody has looked at the form: a consent or a refusal goes into the record, and with the last form the packet is put away; all in one commit [FORM-10].
 */
export async function reviewForm(station: Station, id: CaseId, form: FormId): Promise<Result<true, FormsRefusal>> {
  const found = await toReview(station, id, form);
  if (!found.ok) return found;
  const { packet, record, response, definition } = found.value;
  if (response.reviewed) return ok(true);
  if (openProposals(definition, response, record, station.zone).length > 0) return err({ code: 'forms/not-settled' });
  // Whoever signed did so under the packet's record, which may be one of several of theirs [MRG-11].
  const { patient } = packet;
  const consent = consentFrom(packet, definition, response, record, station.zone);
  const isLast = packet.forms.every((one) => one.form === form || one.reviewed);
  const reviewed = { kind: 'form/reviewed', of: { case: id, form } };
  const closed = isLast ? [{ kind: 'packet/closed', of: { case: id, how: 'archived' } }] : [];
  await station.recordTogether('forms/review', [
    ...(consent
      ? [{ doc: patientDoc(patient), facts: [{ kind: 'consent/recorded', of: { patient, ...consent } }] }]
      : []),
    { doc: caseDoc(id), facts: [reviewed, ...closed] }
  ]);
  return ok(true);
}

/** What a form settles for the record; null where it settles nothing, or somebody signed that they do not want it. */
function consentFrom(
  packet: Packet,
  form: Form,
  { submitted, declined }: FormResponse,
  record: JoinedPatient,
  zone: ZoneId
): ConsentSaid | null {
  const { consent } = form;
  if (!consent) return null;
  const handedIn = submitted?.at ?? declined?.at;
  const state = handedIn === undefined ? undefined : stateOfWords(form, record, localDateOf(handedIn, zone));
  const common = {
    ...{ form: form.form, code: consent.code, packet: packet.case },
    ...(consent.line ? { line: consent.line } : {}),
    ...(state === undefined ? {} : { state })
  };
  if (declined && !submitted) {
    const { reason, at, refuser, witness, language = packet.language } = declined;
    const given = packet.forms.find((one) => one.form === form.form)?.version ?? form.version;
    const who = { signer: refuser?.name ?? '', relationship: refuser?.relationship ?? 'self', signedAt: at };
    const asked = witness ? { witness: witness.name } : {};
    return { ...common, ...who, ...asked, version: declined.version ?? given, language, decision: 'refused', reason };
  }
  const signature = submitted?.signature;
  if (!submitted || !signature) return null;
  const decided = submitted.answers.find(({ item }) => item === consent.decidedBy)?.values;
  if (consent.decidedBy !== undefined && decided?.[0] !== true) return null;
  const { signer, relationship, witness, at, dated } = signature;
  // On paper it is the day that stands there; noon, because nobody writes an hour.
  const signedAt = dated === undefined ? at : Math.min(at, instantAt(dated, 12 * 60, zone));
  return {
    ...common,
    ...{ version: submitted.version, language: submitted.language, decision: 'given' },
    ...{ signer, relationship, signedAt },
    ...(witness ? { witness: witness.name } : {})
  };
}

/** Whose law a form's words are for; undefined where they are for any. */
function stateOfWords({ variant }: Form, record: JoinedPatient, day: LocalDate): string | undefined {
  const lives = stateOf(record, day);
  return variant?.states.find((state) => state === lives) ?? variant?.states[0];
}

interface ToReview {
  readonly packet: Packet;
  readonly response: FormResponse;
  readonly definition: Form;
  readonly record: JoinedPatient;
}

async function toReview(station: Station, id: CaseId, form: FormId): Promise<Result<ToReview, FormsRefusal>> {
  if (!(await may(station, 'forms/review'))) return err({ code: 'forms/not-yours' });
  const packet = await station.rows.packet(id);
  const response = packet?.forms.find((one) => one.form === form);
  if (!packet || !response) return err({ code: 'forms/no-such-packet' });
  if (packet.closed) return err({ code: 'forms/closed' });
  if (!response.submitted && !response.declined) return err({ code: 'forms/not-handed-in' });
  const definition = formsHere(await station.rows.practice()).forms.get(form);
  if (!definition) return err({ code: 'forms/no-such-form' });
  const record = await station.rows.patient(packet.patient);
  return record ? ok({ packet, response, definition, record }) : err({ code: 'forms/no-such-patient' });
}
