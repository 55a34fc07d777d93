import type { StaffRole, StaffVerb } from './practice-facts.ts';

/** Role × verb as a practice begins with it (ROLE-1). Complete by type: a missing cell does not compile. */
const BEGINNING: Readonly<Record<StaffRole, Readonly<Record<StaffVerb, boolean>>>> = {
  clerk: {
    register: true,
    book: true,
    flow: true,
    practice: false,
    people: false,
    devices: false,
    audit: false,
    waive: false,
    plan: false,
    reveal: true,
    print: true,
    export: true
  },
  assistant: {
    register: true,
    book: true,
    flow: true,
    practice: false,
    people: false,
    devices: false,
    audit: false,
    waive: false,
    plan: false,
    reveal: false,
    print: true,
    export: false
  },
  biller: {
    register: true,
    book: false,
    flow: false,
    practice: false,
    people: false,
    devices: false,
    audit: false,
    waive: false,
    plan: false,
    reveal: true,
    print: true,
    export: true
  },
  coordinator: {
    register: true,
    book: true,
    flow: true,
    practice: false,
    people: false,
    devices: false,
    audit: false,
    waive: true,
    plan: true,
    reveal: true,
    print: true,
    export: true
  },
  clinical: {
    register: false,
    book: true,
    flow: true,
    practice: false,
    people: false,
    devices: false,
    audit: false,
    waive: false,
    plan: false,
    reveal: false,
    print: true,
    export: true
  },
  manager: {
    register: true,
    book: true,
    flow: true,
    practice: true,
    people: true,
    devices: true,
    audit: false,
    waive: true,
    plan: true,
    reveal: true,
    print: true,
    export: true
  },
  'privacy-officer': {
    register: false,
    book: false,
    flow: false,
    practice: false,
    people: false,
    devices: false,
    audit: true,
    waive: false,
    plan: false,
    reveal: false,
    print: true,
    export: true
  }
};

export const STAFF_ROLES = Object.keys(BEGINNING) as readonly StaffRole[]; // the record has these keys and no others
export const STAFF_VERBS = Object.keys(BEGINNING.clerk) as readonly StaffVerb[]; // the same

export type VerbsOfRoles = ReadonlyMap<StaffRole, ReadonlySet<StaffVerb>>;

/** What each role may do before anyone has changed it. */
export const BEGINNING_VERBS: VerbsOfRoles = new Map(
  STAFF_ROLES.map((role) => [role, new Set(STAFF_VERBS.filter((verb) => BEGINNING[role][verb]))])
);

/** Without these nobody could give them back: a manager always has them (ROLE-3). */
const KEPT: ReadonlySet<StaffVerb> = new Set(['people', 'devices']);

/** The verbs there were before a change said which of them it knew: `waive` was the first that came after. */
const FIRST_VERBS: readonly StaffVerb[] = [
  'register',
  'book',
  'flow',
  'practice',
  'people',
  'devices',
  'audit',
  'reveal',
  'print',
  'export'
];

/**
 * A role's verbs after a change. Verbs of a newer version are passed over; a manager keeps what only a manager can give. A verb that did not
 * exist when the role was changed is theirs if the role begins with it [ROLE-8].
 * @param decided the verbs there were then, which the change was about
 */
export function verbsAfter(
  role: StaffRole,
  asked: readonly string[],
  decided: readonly string[] = FIRST_VERBS
): ReadonlySet<StaffVerb> {
  const came = verbsSince(decided);
  return new Set(
    STAFF_VERBS.filter(
      (verb) =>
        asked.includes(verb) || (role === 'manager' && KEPT.has(verb)) || (came.includes(verb) && BEGINNING[role][verb])
    )
  );
}

/** Verbs that came after a role was changed last: nobody here has said yet whether it has them [ROLE-8]. */
export function verbsSince(decided: readonly string[] = FIRST_VERBS): readonly StaffVerb[] {
  return STAFF_VERBS.filter((verb) => !decided.includes(verb));
}
