import type { BlobRef } from '../document/blob-ref.ts';
import type { Fact } from '../fact.ts';
import type { Form, FormId } from '../forms/form.ts';
import type { FormTold } from '../forms/kiosk-told.ts';
import type { SubmissionId, TicketCode } from '../ids.ts';
import type { Address } from '../patient/patient-facts.ts';
import type { Instant, LocalDate, MinuteOfDay } from '../time.ts';
import type { HandoffReason } from './handoff.ts';

/** BCP 47; `zh` is Simplified Chinese. */
export type KioskLanguage = 'en' | 'es' | 'zh' | 'vi' | 'ar';

const KIOSK_LANGUAGES: readonly KioskLanguage[] = ['en', 'es', 'zh', 'vi', 'ar'];

/** The language of a kiosk that a patient's record names, by its first part (BCP 47: `es-MX` is Spanish); null for any other. */
export function kioskLanguageOf(tag: string | null | undefined): KioskLanguage | null {
  const [primary] = (tag ?? '').toLowerCase().split(/[-_]/);
  return KIOSK_LANGUAGES.find((one) => one === primary) ?? null;
}

/** One side of an insurance card before the kiosk's camera: a JPEG. */
export type CardSide = 'front' | 'back';

/** Where such a picture lies, and what opens it. The key is in the sealed submission alone, so the kiosk cannot look at it again [KIO-25]. */
export interface CardPicture extends BlobRef {
  readonly side: CardSide;
}

/** What was told in the visit's forms: sealed under a key of its own, as a card is, and what became of each [FORM-21]. */
export interface FormsTold extends BlobRef {
  readonly asked: readonly {
    readonly form: FormId;
    readonly version: string;
    readonly outcome: FormTold['outcome'];
  }[];
}

/** What a patient told the kiosk. Exists in clear only in the kiosk's memory and at a desk. */
export interface Submission {
  readonly submission: SubmissionId;
  readonly ticket: TicketCode;
  readonly at: Instant;
  readonly language: KioskLanguage;
  /** Recognised by a slip's code; then nothing else was asked. */
  readonly envelope?: string;
  readonly family?: string;
  readonly given?: string;
  readonly birthDate?: LocalDate | null;
  readonly phoneLast4?: string;
  /** Has no appointment today. */
  readonly walkIn?: boolean;
  /** In the patient's words, at most 200 characters. */
  readonly reason?: string;
  /** The reason holds a word that cannot wait: the patient was told to go to the desk at once. */
  readonly urgent?: true;
  /** Whether the insurance is another than at the last visit; absent where that was not asked. */
  readonly insurance?: 'same' | 'changed';
  /** Its card, the front first; absent where the patient would rather show it at the desk. */
  readonly cards?: readonly CardPicture[];
  readonly forms?: FormsTold;
  /** Codes failed: this patient was sent to the desk, or with this try the kiosk stopped looking anything up for a while. */
  readonly tries?: 'handed-off' | 'blinded';
  /** Slips that were held up and open nothing today, by the names of their envelopes: a desk sees which day they are for [KIO-32]. */
  readonly slips?: readonly string[];
  /** Why the kiosk sent the patient to the desk; absent for who was asked to sit down. */
  readonly handoff?: HandoffReason;
  readonly changes?: ToldChanges;
}

/**
 * What a patient typed of themselves, without having seen what is on record: each is a proposal, and nothing is written before a desk has
 * taken it (ARR-13). A name that is spelled differently and another birth date are the submission's own.
 */
export interface ToldChanges {
  /** As it was typed, at most 40 characters. */
  readonly phone?: string;
  readonly email?: string;
  readonly address?: Address;
  /** Whom to call in an emergency, as it was typed. */
  readonly emergency?: { readonly name: string; readonly phone: string };
}

/** Facts of a kiosk's `inbox/<device>` document: sealed to the clinic's arrivals key, the kiosk cannot read them back. */
export type InboxFact = Fact<
  'submission/sealed',
  {
    readonly submission: SubmissionId;
    readonly ticket: TicketCode;
    readonly date: LocalDate;
    readonly keyId: string;
    /** A sealed `Submission` (src/protocol/envelope.ts). */
    readonly sealed: Uint8Array;
    /** The contents that belong to it: by this a desk may fetch them. What they are, and their keys, is sealed. */
    readonly parts?: readonly { readonly blob: string }[];
  }
>;

/** Facts of `arrivals/<site>/<date>`, written by the server's agent for kiosks. */
export type ArrivalsFact =
  /** `key` is the raw P-256 public key that submissions are sealed to; with `salt` the secrets that people type are stretched. */
  | Fact<
      'arrivals/opened',
      { readonly siteName: string; readonly keyId: string; readonly key: Uint8Array; readonly salt?: Uint8Array }
    >
  /** Padded; opens only with the slip's code, or what was typed and the day key. `sealed` holds an `Envelope`. */
  | Fact<'envelope/placed', { readonly envelope: string; readonly sealed: Uint8Array }>
  | Fact<'envelope/withdrawn', { readonly envelope: string }>
  /** A form in the practice's own words that a kiosk may show; what we ship a kiosk has by itself [FORM-20]. */
  | Fact<'arrivals/form-shown', { readonly definition: Form }>;

/** All a kiosk learns of a visit: no name, birth date, reason or balance. */
export interface Envelope {
  /** What the desk knows the visit by: its slip's envelope; the appointment where it was found by name. */
  readonly envelope: string;
  /** First letter of the given name. */
  readonly initial: string;
  /** Wall-clock time, `10:20`. */
  readonly time: string;
  /** `Dr Kim` */
  readonly practitioner: string;
  /** When the patient may arrive, by the wall clock; absent where nothing of the visit is shown. */
  readonly window?: {
    /** Sooner is too early. */
    readonly from: MinuteOfDay;
    /** Later is too late; null where the provider sees who is late. */
    readonly until: MinuteOfDay | null;
  };
  /** The patient's own, where the record says one that kiosks speak; null where it does not. Absent in what an older server sealed. */
  readonly language?: KioskLanguage | null;
  /** Forms that are to be filled in today, by their ids; none until the day asks for some. Absent in what an older server sealed. */
  readonly forms?: readonly string[];
}
