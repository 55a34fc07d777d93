import { everyItem, type AnswerValue, type Form, type FormItem } from '../forms/form.ts';
import type { Packet, Submitted } from '../forms/packet.ts';
import type { Consent } from '../patient/consent.ts';
import type { Instant } from '../time.ts';
import { resourceId } from './fhir-schedule.ts';
import { list, text, type Json } from './json.ts';

/** Before a form's id, as the canonical address of its Questionnaire. */
export const FHIR_FORM = 'urn:anteroom:form:';
/** What FHIR R4's Consent has no element for. */
export const FHIR_CONSENT = {
  form: 'urn:anteroom:consent:form',
  version: 'urn:anteroom:consent:version',
  line: 'urn:anteroom:consent:line',
  state: 'urn:anteroom:consent:state',
  reason: 'urn:anteroom:consent:reason',
  relationship: 'urn:anteroom:consent:relationship'
} as const;

const LOINC = 'http://loinc.org';
const moment = (at: Instant): string => new Date(at).toISOString();
const reference = (patient: string): Json => ({ reference: `Patient/${patient}` });

/** What was agreed to or refused, as a FHIR R4 Consent [EXP-11]. @param patient what the person goes by in the export @param at its place among theirs */
export function consentResource(consent: Consent, patient: string, at: number): Json {
  const { form, version, language, code, decision, signer, relationship, signedAt, witness } = consent;
  const own = (key: keyof typeof FHIR_CONSENT, kind: 'valueCode' | 'valueString', value: string | undefined) =>
    value ? [{ url: FHIR_CONSENT[key], [kind]: value }] : [];
  return {
    resourceType: 'Consent',
    id: resourceId(`${patient}-${form}-${at}`),
    ...text('language', language),
    extension: [
      ...own('form', 'valueCode', form),
      ...own('version', 'valueString', version),
      ...own('line', 'valueCode', consent.line),
      ...own('state', 'valueCode', consent.state),
      ...own('relationship', 'valueCode', relationship),
      ...own('reason', 'valueString', consent.reason)
    ],
    status: decision === 'given' ? 'active' : 'rejected',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: LOINC, code }] }],
    patient: reference(patient),
    dateTime: moment(signedAt),
    ...list('performer', signer ? [{ display: signer }] : []),
    ...(consent.packet ? { sourceReference: { reference: `QuestionnaireResponse/${responseId(consent.packet, form)}` } } : {}), // prettier-ignore
    ...list('verification', witness ? [{ verified: true, verifiedWith: { display: witness } }] : [])
  };
}

function responseId(packet: string, form: string): string {
  return resourceId(`${packet}-${form}`);
}

/** A form that was handed in, as a FHIR R4 QuestionnaireResponse [EXP-12]. @param form null where it is not in use any more: then its answers stand without their questions */
export function responseResource(
  packet: Pick<Packet, 'case'>,
  submitted: Submitted,
  { form, patient }: { readonly form: Form | null; readonly patient: string }
): Json {
  const answers = new Map(submitted.answers.map(({ item, values }) => [item, values]));
  const types = new Map(everyItem(form?.items ?? []).map((item) => [item.linkId, item]));
  const answerOf = (item: string): Json => list('answer', (answers.get(item) ?? []).map((value) => valueOf(types.get(item), value))); // prettier-ignore
  const within = (items: readonly FormItem[]): readonly Json[] =>
    items.flatMap((item) => {
      const parts = within(item.items ?? []);
      if (!answers.has(item.linkId) && parts.length === 0) return [];
      const words = text('text', item.text[submitted.language]);
      return [{ linkId: item.linkId, ...words, ...answerOf(item.linkId), ...list('item', parts) }];
    });
  const flat = (): readonly Json[] => submitted.answers.map(({ item }) => ({ linkId: item, ...answerOf(item) }));
  return {
    resourceType: 'QuestionnaireResponse',
    id: responseId(packet.case, submitted.form),
    language: submitted.language,
    questionnaire: `${FHIR_FORM}${submitted.form}|${submitted.version}`,
    status: 'completed',
    subject: reference(patient),
    authored: moment(submitted.at),
    ...(submitted.signature ? { author: { display: submitted.signature.signer } } : {}),
    ...list('item', form ? within(form.items) : flat())
  };
}

function valueOf(item: FormItem | undefined, value: AnswerValue): Json {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'number') return item?.type === 'integer' ? { valueInteger: value } : { valueDecimal: value };
  if (typeof value === 'string') return item?.type === 'date' ? { valueDate: value } : { valueString: value };
  if ('other' in value) return { valueString: value.other };
  const display = item?.options?.find(({ code }) => code === value.code)?.text.en;
  return { valueCoding: { code: value.code, ...text('display', display) } };
}
