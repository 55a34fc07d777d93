import { err, ok, type Result } from '#domain/result.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { cleanText } from '#domain/text.ts';

/** Characters. */
export const LONGEST_NOTE = 500;

export type NoteRefusal = { readonly code: 'note/too-long' } | { readonly code: 'note/card-number' };

/** A note as it is kept; empty when there is none [TEXT-1] [TEXT-2] [TEXT-3]. */
export function checkNote(typed: string): Result<string, NoteRefusal> {
  const note = cleanText(typed);
  if (note.length > LONGEST_NOTE) return err({ code: 'note/too-long' });
  return hasCardNumber(note) ? err({ code: 'note/card-number' }) : ok(note);
}
