import type { Fact } from '../fact.ts';
import type { StaffRole } from '../practice/practice-facts.ts';
import type { ConflictClass } from './appointment-facts.ts';

/** How much it matters: a `must` has an owner and a clock, a `hard` one only some may let stand, a `soft` one asks for a reason, an `info` is only said. */
export type Weight = 'must' | 'hard' | 'soft' | 'info';

/** Who may book over it, before a manager says otherwise; null: nobody, it is to be resolved. */
interface ConflictRule {
  readonly weight: Weight;
  readonly mayOverride: readonly StaffRole[] | null;
}

const ANYONE: readonly StaffRole[] = ['clerk', 'assistant', 'coordinator', 'clinical', 'manager'];

/** Roles that book at all: of these a practice chooses who may let a conflict stand. */
export const BOOKING_ROLES = ANYONE;

/** Classes whose rule a practice may change: a closed office, what desks did unknowing, and what is only said, stay as they are. */
export type RuledClass = Exclude<ConflictClass, 'C4' | 'C8' | 'C12'>;
export const RULED_CLASSES: readonly RuledClass[] = ['C1', 'C2', 'C3', 'C5', 'C6', 'C7', 'C9', 'C10', 'C11'];

/** Who may let a class of conflict stand from now on; nobody where the list is empty [RULE-6]. A fact of the practice. */
export interface ConflictRuling {
  readonly conflict: RuledClass;
  readonly mayOverride: readonly StaffRole[];
}
export type ConflictFact = Fact<'conflict/ruled', ConflictRuling>;

/** What a practice has said of who may let which class stand; the later word counts. */
export type Rulings = ReadonlyMap<RuledClass, readonly StaffRole[]>;

/** Every class of conflict [ENG-9]: product/03-scheduling.md, "Conflict classes". */
export const CONFLICT_RULES: Readonly<Record<ConflictClass, ConflictRule>> = {
  /** A provider has two at once, beyond what they allow. */
  C1: { weight: 'soft', mayOverride: ANYONE },
  /** A room, a device or a person has two at once, or more than there are. */
  C2: { weight: 'hard', mayOverride: ['coordinator', 'manager'] },
  /** A patient has two at once. */
  C3: { weight: 'hard', mayOverride: ['manager'] },
  /** A patient has two on one day. */
  C4: { weight: 'info', mayOverride: ANYONE },
  /** Outside the provider's hours, or while they are away or at something else. */
  C5: { weight: 'hard', mayOverride: ['clinical', 'manager'] },
  /** A type that the template does not have there, or a time that is held. */
  C6: { weight: 'soft', mayOverride: ANYONE },
  /** More of a type than a provider's day has room for. */
  C7: { weight: 'soft', mayOverride: ANYONE },
  /** The office is closed. */
  C8: { weight: 'hard', mayOverride: null },
  /** The payer's consent is missing, or not good on that day. */
  C9: { weight: 'soft', mayOverride: ANYONE },
  /** A referral is missing. */
  C10: { weight: 'soft', mayOverride: ANYONE },
  /** Sooner after the last one than is paid for. */
  C11: { weight: 'soft', mayOverride: ANYONE },
  /** What desks did without knowing of each other. */
  C12: { weight: 'must', mayOverride: null }
};

/** The weightiest first: the order in which a card names its classes. */
export const WEIGHTIEST: readonly ConflictClass[] = [
  'C12',
  'C8',
  'C3',
  'C5',
  'C2',
  'C1',
  'C6',
  'C7',
  'C9',
  'C10',
  'C11',
  'C4'
];

/** What is wrong, in a few words, where the other side is named beside it. */
export const CONFLICT_WORDS: Readonly<Record<ConflictClass, string>> = {
  C1: 'The provider has two visits at once',
  C2: 'A room, device or person is needed twice',
  C3: 'The patient has two visits at once',
  C4: 'The patient has another visit this day',
  C5: 'The provider is not available then',
  C6: 'This time is kept for something else',
  C7: 'More of this type than the day has room for',
  C8: 'The office is closed then',
  C9: 'The authorization is missing or not good on this day',
  C10: 'The referral is missing',
  C11: 'Sooner after the last one than is paid for',
  C12: 'Two desks did not know of each other'
};

/** Who may let a class stand: what the practice says, else as the product begins; empty is nobody. */
export function mayOverride(rulings: Rulings, one: ConflictClass): readonly StaffRole[] {
  const ruled = isRuled(one) ? rulings.get(one) : undefined;
  return ruled ?? CONFLICT_RULES[one].mayOverride ?? NOBODY;
}
const NOBODY: readonly StaffRole[] = [];

export function isRuled(one: ConflictClass): one is RuledClass {
  return (RULED_CLASSES as readonly ConflictClass[]).includes(one);
}

/** Which of these classes a person may not book over, the weightiest first. */
export function beyond(rulings: Rulings, role: StaffRole, classes: readonly ConflictClass[]): readonly ConflictClass[] {
  return WEIGHTIEST.filter((one) => classes.includes(one) && !mayOverride(rulings, one).includes(role));
}

/** Who may let all of these stand; empty is nobody. */
export function mayOverrideAll(rulings: Rulings, classes: readonly ConflictClass[]): readonly StaffRole[] {
  return BOOKING_ROLES.filter((role) => beyond(rulings, role, classes).length === 0);
}
