import type { Demographics } from '#domain/patient/patient-facts.ts';
import {
  estimatedYears,
  GENDER_IDENTITIES,
  MARITAL_STATUSES,
  RACES,
  type DetailField,
  type Details,
  type Race
} from '#domain/patient/details.ts';
import { GENDER_WORDS, MARITAL_WORDS } from '#domain/patient/detail-words.ts';
import type { FieldGroup } from '#domain/practice/minimum-necessary.ts';
import { birthDateText } from '#ui/format.ts';

/** What each is called. */
export const DETAIL_LABELS: Readonly<Record<DetailField, string>> = {
  alerts: 'Alerts',
  estimatedAge: 'Estimated age',
  genderIdentity: 'Gender identity',
  pronouns: 'Pronouns',
  races: 'Race and ethnicity',
  maritalStatus: 'Marital status',
  contact: 'May be reached by',
  codeWord: 'Code word',
  communication: 'Communication',
  careTeam: 'Doctors, pharmacy',
  employer: 'Employer',
  advanceDirective: 'Advance directive',
  ssn4: 'SSN, last four',
  photo: 'Photo'
};

export const DETAIL_GROUPS: Readonly<Record<DetailField, FieldGroup>> = {
  alerts: 'identity',
  estimatedAge: 'identity',
  genderIdentity: 'identity',
  pronouns: 'identity',
  races: 'identity',
  maritalStatus: 'identity',
  contact: 'contact',
  codeWord: 'contact',
  communication: 'identity',
  careTeam: 'contact',
  employer: 'contact',
  advanceDirective: 'identity',
  ssn4: 'ids',
  photo: 'documents'
};

export const RACE_WORDS: Readonly<Record<Race, string>> = {
  'american-indian': 'American Indian or Alaska Native',
  asian: 'Asian',
  black: 'Black or African American',
  hispanic: 'Hispanic or Latino',
  'middle-eastern': 'Middle Eastern or North African',
  'pacific-islander': 'Native Hawaiian or Pacific Islander',
  white: 'White',
  declined: 'Would not say'
};

const yes = (is: boolean | undefined, word: string): string => (is === undefined ? '' : is ? word : `no ${word}`);

/** A detail in lines of text. */
export const SAY_DETAIL: { readonly [F in DetailField]: (value: NonNullable<Details[F]>) => readonly string[] } = {
  alerts: (alerts) => alerts,
  estimatedAge: (age) => [`about ${age.years} on ${birthDateText(age.on)}`],
  genderIdentity: (gender) => [GENDER_WORDS[gender]],
  pronouns: (pronouns) => [pronouns],
  races: (races) => races.map((race) => RACE_WORDS[race]),
  maritalStatus: (status) => [MARITAL_WORDS[status]],
  contact: ({ text, voicemail, bestTime }) => [
    [yes(text, 'text'), yes(voicemail, 'voicemail')].filter(Boolean).join(', '),
    ...(bestTime ? [`best ${bestTime}`] : [])
  ],
  codeWord: (word) => [word],
  communication: ({ interpreter, needs }) => [yes(interpreter, 'interpreter'), needs ?? ''].filter(Boolean),
  careTeam: ({ pcp, referring, pharmacy }) =>
    [pcp && `primary care ${pcp}`, referring && `referred by ${referring}`, pharmacy && `pharmacy ${pharmacy}`].filter(
      (one) => one !== undefined && one !== ''
    ) as string[], // what is left are texts
  employer: (employer) => [employer],
  advanceDirective: (is) => [is ? 'Yes, there is one' : 'No'],
  ssn4: (ssn4) => [ssn4],
  photo: () => ['A picture is among the papers']
};

/** As far as it is shown to who sees the group masked. */
export const MASK_DETAIL: typeof SAY_DETAIL = {
  ...SAY_DETAIL,
  codeWord: () => ['•••'],
  contact: () => ['•••'],
  careTeam: () => ['•••'],
  employer: () => ['•••'],
  ssn4: () => ['••••']
};

/** How old somebody of unknown birth may be by now; empty where nobody has guessed. */
export function aboutText(
  { birthDate, estimatedAge }: Pick<Demographics, 'birthDate' | 'estimatedAge'>,
  today: string
): string {
  return birthDate === null && estimatedAge ? `about ${estimatedYears(estimatedAge, today)} y` : '';
}

/** One thing to type or choose of a detail. */
export interface DetailInput {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'choice' | 'many' | 'paper';
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly hint?: string;
}

const words = <V extends string>(all: readonly V[], say: Readonly<Record<V, string>>) =>
  all.map((value) => ({ value, label: say[value] }));
const YES_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' }
];
const one = (type: DetailInput['type'], label: string, more: Partial<DetailInput> = {}): readonly DetailInput[] => [
  { key: 'value', label, type, ...more }
];

/** What is typed or chosen of each. */
export const DETAIL_INPUTS: Readonly<Record<DetailField, readonly DetailInput[]>> = {
  alerts: one('text', 'Alerts', { hint: 'What everybody has to know, with commas between: latex, falls' }),
  estimatedAge: one('text', 'About how old, in years'),
  genderIdentity: one('choice', 'Gender identity', { choices: words(GENDER_IDENTITIES, GENDER_WORDS) }),
  pronouns: one('text', 'Pronouns', { hint: 'As they say it: she/her' }),
  races: one('many', 'Race and ethnicity, all that apply', { choices: words(RACES, RACE_WORDS) }),
  maritalStatus: one('choice', 'Marital status', { choices: words(MARITAL_STATUSES, MARITAL_WORDS) }),
  contact: [
    { key: 'text', label: 'Text messages', type: 'choice', choices: YES_NO },
    { key: 'voicemail', label: 'Voicemail', type: 'choice', choices: YES_NO },
    { key: 'bestTime', label: 'Best time', type: 'text' }
  ],
  codeWord: one('text', 'Code word', { hint: 'Asked of whoever calls in their name' }),
  communication: [
    { key: 'interpreter', label: 'Interpreter', type: 'choice', choices: YES_NO },
    { key: 'needs', label: 'Hearing, seeing, reading', type: 'text' }
  ],
  careTeam: [
    { key: 'pcp', label: 'Primary care', type: 'text' },
    { key: 'referring', label: 'Referred by', type: 'text' },
    { key: 'pharmacy', label: 'Pharmacy', type: 'text' }
  ],
  employer: one('text', 'Employer'),
  advanceDirective: one('choice', 'Advance directive', { choices: YES_NO }),
  ssn4: one('text', 'Last four of the SSN'),
  photo: one('paper', 'Photo')
};
