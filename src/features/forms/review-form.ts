import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { Form, FormId } from '#domain/forms/form.ts';
import { proposalsOf, type HarvestProposal } from '#domain/forms/harvest.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import type { HarvestField } from '#domain/forms/record-path.ts';
import type { CaseId } from '#domain/ids.ts';
import type { ConsentSaid } from '#domain/patient/consent.ts';
import type { JoinedPatient } from '#domain/patient/joined.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { formsHere } from './forms-here.ts';
import type { FormsRefusal } from './refusals.ts';

type Done = Promise<Result<true, FormsRefusal>>;

/** What a handed-in form would change of the record and nobody has decided yet [FORM-9]. */
export function openProposals(
  form: Form,
  { submitted, settled }: FormResponse,
  record: JoinedPatient
): readonly HarvestProposal[] {
  const answers = new Map(submitted?.answers.map(({ item, values }) => [item, values]));
  return proposalsOf(form, answers, record).filter(({ field }) => !settled.some((one) => one.field === field));
}

/**
 * Takes one proposed change into the record, or leaves it: the change and the decision are one commit [FORM-9]. @param seen the value the person was shown
 */
export async function settleField(
  station: Station,
  packet: CaseId,
  { form, field, took, seen }: { form: FormId; field: HarvestField; took: boolean; seen: unknown }
): Done {
  const found = await toReview(station, packet, form);
  if (!found.ok) return found;
  const { record, response, definition } = found.value;
  const proposal = openProposals(definition, response, record).find((one) => one.field === field);
  if (!proposal || !sameValue(proposal.from, seen ?? null)) return err({ code: 'forms/changed-meanwhile' });
  if (took && record.forks.some((fork) => fork.field === field)) return err({ code: 'forms/in-doubt' });
  const { patient } = record;
  const change = { patient, field, from: proposal.from, to: proposal.to };
  await station.recordTogether('forms/review', [
    ...(took ? [{ doc: patientDoc(patient), facts: [{ kind: 'patient/changed', of: change }] }] : []),
    { doc: caseDoc(packet), facts: [{ kind: 'form/settled', of: { case: packet, form, field, took } }] }
  ]);
  return ok(true);
}

/**
 * Somebody has looked at the form: a consent or a refusal goes into the record, and with the last form the packet is put away; all in one commit [FORM-10].
 */
export async function reviewForm(station: Station, id: CaseId, form: FormId): Done {
  const found = await toReview(station, id, form);
  if (!found.ok) return found;
  const { packet, record, response, definition } = found.value;
  if (response.reviewed) return ok(true);
  if (openProposals(definition, response, record).length > 0) return err({ code: 'forms/not-settled' });
  const { patient } = record;
  const consent = consentFrom(packet, definition, response, record);
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
  record: JoinedPatient
): ConsentSaid | null {
  const { consent } = form;
  if (!consent) return null;
  const state = record.address?.state.trim().toUpperCase() ?? '';
  const common = {
    ...{ form: form.form, code: consent.code, packet: packet.case },
    ...(consent.line ? { line: consent.line } : {}),
    ...(/^[A-Z]{2}$/.test(state) ? { state } : {})
  };
  if (declined && !submitted) {
    const { reason, at } = declined;
    const version = packet.forms.find((one) => one.form === form.form)?.version ?? form.version;
    const who = { signer: '', relationship: 'self', signedAt: at };
    return { ...common, ...who, version, language: packet.language, decision: 'refused', reason };
  }
  const signature = submitted?.signature;
  if (!submitted || !signature) return null;
  const decided = submitted.answers.find(({ item }) => item === consent.decidedBy)?.values;
  if (consent.decidedBy !== undefined && decided?.[0] !== true) return null;
  const { signer, relationship, witness, at } = signature;
  return {
    ...common,
    ...{ version: submitted.version, language: submitted.language, decision: 'given' },
    ...{ signer, relationship, signedAt: at },
    ...(witness ? { witness: witness.name } : {})
  };
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
