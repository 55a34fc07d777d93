import { RACES, type Details, type GenderIdentity, type MaritalStatus, type Race } from '../patient/details.ts';
import type { RowCell } from './patient-row.ts';

/** What a list says beside what tells people apart, and whether it used a word that is not known [IMP-45]. */
export interface RowDetails {
  readonly details: Details;
  readonly isUnread: boolean;
}

/** Longer is no name of a doctor, and no pronoun. */
const LONGEST = { name: 120, pharmacy: 200, pronouns: 60 } as const;

/** Columns of details, by the words practice systems use for them. What is too long to be one is left out like a word that is not known. */
export function detailsFrom(cell: RowCell): RowDetails {
  const marital = wordOf(MARITAL, cell('maritalStatus'));
  const gender = wordOf(GENDERS, cell('genderIdentity'));
  const races = racesFrom(cell('race'), cell('ethnicity'));
  const interpreter = wordOf(YES_NO, cell('interpreter'));
  const [pronouns, employer] = [within(cell('pronouns'), LONGEST.pronouns), within(cell('employer'), LONGEST.name)];
  const [pcp, referring] = [within(cell('pcp'), LONGEST.name), within(cell('referring'), LONGEST.name)];
  const pharmacy = within(cell('pharmacy'), LONGEST.pharmacy);
  const careTeam = { ...(pcp && { pcp }), ...(referring && { referring }), ...(pharmacy && { pharmacy }) };
  return {
    details: {
      ...(marital ? { maritalStatus: marital } : {}),
      ...(gender ? { genderIdentity: gender } : {}),
      ...(races.known.length > 0 ? { races: races.known } : {}),
      ...(interpreter ? { communication: { interpreter: interpreter === 'yes' } } : {}),
      ...(pronouns ? { pronouns } : {}),
      ...(employer ? { employer } : {}),
      ...(Object.keys(careTeam).length > 0 ? { careTeam } : {})
    },
    isUnread:
      [marital, gender, interpreter, pronouns, employer, pcp, referring, pharmacy].includes(null) || races.isUnread
  };
}

const YES_NO: Readonly<Record<string, 'yes' | 'no'>> = {
  ...named('yes', 'y yes true 1 needed required si sí'),
  ...named('no', 'n no false 0 none')
};
const MARITAL: Readonly<Record<string, MaritalStatus>> = {
  ...named('S', 's single nevermarried unmarried soltero soltera'),
  ...named('M', 'm married casado casada'),
  ...named('D', 'd divorced divorciado divorciada'),
  ...named('W', 'w widowed widow widower viudo viuda'),
  ...named('L', 'l separated legallyseparated'),
  ...named('T', 't partner domesticpartner lifepartner'),
  ...named('UNK', 'unk unknown u')
};
const GENDERS: Readonly<Record<string, GenderIdentity>> = {
  ...named('female', 'f female woman'),
  ...named('male', 'm male man'),
  ...named('non-binary', 'nonbinary nb genderqueer'),
  ...named('other', 'other another'),
  ...named('undisclosed', 'undisclosed declined wouldnotsay choosenottodisclose')
};
/** OMB's categories (2024), their usual abbreviations, and what two questions used to be. */
const RACE_WORDS: Readonly<Record<string, Race>> = {
  ...named('american-indian', 'americanindian americanindianoralaskanative nativeamerican aian alaskanative'),
  ...named('asian', 'asian'),
  ...named('black', 'black blackorafricanamerican africanamerican'),
  ...named('hispanic', 'hispanic hispanicorlatino latino latina latinx'),
  ...named('middle-eastern', 'middleeastern middleeasternornorthafrican mena'),
  ...named('pacific-islander', 'pacificislander nativehawaiian nativehawaiianorotherpacificislander nativehawaiianorpacificislander nhpi'), // prettier-ignore
  ...named('white', 'white caucasian'),
  ...named('declined', 'declined wouldnotsay refused declinedtospecify')
};
/** The other answer to the older question about ethnicity: it names no category. */
const NOT_HISPANIC = new Set(['nothispanicorlatino', 'nothispanic', 'nonhispanic', 'no', 'n', 'unknown']);

function racesFrom(race: string, ethnicity: string): { readonly known: readonly Race[]; readonly isUnread: boolean } {
  // The older question may be a column `Hispanic`, answered with a yes.
  const asked = wordOf(YES_NO, ethnicity) === 'yes' ? 'hispanic' : ethnicity;
  const read = [race, asked].flatMap((said) => said.split(/[;|]/)).flatMap(racesIn);
  return { known: RACES.filter((one) => read.includes(one)), isUnread: read.includes(null) };
}

/** `Non-Hispanic/Latino` denies both of its words. */
function racesIn(said: string): readonly (Race | null | undefined)[] {
  const isDenied = /^(?:not|non)(?:hispanic|latin|spanish)/.test(plain(said));
  const parts = said.split(/[,/]/).filter((part) => !NOT_HISPANIC.has(plain(part)));
  return parts.map((part) => wordOf(RACE_WORDS, part)).filter((one) => !(isDenied && one === 'hispanic'));
}

function named<Value>(value: Value, names: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\d]/gu, '');
}

/** Undefined where nothing is said, null where it is a word that is not known. */
function wordOf<Value>(words: Readonly<Record<string, Value>>, said: string): Value | null | undefined {
  const word = plain(said);
  if (word === '') return undefined;
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null;
}

function within(said: string, longest: number): string | null {
  return said.length > longest ? null : said;
}
