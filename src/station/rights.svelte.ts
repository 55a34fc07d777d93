import { getContext, setContext } from 'svelte';
import type { DocId } from '#domain/documents.ts';
import type { Act } from '#domain/practice/acts.ts';
import type { FieldGroup, Sight } from '#domain/practice/minimum-necessary.ts';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import { BEGINNING_VERBS } from '#domain/practice/role-verbs.ts';
import { useStation } from './context.ts';
import { live } from './live.svelte.ts';
import { rightsFrom } from './rights-from.ts';
import type { Station } from './station.ts';
import { verbsOf } from './verbs.ts';

/** What the person at this station may do and see: the one place that screens ask [ROLE-4]. The server asks again. */
export interface Rights {
  /** Whether an act is offered to them. With emergency access none is but those that only read. */
  can(act: Act): boolean;
  /** Whether they may write these facts as theirs: what the server refused of somebody is another's to write again [SHELL-10]. */
  signs(doc: DocId, kinds: readonly string[]): boolean;
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
  return rightsFrom(() => ({ asked: known ?? usual, seen: known ?? NONE }), station.glass !== undefined);
}
