import type { SiteId } from '#domain/ids.ts';
import type { Result } from '#domain/result.ts';
import { useStation } from '#station/context.ts';
import { StorageFault } from '#station/station.ts';
import { useToasts } from '#ui/toasts.svelte.ts';
import { changePractice, type PracticeChange } from './change-practice.ts';
import { conflictText, wordsFor, type RuleRefusal } from './rule-words.ts';
import { wouldConflict } from './would-conflict.ts';

/** One change of the practice in a form: what it would lead to, what is in its way, and its saving. */
export function newSaving() {
  const station = useStation();
  const toasts = useToasts();
  let trouble = $state<string | null>(null);
  let busy = $state(false);
  let preview = $state<string | null>(null);

  return {
    get trouble() {
      return trouble;
    },
    set trouble(words: string | null) {
      trouble = words;
    },
    get busy() {
      return busy;
    },
    /** What would be in conflict, once somebody asked. */
    get preview() {
      return preview;
    },
    /** What was typed since is not what was looked at. */
    touched(): void {
      trouble = null;
      preview = null;
    },
    async look(change: PracticeChange): Promise<void> {
      preview = conflictText(
        await wouldConflict(station.rows, siteOf(change) ?? station.device.site, station.today(), change)
      );
    },
    /** True when it is saved. */
    save: (change: PracticeChange, say: string): Promise<boolean> => done(changePractice(station, change), say),
    /** The same of a command of its own. */
    done
  };

  async function done(command: Promise<Result<void, RuleRefusal>>, say: string): Promise<boolean> {
    busy = true;
    try {
      const outcome = await command;
      trouble = outcome.ok ? null : wordsFor(outcome.error);
      if (outcome.ok) toasts.show({ text: say });
      return outcome.ok;
    } catch (error) {
      if (!(error instanceof StorageFault)) throw error;
      trouble = error.message;
      return false;
    } finally {
      busy = false;
    }
  }
}

/** The office a change is of, where it is of one. */
function siteOf({ of }: PracticeChange): SiteId | undefined {
  return 'site' in of ? of.site : undefined;
}
