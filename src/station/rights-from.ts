import { parseDocId } from '#domain/documents.ts';
import { isReading, mayDo } from '#domain/practice/acts.ts';
import { sightOf } from '#domain/practice/minimum-necessary.ts';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import { maySignAll } from '#domain/practice/roles.ts';
import type { Rights } from './rights.svelte.ts';

/** @param verbsOf what acts ask for, and what is seen by: not the same until the practice is read */
export function rightsFrom(
  verbsOf: () => { readonly asked: ReadonlySet<StaffVerb>; readonly seen: ReadonlySet<StaffVerb> },
  isGlass = false
): Rights {
  return {
    can: (act) => (!isGlass || isReading(act)) && mayDo(verbsOf().asked, act),
    signs: (doc, kinds) => {
      const ref = parseDocId(doc);
      return !isGlass && ref !== null && maySignAll(verbsOf().asked, kinds, ref.kind);
    },
    sees: (group) => sightOf(verbsOf().seen, group)
  };
}
