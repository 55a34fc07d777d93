import type { Payer } from '../coverage/coverage-facts.ts';
import type { Fact } from '../fact.ts';
import type { PractitionerId, UserId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import type { SlotSearch } from './slot-search.ts';

/** Who somebody at the practice is to a search for a time: what they can do, which languages they speak, whose patients they see. */
export interface Profile {
  readonly kind: 'practitioner' | 'staff';
  /** A `PractitionerId`, or a `UserId` of staff. */
  readonly id: string;
  /** In the practice's own words: `Joint injection`. */
  readonly skills: readonly string[];
  /** BCP 47. Of staff: the languages they interpret. */
  readonly languages: readonly string[];
  /** Names or ids of payers whose patients they see; null: of any. */
  readonly payers: readonly string[] | null;
}

/** A fact of the `practice` document; the later word about somebody replaces the earlier one. */
export type ProfileFact = Fact<'profile/said', Profile>;

export type Profiles = ReadonlyMap<string, Profile>;

export function profileKey({ kind, id }: Pick<Profile, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

/** Whether somebody sees patients of a payer; who said nothing of payers sees all [FIND-12]. */
export function acceptsPayer(profile: Profile | undefined, { name, id }: Payer): boolean {
  if (!profile || profile.payers === null) return true;
  const [named, numbered] = [plain(name), plain(id)];
  return profile.payers.some((one) => {
    const known = plain(one);
    return known !== '' && (known === named || known === numbered);
  });
}

export function hasSkill(profile: Profile | undefined, skill: string): boolean {
  return profile?.skills.some((one) => plain(one) === plain(skill)) ?? false;
}

/** Who is looked through: those who were named, or all who work here; of them who can do it and sees the payer's patients [FIND-10] [FIND-12]. */
export function whoCan(practice: Practice, search: Asked): readonly PractitionerId[] {
  const known = asked.get(search);
  if (known?.practice === practice) return known.whose;
  const whose = lookedUp(practice, search);
  asked.set(search, { practice, whose });
  return whose;
}

type Asked = Pick<SlotSearch, 'practitioners' | 'skill' | 'payer'>;

/** A search asks it of every day it looks through; what it comes to is worked out once. */
const asked = new WeakMap<Asked, { readonly practice: Practice; readonly whose: readonly PractitionerId[] }>();

function lookedUp(practice: Practice, { practitioners, skill, payer }: Asked): readonly PractitionerId[] {
  const whose = practitioners.length > 0 ? practitioners : [...practice.practitioners.keys()];
  if (skill === null && payer === null) return whose;
  return whose.filter((id) => {
    const profile = practice.plan.profiles.get(profileKey({ kind: 'practitioner', id }));
    return (skill === null || hasSkill(profile, skill)) && (payer === null || acceptsPayer(profile, payer));
  });
}

/** Staff who interpret a language [FIND-11]. A regional variety asked for is met by the language: `es-MX` by `es`. */
export function interpretersOf(practice: Practice, language: string): readonly UserId[] {
  const wanted = baseOf(language);
  return [...practice.plan.profiles.values()]
    .filter(({ kind, id, languages }) => kind === 'staff' && practice.staff.has(id) && languages.some(speaks))
    .map(({ id }) => id);

  function speaks(one: string): boolean {
    return baseOf(one) === wanted;
  }
}

/** Each skill that a provider has, once, in alphabetical order. */
export function skillsOf(practice: Practice): readonly string[] {
  const known = new Map<string, string>();
  for (const { kind, id, skills } of practice.plan.profiles.values()) {
    const works = kind === 'practitioner' && practice.practitioners.get(id)?.retired === false;
    if (works) for (const skill of skills) if (!known.has(plain(skill))) known.set(plain(skill), skill);
  }
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, skill]) => skill);
}

/** Each language that somebody of the staff interprets, once. */
export function interpretedLanguages(practice: Practice): readonly string[] {
  const all = [...practice.plan.profiles.values()].filter(({ kind, id }) => kind === 'staff' && practice.staff.has(id));
  return [...new Set(all.flatMap(({ languages }) => languages.map(baseOf)))].sort();
}

/** Letters and figures alone, so that `Blue-Cross` is `blue cross`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}
