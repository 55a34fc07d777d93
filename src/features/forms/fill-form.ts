import { caseDoc } from '#domain/documents.ts';
import { standingOf } from '#domain/forms/answers.ts';
import type { Answers, AnswerValue, Form, FormId, FormLanguage, Signer } from '#domain/forms/form.ts';
import type { Answered, Hand, Refuser } from '#domain/forms/packet-facts.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import { renderedText, textOfOlderPaper } from '#domain/forms/rendered.ts';
import {
  answersToSign,
  bytesOfHex,
  hashOf,
  sealedText,
  SIGNER_OF,
  type FormSignature,
  type IdentityEvidence,
  type Relationship,
  type SignedForm,
  type Signing,
  type SigningMethod
} from '#domain/forms/signature.ts';
import type { NewFact } from '#domain/fact.ts';
import type { CaseId, PatientId, UserId } from '#domain/ids.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { evidenceFor } from '#domain/patient/evidence.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine, cleanText } from '#domain/text.ts';
import { localDateOf } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { FormsRefusal } from './refusals.ts';

type Done = Promise<Result<true, FormsRefusal>>;

/** One packet in somebody's hands. */
export interface Filling {
  readonly packet: CaseId;
  readonly form: FormId;
  readonly hand: Hand;
  readonly language: FormLanguage;
}

/** Somebody begins: on this screen, which a patient holds or staff do. */
export async function openPacket(station: Station, packet: CaseId, hand: Hand): Done {
  const known = await openOne(station, packet);
  if (!known.ok) return known;
  const channel = hand === 'patient' ? 'tablet' : 'desk';
  const sent = known.value.channel === null ? [{ kind: 'packet/sent', of: { case: packet, channel } }] : [];
  if (known.value.opened && sent.length === 0) return ok(true);
  const opened = { kind: 'packet/opened', of: { case: packet, hand } };
  await station.record('forms/fill', caseDoc(packet), [...sent, opened]);
  return ok(true);
}

/** Keeps answers, each with what stood there: on disk when it resolves [FORM-6] [FORM-12]. @throws {StorageFault} */
export async function answerForm(station: Station, filling: Filling, answers: readonly Answered[]): Done {
  const { packet, form, hand, language } = filling;
  const found = await openForm(station, filling);
  if (!found.ok) return found;
  const cleaned = answers.map((one) => ({ ...one, values: one.values.flatMap(cleanedValue) }));
  if (cleaned.some(({ values }) => values.some(hasCard))) return err({ code: 'forms/card-number' });
  if (cleaned.length === 0) return ok(true);
  const of = { case: packet, form, hand, language, answers: cleaned };
  await station.record('forms/fill', caseDoc(packet), [{ kind: 'form/answered', of }]);
  return ok(true);
}

/** How somebody signs, as they did it on this screen. */
export interface SigningHere {
  readonly signer: string;
  readonly relationship: Relationship;
  readonly method: SigningMethod;
  readonly strokes?: Uint8Array;
  readonly witness?: NonNullable<Signing['witness']>;
  readonly intent: boolean;
  readonly electronic: boolean;
  /** Of ink on paper. */
  readonly paper?: NonNullable<Signing['paper']>;
  readonly dated?: NonNullable<Signing['dated']>;
  readonly copy: Signing['copy'];
}

interface ToSubmit {
  readonly form: Form;
  readonly answers: Answers;
  readonly signing: SigningHere | null;
  /** Of a paper: the version it was printed with, where that is not today's [FORM-27]. */
  readonly printed?: string;
}

/** Hands a form in, signed where it is to be: one fact with all of it, as it stood on the screen [FORM-7]. @throws {StorageFault} */
export async function submitForm(station: Station, filling: Filling, asked: ToSubmit): Done {
  const made = await formToSubmit(station, filling, asked);
  if (!made.ok) return made;
  await station.record('forms/fill', caseDoc(filling.packet), [made.value.submitted]);
  made.value.told();
  return ok(true);
}

/** The fact that hands a form in, with what is to be told once it is on disk; refused where something of it is not right [FORM-7]. */
export async function formToSubmit(
  station: Station,
  filling: Filling,
  { form, answers, signing, printed }: ToSubmit
): Promise<
  Result<{ readonly submitted: NewFact; readonly patient: PatientId; readonly told: () => void }, FormsRefusal>
> {
  const found = await openForm(station, filling);
  if (!found.ok) return found;
  const { enabled, refused } = standingOf(form, answers, station.today());
  // What an older paper did not ask cannot be missing on it.
  const bad = [...refused.values()].filter(({ code }) => printed === undefined || !NOT_ASKED.has(code));
  if (bad.length > 0) return err({ code: 'forms/not-complete' });
  if ([...answers.values()].flat().some(hasCard)) return err({ code: 'forms/card-number' });
  const wrong = form.signers ? wrongSigning(form.signers, signing) : null;
  if (wrong) return err(wrong);
  const { packet, hand, language } = filling;
  const { patient } = found.value.packet;
  const signed: SignedForm = {
    ...{ case: packet, patient, form: form.form, version: printed ?? form.version, language },
    answers: answersToSign(form, answers),
    text:
      printed === undefined
        ? renderedText(form, answers, enabled, language)
        : textOfOlderPaper(form, answers, { printed, language })
  };
  const signature = form.signers && signing ? await signedHere(station, signed, signing) : null;
  const submitted = { kind: 'form/submitted', of: { ...signed, hand, ...(signature ? { signature } : {}) } };
  return ok({ submitted, patient, told: () => (signature ? tellSigned(station, signed) : undefined) });
}

const NOT_ASKED: ReadonlySet<string> = new Set(['answer/missing', 'answer/not-agreed']);

/** Why somebody would rather not sign, and who they are, as far as they said it. */
export interface Declining {
  readonly reason: string;
  readonly refuser?: Refuser;
}

/**
 * They would rather not, and say why; only where the form may be left out [FORM-10]. Which words, in which language, who would not, and who of the staff asked is kept with it: for a notice of
 * privacy practices that is the good-faith effort (45 CFR 164.520(c)(2)(ii)).
 */
export async function declineForm(station: Station, filling: Filling, form: Form, why: Declining): Done {
  const found = await openForm(station, filling);
  if (!found.ok) return found;
  if (form.consent && !form.consent.mayRefuse) return err({ code: 'forms/may-not-refuse' });
  const reason = cleanLine(why.reason);
  if (reason === '' || reason.length > MOST_REASON) return err({ code: 'forms/reason' });
  const name = cleanLine(why.refuser?.name ?? '');
  if (hasCardNumber(reason) || hasCardNumber(name)) return err({ code: 'forms/card-number' });
  if (name.length > 120) return err({ code: 'forms/no-name' });
  const { user } = station.user;
  const of = {
    ...{ case: filling.packet, form: filling.form, reason, version: form.version, language: filling.language },
    ...(why.refuser ? { refuser: { ...why.refuser, name } } : {}),
    ...(filling.hand === 'staff' ? { witness: { user, name: station.user.name } } : {})
  };
  await station.record('forms/fill', caseDoc(filling.packet), [{ kind: 'form/declined', of }]);
  return ok(true);
}

export const MOST_REASON = 300;

async function signedHere(station: Station, signed: SignedForm, here: SigningHere): Promise<FormSignature> {
  const done = { signer: cleanLine(here.signer), at: station.now(), device: station.device.no };
  const signing: Signing = { ...here, ...done, identity: await identityHere(station, signed, here) };
  const seal = await station.signing.seal(sealedText(signed, signing));
  return { ...signing, hash: bytesOfHex(hashOf(signed)), seal };
}

/** How it is known here who signs: the best of what somebody of the staff made sure of today, or that they were there. */
async function identityHere(
  station: Station,
  { patient }: SignedForm,
  { method, relationship }: SigningHere
): Promise<IdentityEvidence> {
  const by = station.user.user;
  if (method === 'paper-scan') return { how: 'paper', by };
  // What was made sure of is who the patient is: of whoever signs for them staff know it.
  const record = relationship === 'self' ? await station.rows.patient(patient) : undefined;
  const seenToday = (line: string, ...ways: readonly string[]): UserId | undefined => {
    const seen = record && evidenceFor(record, [line], false);
    const isToday = seen && localDateOf(seen.at, station.zone) === station.today();
    return isToday && ways.includes(seen.how) ? seen.by : undefined;
  };
  const id = seenToday('photo-id', 'id') ?? seenToday('identity', 'id');
  if (id !== undefined) return { how: 'id', by: id };
  const asked = seenToday('identity', 'asked');
  return asked === undefined ? { how: 'staff', by } : { how: 'asked', by: asked };
}

/** The access log names the signature by its hash, in letters: digits may read as a card's. */
function tellSigned(station: Station, signed: SignedForm): void {
  const letters = [...hashOf(signed)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
  station.audit.did({
    action: 'form/signed',
    refs: [`patient:${signed.patient}`, `document:${caseDoc(signed.case)}`],
    reason: `${signed.form} ${signed.version} ${letters}`
  });
}

function wrongSigning(signers: readonly Signer[], signing: SigningHere | null): FormsRefusal | null {
  if (!signing || cleanLine(signing.signer) === '' || signing.signer.length > 120) return { code: 'forms/no-name' };
  if (!signers.includes(SIGNER_OF[signing.relationship])) return { code: 'forms/not-this-signer' };
  if (signing.method === 'drawn' && !signing.strokes?.length) return { code: 'forms/no-signature' };
  if (signing.method === 'witness' && !signing.witness) return { code: 'forms/no-signature' };
  if (signing.method === 'paper-scan') return signing.paper?.length ? null : { code: 'forms/no-signature' };
  return signing.intent && signing.electronic ? null : { code: 'forms/no-intent' };
}

/** A number that reads as a card's, wherever it was typed. */
export function hasCard(value: AnswerValue): boolean {
  if (typeof value === 'string') return hasCardNumber(value);
  return typeof value === 'object' && 'other' in value && hasCardNumber(value.other);
}

/** Text as it is kept; one that says nothing is no answer. */
function cleanedValue(value: AnswerValue): readonly AnswerValue[] {
  if (typeof value === 'string') {
    const text = cleanText(value);
    return text === '' ? [] : [text];
  }
  if (typeof value !== 'object' || 'code' in value) return [value];
  const other = cleanLine(value.other);
  return other === '' ? [] : [{ other }];
}

async function openOne(station: Station, id: CaseId): Promise<Result<Packet, FormsRefusal>> {
  if (!(await may(station, 'forms/fill'))) return err({ code: 'forms/not-yours' });
  const packet = await station.rows.packet(id);
  if (!packet) return err({ code: 'forms/no-such-packet' });
  return packet.closed ? err({ code: 'forms/closed' }) : ok(packet);
}

async function openForm(
  station: Station,
  { packet: id, form }: Filling
): Promise<Result<{ readonly packet: Packet; readonly response: FormResponse }, FormsRefusal>> {
  const packet = await openOne(station, id);
  if (!packet.ok) return packet;
  const response = packet.value.forms.find((one) => one.form === form);
  if (!response) return err({ code: 'forms/no-such-form' });
  return response.reviewed ? err({ code: 'forms/handed-in' }) : ok({ packet: packet.value, response });
}
