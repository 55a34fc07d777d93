import type { GenderIdentity, MaritalStatus } from './details.ts';

/** What codes of the registration are called at the desk. */
export const GENDER_WORDS: Readonly<Record<GenderIdentity, string>> = {
  female: 'Woman',
  male: 'Man',
  'non-binary': 'Non-binary',
  other: 'Another',
  undisclosed: 'Would not say'
};

export const MARITAL_WORDS: Readonly<Record<MaritalStatus, string>> = {
  S: 'Never married',
  M: 'Married',
  D: 'Divorced',
  W: 'Widowed',
  L: 'Separated',
  T: 'Domestic partner',
  UNK: 'Not known'
};
