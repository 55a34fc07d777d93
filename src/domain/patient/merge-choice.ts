import { sameValue } from '../same-value.ts';
import { MOST_ADDRESSES } from './addresses.ts';
import {
  DEMOGRAPHIC_FIELDS,
  type Demographics,
  type DemographicField,
  type OtherAddress,
  type PersonName
} from './patient-facts.ts';
import { phonesTogether } from './reach.ts';
import { folded } from './search-text.ts';

/** What becomes of a field in which two records differ: the survivor's value, the other's, or what both say together. */
export type Choice = 'keep' | 'take' | 'both';
export type Choices = Partial<Readonly<Record<DemographicField, Choice>>>;

export interface Difference {
  readonly field: DemographicField;
  readonly choices: readonly Choice[];
  /** What is chosen unless somebody says otherwise: nothing that is known is lost. */
  readonly suggested: Choice;
}

/** Fields whose values differ, with what may be chosen in each [MRG-4]. */
export function differencesBetween(survivor: Demographics, other: Demographics): readonly Difference[] {
  return DEMOGRAPHIC_FIELDS.flatMap((field): readonly Difference[] => {
    if (sameValue(survivor[field], other[field])) return [];
    if (isEmpty(field, other)) return [];
    if (isEmpty(field, survivor)) return [{ field, choices: ['take', 'keep'], suggested: 'take' }];
    const isSum = field === 'phones' || field === 'identifiers' || field === 'name' || field === 'otherAddresses';
    if (!isSum) return [{ field, choices: ['keep', 'take'], suggested: 'keep' }];
    return [{ field, choices: ['keep', 'take', 'both'], suggested: 'both' }];
  });
}

/** The value of a field after a merge; the survivor's own object where nothing changes. */
export function valueAfter<F extends DemographicField>(
  field: F,
  choice: Choice,
  survivor: Demographics,
  other: Demographics
): Demographics[F] | null {
  if (choice === 'keep') return survivor[field] ?? null;
  if (choice === 'take') return other[field] ?? null;
  const both: Partial<Demographics> = {
    name: withFormer(survivor.name, other.name),
    phones: phonesTogether(survivor.phones, other.phones),
    // The survivor's first; more than a record can hold stay in the other's.
    otherAddresses: union(survivor.otherAddresses ?? [], other.otherAddresses ?? [], placeKey).slice(0, MOST_ADDRESSES),
    identifiers: union(
      survivor.identifiers,
      other.identifiers,
      ({ type, system, value }) => `${type} ${system} ${value}`
    )
  };
  return both[field] ?? survivor[field] ?? null;
}

/** One place for one use; of two that differ in their days alone, the survivor's stays. */
function placeKey({ use, line, city, state, postalCode }: OtherAddress): string {
  return folded([use, ...line, city, state, postalCode].join(' '));
}

function isEmpty(field: DemographicField, { [field]: value }: Demographics): boolean {
  return value === undefined || value === null || value === 'unknown' || (Array.isArray(value) && value.length === 0);
}

/** The other's family names are how somebody may be asked for. */
function withFormer(name: PersonName, other: PersonName): PersonName {
  const known = new Set([name.family, ...(name.former ?? []), '']);
  const added = [other.family, ...(other.former ?? [])].filter((family) => !known.has(family));
  const former = [...new Set([...(name.former ?? []), ...added])];
  const preferred = name.preferred ?? other.preferred;
  return { ...name, ...(preferred ? { preferred } : {}), ...(former.length > 0 ? { former } : {}) };
}

function union<T>(own: readonly T[], others: readonly T[], key: (one: T) => string): readonly T[] {
  return [...new Map([...others, ...own].map((one) => [key(one), one])).values()].sort(
    (a, b) => Number(!own.includes(a)) - Number(!own.includes(b)) || own.indexOf(a) - own.indexOf(b)
  );
}
