import type { FillingInHand } from './filling.svelte.ts';
import type { RunnerSay } from './runner-words.ts';

/** What stopped whoever fills a form in, in their language; what only staff can mend sends them to the desk. */
export function problemSays(trouble: NonNullable<FillingInHand['trouble']>, say: RunnerSay): string {
  switch (trouble) {
    case 'forms/no-name':
      return say('needed_name');
    case 'forms/no-signature':
      return say('needed_signature');
    case 'forms/no-intent':
      return say('needed_intent');
    case 'forms/not-this-signer':
      return say('needed_signer');
    case 'forms/reason':
      return say('needed_reason');
    case 'forms/card-number':
      return say('cards');
    default:
      return say('trouble');
  }
}
