import type { CaseId } from '../ids.ts';
import type { LocalDate } from '../time.ts';

/** OMB, Statistical Policy Directive No. 15 (2024): one question, all that apply. */
export const RACES = ['american-indian', 'asian', 'black', 'hispanic', 'middle-eastern', 'pacific-islander', 'white', 'declined'] as const; // prettier-ignore
export type Race = (typeof RACES)[number];

/** US Core gender identity, as far as a front office asks. */
export const GENDER_IDENTITIES = ['female', 'male', 'non-binary', 'other', 'undisclosed'] as const;
export type GenderIdentity = (typeof GENDER_IDENTITIES)[number];

/** HL7 v3 MaritalStatus. */
export const MARITAL_STATUSES = ['S', 'M', 'D', 'W', 'L', 'T', 'UNK'] as const;
export type MaritalStatus = (typeof MARITAL_STATUSES)[number];

/** What is asked of a person beside what tells them apart. Each is a field of the registration; nothing said is absent. */
export interface Details {
  readonly genderIdentity?: GenderIdentity;
  /** As they say it: `they/them`. */
  readonly pronouns?: string;
  readonly races?: readonly Race[];
  readonly maritalStatus?: MaritalStatus;
  readonly employer?: string;
  /** How they want to be reached on any phone that says nothing of its own; by which ways never: `ContactWishes`. */
  readonly contact?: { readonly text: boolean; readonly voicemail: boolean; readonly bestTime?: string };
  /** Asked of whoever calls in their name. */
  readonly codeWord?: string;
  readonly careTeam?: { readonly pcp?: string; readonly referring?: string; readonly pharmacy?: string };
  readonly advanceDirective?: boolean;
  readonly communication?: { readonly interpreter?: boolean; readonly needs?: string };
  /** What everybody has to know before anything is done: a latex allergy, a fall risk. */
  readonly alerts?: readonly string[];
  /** The last four of the social security number; the whole is an identifier. */
  readonly ssn4?: string;
  /** Of somebody whose birth date nobody knows, as it looked on that day. */
  readonly estimatedAge?: { readonly years: number; readonly on: LocalDate };
  /** A picture among the patient's papers. */
  readonly photo?: CaseId;
}

export type DetailField = keyof Details;

/** Each of them, in the order a person reads them. */
export const DETAIL_FIELDS = ['alerts', 'estimatedAge', 'genderIdentity', 'pronouns', 'races', 'maritalStatus', 'contact', 'codeWord', 'communication', 'careTeam', 'employer', 'advanceDirective', 'ssn4', 'photo'] as const satisfies readonly DetailField[]; // prettier-ignore

/** How old somebody may be by now whose age was estimated on a day. Whole years. */
export function estimatedYears({ years, on }: NonNullable<Details['estimatedAge']>, today: LocalDate): number {
  return years + Math.max(0, Math.floor((Date.parse(today) - Date.parse(on)) / (365.25 * 86_400_000)));
}
