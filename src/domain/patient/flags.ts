import { standing, type Fact, type Recorded } from '../fact.ts';
import type { PatientId } from '../ids.ts';
import type { Details } from './details.ts';

/**
 * What whoever calls, rooms or greets a patient has to know. `do-not-announce`: never called aloud and on no board; somebody fetches them. `clinical-risk`: a visit that is lost would
 * be dangerous, so it is never given up for not being confirmed.
 */
export type PatientFlag = 'do-not-announce' | 'interpreter' | 'mobility' | 'escort' | 'clinical-risk';

/** What each is called, in the order it is shown. */
export const FLAG_WORDS: Readonly<Record<PatientFlag, string>> = {
  'do-not-announce': 'Do not announce',
  interpreter: 'Interpreter',
  mobility: 'Mobility',
  escort: 'Escort',
  'clinical-risk': 'Clinical risk'
};

export const FLAGS = Object.keys(FLAG_WORDS) as readonly PatientFlag[]; // the record has these keys and no others

/** A fact of a `patient/<id>` document: it holds, or no longer holds, until somebody says otherwise. */
export type FlagFact = Fact<
  'patient/flagged',
  { readonly patient: PatientId; readonly flag: PatientFlag; readonly on: boolean }
>;

/** The flags that hold, by the last word of each [FLAG-1]. One of a newer version is nobody's here. */
export function flagsOf(facts: Iterable<Recorded>): readonly PatientFlag[] {
  const on = new Map<PatientFlag, boolean>();
  for (const { fact } of standing(facts)) {
    const { kind, of } = fact as FlagFact; // other kinds are passed over
    if (kind === 'patient/flagged') on.set(of.flag, of.on);
  }
  return FLAGS.filter((flag) => on.get(flag));
}

/** What of a person these flags are read from. */
type Flagged = { readonly flags?: readonly PatientFlag[] } & Pick<Details, 'communication'>;

/** Whether an interpreter is called for at every visit: somebody flagged it, or it was said with the language, at registration or on a form [FLAG-5]. */
export function needsInterpreter({ flags = [], communication }: Flagged): boolean {
  return flags.includes('interpreter') || communication?.interpreter === true;
}

/** Those of a patient and of one visit together: either is enough. */
export function flagsTogether(
  patient: Flagged | undefined,
  visit: { readonly flags?: readonly PatientFlag[] } | undefined
): readonly PatientFlag[] {
  const own = (flag: PatientFlag): boolean =>
    (patient?.flags ?? []).includes(flag) ||
    (flag === 'interpreter' && patient !== undefined && needsInterpreter(patient));
  return FLAGS.filter((flag) => own(flag) || (visit?.flags ?? []).includes(flag));
}
