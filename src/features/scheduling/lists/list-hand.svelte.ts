import type { Act } from '#domain/practice/acts.ts';
import type { Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Rights } from '#station/rights.svelte.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { listWordsFor, type ListRefusal } from './refusals.ts';
import { takeBackListed } from './take-back-listed.ts';

/** Runs the commands of a list one at a time and says what came of each. */
export interface ListHand {
  readonly busy: boolean;
  /** Whether an act of the list is offered to whoever is here [ROLE-5]. */
  can(act: Act): boolean;
  /** True when it was done. What was done can be taken back for ten seconds. */
  run(command: () => Promise<Result<Done, ListRefusal>>, said: string): Promise<boolean>;
}

export function createListHand(station: Station, toasts: Toasts, rights: Pick<Rights, 'can'>): ListHand {
  let busy = $state(false);

  async function undo(done: Done): Promise<void> {
    await tell(toasts, takeBackListed(station, done), { done: () => null, refused: listWordsFor });
  }

  return {
    get busy() {
      return busy;
    },
    can: (act) => rights.can(act),
    async run(command, said) {
      if (busy) return false;
      busy = true;
      const done = await tell(toasts, command(), { done: () => said, undo, refused: listWordsFor });
      busy = false;
      return done !== undefined;
    }
  };
}
