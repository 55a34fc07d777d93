import { getContext, setContext } from 'svelte';
import { mayDo, type Act } from '#domain/practice/acts.ts';
import { sightOf, type FieldGroup, type Sight } from '#domain/practice/minimum-necessary.ts';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import { BEGINNING_VERBS } from '#domain/practice/roles.ts';
import { useStation } from './context.ts';
import { live } from './live.svelte.ts';
import type { Station } from './station.ts';
import { verbsOf } from './verbs.ts';

/** What the person at this station may do and see: the one place that screens ask [ROLE-4]. The server asks again. */
export interface Rights {
  may(verb: StaffVerb): boolean;
  /** Whether an act is offered to them. With emergency access none is: it is for reading. */
  can(act: Act): boolean;
  /** How much of a group is shown without an act of revealing. */
  sees(group: FieldGroup): Sight;
}

const KEY = Symbol('rights');
const NONE: ReadonlySet<StaffVerb> = new Set();

/** Follows what managers change for as long as the calling component lives. Until the practice is read nothing is shown in full. */
export function provideRights(station: Station): Rights {
  const rights = liveRights(station);
  setContext(KEY, rights);
  return rights;
}

/** Call it while the component is set up. */
export function useRights(): Rights {
  return getContext<Rights | undefined>(KEY) ?? liveRights(useStation());
}

function liveRights(station: Station): Rights {
  const practice = live(station, () => (rows) => rows.practice());
  const known = $derived(practice.value ? verbsOf(station.user, practice.value) : null);
  // A key that is pressed at once counts. What is offered wrongly in that moment the station and the server refuse.
  const usual = BEGINNING_VERBS.get(station.user.role) ?? NONE;
  return {
    may: (verb) => (known ?? usual).has(verb),
    can: (act) => station.glass === undefined && mayDo(known ?? usual, act),
    sees: (group) => sightOf(known ?? NONE, group)
  };
}
