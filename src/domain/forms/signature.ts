import { sha256 } from '../audit/sha256.ts';
import type { CaseId, DeviceNo, PatientId, SubmissionId, UserId } from '../ids.ts';
import type { Instant, LocalDate } from '../time.ts';
import { asciiJson, canonicalAnswers } from './canonical.ts';
import { enabledBy } from './answers.ts';
import type { AnswerValue, Answers, Form, FormId, FormLanguage, LinkId, Signer } from './form.ts';

/** Who signs, as they stand to the patient. */
export const RELATIONSHIPS = ['self', 'parent', 'guardian', 'power-of-attorney', 'other'] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

/** Who stands behind which relationship. */
export const SIGNER_OF: Readonly<Record<Relationship, Signer>> = {
  self: 'patient',
  parent: 'guardian',
  guardian: 'guardian',
  'power-of-attorney': 'representative',
  other: 'representative'
};

/** The relationships in which a form is signed. */
export function relationshipsFor(signers: readonly Signer[]): readonly Relationship[] {
  return (Object.keys(SIGNER_OF) as Relationship[]).filter((one) => signers.includes(SIGNER_OF[one])); // the record has these keys and no others
}

/** `clicked`: pressed, with their name before them; `witness`: somebody of the staff saw them agree who cannot write; `paper-scan`: ink on paper, which lies with the documents. */
export const METHODS = ['drawn', 'typed', 'clicked', 'witness', 'paper-scan'] as const;
export type SigningMethod = (typeof METHODS)[number];

/**
 * What spoke for it that the person before the screen is who they say: an ID seen that day; name and birth date asked that day; whoever of the staff was there, or gave them the screen; a slip's
 * code, or the typed one with the birth date, held at a kiosk; their own word alone; name and birth date on the paper.
 */
export const IDENTITIES = ['id', 'asked', 'staff', 'slip', 'code', 'said', 'paper'] as const;
export interface IdentityEvidence {
  readonly how: (typeof IDENTITIES)[number];
  /** Whoever of the staff made sure; nobody did at a kiosk. */
  readonly by?: UserId;
}

/** What a device says under a text with its own key. Bytes, so that nothing of it can be taken for a number on a card. */
export interface DeviceSeal {
  /** ECDSA P-256, the raw point. */
  readonly key: Uint8Array;
  readonly signature: Uint8Array;
  /** The server's word that the key is this device's; absent where the device never had one. */
  readonly certificate?: Uint8Array;
}

/** What somebody did to sign; ESIGN and UETA ask for intent, for agreeing to do it electronically, and for a copy. */
export interface Signing {
  readonly signer: string;
  readonly relationship: Relationship;
  readonly method: SigningMethod;
  /** Of the pen, where it was drawn (strokes.ts). */
  readonly strokes?: Uint8Array;
  readonly at: Instant;
  readonly device: DeviceNo;
  /** Who of the staff was there; asked for where the method is theirs. */
  readonly witness?: { readonly user: UserId; readonly name: string };
  /** They said that this is their signature. */
  readonly intent: boolean;
  /** They agreed to sign on a screen; false on paper. */
  readonly electronic: boolean;
  /** Of ink on paper: the addresses of its pages' contents, 32 bytes each, which follow from their sealed bytes [BLOB-1] [FORM-18]. */
  readonly paper?: readonly Uint8Array[];
  /** The day that stands on the paper. */
  readonly dated?: LocalDate;
  /** What they said of a copy: `printed` asks for one on paper. That it was given is a fact of its own. */
  readonly copy: 'printed' | 'offered' | 'declined';
  /** How it was known who signs; absent of what was signed before this was asked, and what another system took. */
  readonly identity?: IdentityEvidence;
}

/** A signature as it is kept: what was done, what it was done to, and the device's word for both [FORM-7]. */
export interface FormSignature extends Signing {
  /** SHA-256 over form and version, answers, and the text as it was shown. */
  readonly hash: Uint8Array;
  readonly seal: DeviceSeal;
}

/** What was signed. */
export interface SignedForm {
  readonly case: CaseId;
  readonly patient: PatientId;
  readonly form: FormId;
  readonly version: string;
  readonly language: FormLanguage;
  readonly answers: readonly { readonly item: LinkId; readonly values: readonly AnswerValue[] }[];
  /** As it stood there. */
  readonly text: readonly string[];
  /** Signed at a kiosk, which does not know whose forms they are: what it signs is bound to what it told [FORM-21]. */
  readonly submission?: SubmissionId;
}

/** What a device has before it of a form when it signs. */
export type SignedThere = Pick<SignedForm, 'form' | 'version' | 'language' | 'answers' | 'text'> &
  (Pick<SignedForm, 'case' | 'patient'> | Required<Pick<SignedForm, 'submission'>>);

/** docHash of product/12: over form and version, canonical answers, rendered text. ASCII in, so that it is the same everywhere. */
export function hashOf({
  form,
  version,
  language,
  answers,
  text
}: Pick<SignedForm, 'form' | 'version' | 'language' | 'answers' | 'text'>): string {
  const given: Answers = new Map(answers.map(({ item, values }) => [item, values]));
  return sha256(asciiJson([form, version, language, canonicalAnswers(given, new Set(given.keys())), text]));
}

/** What the device signs: the hash, whose packet it is (at a kiosk: which submission it came with), and everything that was done to sign. */
export function sealedText(signed: SignedThere, signing: Signing): string {
  const { signer, relationship, method, strokes, at, device, witness, intent, electronic, copy } = signing;
  const done = [signer, relationship, method, hexOf(strokes), at, device, witness?.user ?? null, witness?.name ?? null];
  const whose =
    'submission' in signed && signed.submission !== undefined
      ? ['anteroom.kiosk-form.v1', signed.submission]
      : ['anteroom.form.v1', (signed as SignedForm).case, (signed as SignedForm).patient]; // without a submission it has both
  const ink = signing.paper ? [signing.paper.map(hexOf), signing.dated ?? null] : [];
  // What was signed before the last was asked has none of it, and is as it was.
  const known = signing.identity ? [['identity', signing.identity.how, signing.identity.by ?? null]] : [];
  return asciiJson([...whose, hashOf(signed), ...done, intent, electronic, copy, ...ink, ...known]);
}

export type Verdict =
  /** Text, answers and signature are what they were. */
  | 'good'
  /** The text or an answer is not what was signed. */
  | 'changed'
  /** Who signed, how or when is not what the device signed. */
  | 'not-this-signature'
  /** It holds together, and nobody vouches for the device's key. */
  | 'unknown-device';

/** Whether a device's word holds: `unknown` where the key is good and its owner nobody's. */
export type CheckSeal = (text: string, seal: DeviceSeal) => Promise<'good' | 'broken' | 'unknown'>;

/**
 * Whether what is kept is what was signed: with no network, by the facts alone [FORM-7]. A single other character in the text, or another answer, is found.
 */
export async function verifySigned(signed: SignedForm, signature: FormSignature, check: CheckSeal): Promise<Verdict> {
  if (hashOf(signed) !== hexOf(signature.hash)) return 'changed';
  const held = await check(sealedText(signed, signature), signature.seal);
  return held === 'good' ? 'good' : held === 'unknown' ? 'unknown-device' : 'not-this-signature';
}

/** The answers that are signed: of what is asked now, in the form's order. */
export function answersToSign(form: Form, answers: Answers): SignedForm['answers'] {
  return [...enabledBy(form, answers)].flatMap((item) => {
    const values = answers.get(item) ?? [];
    return values.length > 0 ? [{ item, values }] : [];
  });
}

export function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function hexOf(bytes: Uint8Array | undefined): string {
  return bytes ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') : '';
}
