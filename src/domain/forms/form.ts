import type { Brand } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { CheckLine } from '../visit/check-in-rules.ts';
import type { HarvestPath } from './harvest-path.ts';
import type { RecordPath } from './record-path.ts';

/** Names a question or a group within its form: FHIR R4 Questionnaire.item.linkId. */
export type LinkId = Brand<string, 'LinkId'>;
/** Names a form for ever; what it says may change, and with it its version. */
export type FormId = Brand<string, 'FormId'>;

/** The languages every form has, side by side; the first is the practice's own. */
export const FORM_LANGUAGES = ['en', 'es'] as const;
export type FormLanguage = (typeof FORM_LANGUAGES)[number];
export const FORM_LANGUAGE_WORDS: Readonly<Record<FormLanguage, string>> = { en: 'English', es: 'Español' };

/** The language that stands beside the one a form is read in, for who reads better in two [FORM-1]. */
export function besideOf(language: FormLanguage): FormLanguage {
  return language === 'en' ? 'es' : 'en';
}

/** The same in each language. */
export type Wording = Readonly<Record<FormLanguage, string>>;

/** FHIR R4 item types that are asked or shown here; files and references are no part of a form. */
export const ITEM_TYPES = [
  'group',
  'display',
  'boolean',
  'decimal',
  'integer',
  'date',
  'string',
  'text',
  'choice',
  'open-choice'
] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** What somebody answered to one question, once. A choice is its code; what was written beside the choices is `other`. */
export type AnswerValue = boolean | number | string | { readonly code: string } | { readonly other: string };

export interface FormOption {
  readonly code: string;
  readonly text: Wording;
  /** What it adds to the form's score. */
  readonly score?: number;
}

export const OPERATORS = ['exists', '=', '!=', '>', '<', '>=', '<='] as const;
/** FHIR R4 Questionnaire.item.enableWhen: of several answers, one that holds is enough. */
export interface Condition {
  readonly question: LinkId;
  readonly operator: (typeof OPERATORS)[number];
  /** For `exists` true or false. */
  readonly answer: AnswerValue;
}

export interface FormItem {
  readonly linkId: LinkId;
  readonly type: ItemType;
  readonly text: Wording;
  /** Told below the question. */
  readonly hint?: Wording;
  readonly required?: boolean;
  /** Of a yes or no: nothing but yes will do, and it is ticked, not chosen. */
  readonly agree?: boolean;
  /** Several answers, each of them one. */
  readonly repeats?: boolean;
  readonly enableWhen?: readonly Condition[];
  readonly enableBehavior?: 'all' | 'any';
  readonly options?: readonly FormOption[];
  /** Characters of a text; what the type allows when left out. */
  readonly maxLength?: number;
  /** Of a number, both included. */
  readonly min?: number;
  readonly max?: number;
  /** A date that lies behind, as a birth date does. */
  readonly past?: boolean;
  /** What the record says is there before anybody types. */
  readonly initialFrom?: RecordPath;
  /** Where the answer goes when staff accept it. */
  readonly harvestTo?: HarvestPath;
  readonly items?: readonly FormItem[];
}

/** Who may put their name under a form. */
export const SIGNERS = ['patient', 'guardian', 'representative'] as const;
export type Signer = (typeof SIGNERS)[number];

/** What a signature under a form settles beside the form itself. */
export interface ConsentKind {
  /** LOINC: 64292-6 for the notice of privacy practices and the release of information, 59284-0 for every other consent. */
  readonly code: '64292-6' | '59284-0';
  /** The line of check-in that it makes sure of. */
  readonly line?: CheckLine;
  /** A yes or no that decides: without a yes nothing was agreed to, signed or not. */
  readonly decidedBy?: LinkId;
  /** Whoever will not sign is written down with the reason, and the visit goes on (45 CFR 164.520(c)(2)(ii)). */
  readonly mayRefuse: boolean;
}

/** One form: a subset of FHIR R4 Questionnaire, in both languages side by side [FORM-1]. */
export interface Form {
  readonly form: FormId;
  /** Two forms with one id and one version say the same, word for word. */
  readonly version: string;
  readonly title: Wording;
  /** Read before the questions; part of what is signed. */
  readonly legal?: Wording;
  readonly items: readonly FormItem[];
  /** Absent: nobody signs it. */
  readonly signers?: readonly Signer[];
  readonly consent?: ConsentKind;
  /** Given in the place of another form to who lives in one of these states, whose law asks for other words. */
  readonly variant?: FormVariant;
  /** Days for which an answer is good; null: for ever. */
  readonly days: number | null;
}

export interface FormVariant {
  readonly of: FormId;
  /** US states, two letters. */
  readonly states: readonly string[];
}

/** Answers by question; a question without one is not there. What is empty was cleared. */
export type Answers = ReadonlyMap<LinkId, readonly AnswerValue[]>;

/** An earlier answer, and of when. */
export interface Earlier {
  readonly answers: Answers;
  readonly on: LocalDate;
}

/** Every item in the order it is read, groups before what is in them. */
export function everyItem(items: readonly FormItem[]): readonly FormItem[] {
  return items.flatMap((item) => [item, ...everyItem(item.items ?? [])]);
}

/** Whether anything is asked here: not a heading and not a text. */
export function isQuestion({ type }: Pick<FormItem, 'type'>): boolean {
  return type !== 'group' && type !== 'display';
}
