import type { Identifier } from '../patient/patient-facts.ts';
import type { StaffVerb } from './practice-facts.ts';

/**
 * What is told of a person, by groups: the least that can be shown or hidden as one (45 CFR 164.502(b)). Also what an entry of
 * the access log says was on screen or on paper.
 */
export type FieldGroup =
  /** Name, birth date, sex, language, record numbers. */
  | 'identity'
  /** Phones, e-mail, address. */
  | 'contact'
  /** Numbers that others gave: SSN, licence, passport. */
  | 'ids'
  /** Who pays: payers, member numbers, what payers said. */
  | 'coverage'
  /** When, with whom, where. */
  | 'scheduling'
  /** Why somebody comes or came: past visits. */
  | 'clinical'
  /** What staff wrote about a visit. */
  | 'notes'
  /** Pictures and papers. */
  | 'documents'
  /** Charges, payments, balances. */
  | 'money';

/** How much of a group somebody sees. `masked`: enough to compare with what a person says. */
export type Sight = 'none' | 'masked' | 'full';

/** What everybody who works here sees, whatever their role: enough to tell one patient from another. */
const EVERYBODY: Readonly<Record<FieldGroup, Sight>> = {
  identity: 'masked',
  contact: 'none',
  ids: 'none',
  coverage: 'none',
  scheduling: 'none',
  clinical: 'none',
  notes: 'none',
  documents: 'none',
  money: 'none'
};

/** What a verb needs to see of a group, complete by type: a missing cell does not compile [MIN-1]. */
const NEEDS: Readonly<Record<StaffVerb, Readonly<Partial<Record<FieldGroup, Sight>>>>> = {
  register: {
    identity: 'full',
    contact: 'full',
    ids: 'masked',
    coverage: 'full',
    scheduling: 'masked',
    documents: 'full',
    money: 'masked'
  },
  book: {
    identity: 'full',
    contact: 'full',
    coverage: 'masked',
    scheduling: 'full',
    clinical: 'full',
    notes: 'full'
  },
  flow: {
    identity: 'full',
    contact: 'masked',
    coverage: 'masked',
    scheduling: 'full',
    clinical: 'full',
    notes: 'full',
    documents: 'full'
  },
  practice: {},
  people: {},
  devices: {},
  audit: { scheduling: 'masked' },
  // These four allow an act on what is seen; they show nothing by themselves.
  waive: {},
  plan: {},
  reveal: {},
  print: {},
  export: {}
};

export const FIELD_GROUPS = Object.keys(EVERYBODY) as readonly FieldGroup[]; // the record has these keys and no others

const MORE: readonly Sight[] = ['none', 'masked', 'full'];

/** How much of a group somebody with these verbs sees without revealing it: the most that one of them needs [MIN-1]. */
export function sightOf(verbs: ReadonlySet<StaffVerb>, group: FieldGroup): Sight {
  let most = EVERYBODY[group];
  for (const verb of verbs) {
    const needed = NEEDS[verb][group] ?? 'none';
    if (MORE.indexOf(needed) > MORE.indexOf(most)) most = needed;
  }
  return most;
}

/** HL7 v2 table 0203: numbers that a government or another office gave, good for more than finding a record here. */
const OTHERS_NUMBERS: ReadonlySet<string> = new Set(['SS', 'DL', 'PPN', 'NI', 'TAX', 'MB', 'MC', 'MA', 'PRC', 'BR']);

export function groupOfIdentifier({ type }: Pick<Identifier, 'type'>): 'identity' | 'ids' {
  return OTHERS_NUMBERS.has(type) ? 'ids' : 'identity';
}

/** The number a record is known by here; never one that others gave. */
export function recordNumber(identifiers: readonly Identifier[]): Identifier | undefined {
  const ours = identifiers.filter((one) => groupOfIdentifier(one) === 'identity');
  return ours.find(({ type }) => type === 'MR') ?? ours[0];
}
