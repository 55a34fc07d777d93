import type { SubmissionId } from '../ids.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import type { AnswerValue, FormId, FormLanguage, LinkId } from './form.ts';
import type { Refuser } from './packet-facts.ts';
import {
  bytesOfHex,
  hexOf,
  IDENTITIES,
  METHODS,
  RELATIONSHIPS,
  type DeviceSeal,
  type FormSignature
} from './signature.ts';

/** What became of one form at a kiosk. */
export type FormTold = { readonly form: FormId; readonly version: string } & (
  | {
      readonly outcome: 'filled';
      readonly language: FormLanguage;
      readonly answers: readonly { readonly item: LinkId; readonly values: readonly AnswerValue[] }[];
      /** As it stood on the screen, line by line; what is signed is this [FORM-7]. */
      readonly text: readonly string[];
      readonly signature?: FormSignature;
    }
  /** Nothing has changed since they last answered it. */
  | { readonly outcome: 'unchanged'; readonly language: FormLanguage; readonly since: LocalDate }
  /** They would not sign, and said why or did not. */
  | {
      readonly outcome: 'refused';
      readonly reason: string;
      readonly language?: FormLanguage;
      readonly refuser?: Refuser;
    }
  /** They would rather do it with somebody at the desk, or it has to be asked anew there. */
  | { readonly outcome: 'desk' }
);

/** The forms of one patient's time at a kiosk: sealed as one content of its own, because a kiosk's frames are short (RELIABILITY §3). */
export interface KioskTold {
  readonly submission: SubmissionId;
  readonly forms: readonly FormTold[];
}

/** More was not written by our kiosk: ten forms with their signatures are a tenth of it. */
export const MOST_TOLD_CHARACTERS = 400_000;

export function toldText({ submission, forms }: KioskTold): string {
  return JSON.stringify({ submission, forms: forms.map(withHex) });
}

/** What a kiosk sealed; null for anything else: what it says is input to a desk like any other. */
export function toldFrom(text: string): KioskTold | null {
  if (text.length > MOST_TOLD_CHARACTERS) return null;
  try {
    const it = JSON.parse(text) as unknown;
    if (!isRecord(it) || !isText(it['submission'], 48) || !Array.isArray(it['forms'])) return null;
    const forms = it['forms'].map(formFrom);
    return forms.every((form) => form !== null) && forms.length <= 40 ? { submission: it['submission'], forms } : null;
  } catch {
    return null; // no JSON
  }
}

function withHex(told: FormTold): object {
  if (told.outcome !== 'filled' || !told.signature) return told;
  const { strokes, hash, seal, identity, ...done } = told.signature;
  const { key, signature, certificate } = seal;
  const bytes = { hash, key, signature, ...(strokes && { strokes }), ...(certificate && { certificate }) };
  const hex = Object.fromEntries(Object.entries(bytes).map(([name, value]) => [name, hexOf(value)]));
  return { ...told, signature: { ...done, ...(identity && { identity: identity.how }), ...hex } };
}

function formFrom(value: unknown): FormTold | null {
  if (!isRecord(value) || !isText(value['form'], 64) || !isText(value['version'], 32)) return null;
  const [form, version] = [value['form'], value['version']];
  const language = value['language'] === 'es' ? 'es' : 'en';
  switch (value['outcome']) {
    case 'desk':
      return { form, version, outcome: 'desk' };
    case 'refused':
      if (!isText(value['reason'], 300)) return null;
      const spoken = value['language'] === undefined ? {} : ({ language } as const);
      return { form, version, outcome: 'refused', reason: value['reason'], ...spoken, ...refuserIn(value['refuser']) };
    case 'unchanged': {
      const since = value['since'];
      return isText(since, 10) && isLocalDate(since) ? { form, version, outcome: 'unchanged', language, since } : null;
    }
    case 'filled':
      return filledFrom(value, { form, version, language });
    default:
      return null;
  }
}

/** Whoever would not, as far as they had said it. */
function refuserIn(value: unknown): { readonly refuser?: Refuser } {
  if (!isRecord(value)) return {};
  const relationship = RELATIONSHIPS.find((one) => one === value['relationship']);
  const { name } = value;
  return relationship && typeof name === 'string' && name.length <= 120 ? { refuser: { name, relationship } } : {};
}

type Filled = Extract<FormTold, { outcome: 'filled' }>;

function filledFrom(
  { answers: said, text, signature: signed }: Readonly<Record<string, unknown>>,
  which: Pick<Filled, 'form' | 'version' | 'language'>
): Filled | null {
  if (!Array.isArray(said) || !Array.isArray(text) || said.length > 300 || text.length > 600) return null;
  if (!text.every((line) => isText(line, 8_000))) return null;
  const answers = said.map(answerFrom);
  if (!answers.every((one) => one !== null)) return null;
  const filled: Filled = { ...which, outcome: 'filled', answers, text };
  if (signed === undefined) return filled;
  const signature = signatureFrom(signed);
  return signature && { ...filled, signature };
}

function answerFrom(value: unknown): Filled['answers'][number] | null {
  if (!isRecord(value) || !isText(value['item'], 64) || !Array.isArray(value['values'])) return null;
  const values: readonly unknown[] = value['values'];
  return values.length <= 50 && values.every(isAnswer) ? { item: value['item'], values } : null;
}

function isAnswer(value: unknown): value is AnswerValue {
  if (typeof value === 'boolean' || isText(value, 4_000)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (!isRecord(value) || Object.keys(value).length !== 1) return false;
  return isText(value['code'], 64) || isText(value['other'], 4_000);
}

function signatureFrom(value: unknown): FormSignature | null {
  if (!isRecord(value)) return null;
  const { signer, at, device, intent, electronic } = value;
  const relationship = RELATIONSHIPS.find((one) => one === value['relationship']);
  const method = METHODS.find((one) => one === value['method']);
  const copy = (['printed', 'offered', 'declined'] as const).find((one) => one === value['copy']);
  const seal = sealFrom(value);
  const hash = bytesFrom(value['hash'], 32);
  const strokes = value['strokes'] === undefined ? undefined : bytesFrom(value['strokes'], 8_192);
  // Whoever is there in person is no witness of the staff's: a kiosk has none.
  if (!relationship || !copy || !seal || strokes === null || hash?.length !== 32) return null;
  if (method !== 'drawn' && method !== 'typed') return null;
  if (!isText(signer, 120) || typeof intent !== 'boolean' || typeof electronic !== 'boolean') return null;
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || !Number.isSafeInteger(device)) return null;
  const how = IDENTITIES.find((one) => one === value['identity']);
  const done = { signer, relationship, method, at, device: device as number, intent, electronic, copy, hash, seal };
  return { ...done, ...(strokes && { strokes }), ...(how && { identity: { how } }) };
}

function sealFrom(value: Readonly<Record<string, unknown>>): DeviceSeal | null {
  const [key, signature] = [bytesFrom(value['key'], 65), bytesFrom(value['signature'], 64)];
  if (key?.length !== 65 || signature?.length !== 64) return null;
  if (value['certificate'] === undefined) return { key, signature };
  const certificate = bytesFrom(value['certificate'], 4_096);
  return certificate && { key, signature, certificate };
}

function bytesFrom(value: unknown, most: number): Uint8Array | null {
  return isText(value, 2 * most) && /^(?:[0-9a-f]{2})+$/.test(value) ? bytesOfHex(value) : null;
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
