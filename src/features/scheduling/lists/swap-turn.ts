import { practiceDoc } from '#domain/documents.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { stretchesOf } from '#domain/scheduling/blocks.ts';
import { shiftsBetween } from '#domain/scheduling/on-call.ts';
import type { BlockId, Resource } from '#domain/scheduling/plan-facts.ts';
import { isWaiting, type HandoffNote } from '#domain/scheduling/swap.ts';
import type { LocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from '../note.ts';

export type SwapRefusal =
  | { readonly code: 'swap/not-a-person' }
  | { readonly code: 'swap/has-it' }
  | { readonly code: 'swap/over' }
  | { readonly code: 'swap/unknown' }
  | { readonly code: 'swap/no-turn' };

/** Turns are asked for so far ahead. */
const AHEAD_MS = 366 * 86_400_000;

/** Asks that somebody else takes a turn of being on call over [CALL-4]. It stays with whoever has it until both have agreed. */
export async function askSwap(
  station: Station,
  asked: { readonly swap: string; readonly block: BlockId; readonly date: LocalDate; readonly to: Resource }
): Promise<Result<Done, SwapRefusal>> {
  const practice = await station.rows.practice();
  if (!isPerson(practice, asked.to)) return err({ code: 'swap/not-a-person' });
  const now = station.now();
  const shifts = shiftsBetween(practice.plan, now, now + AHEAD_MS, station.zone);
  const turn = shifts.find(({ block, date }) => block.block === asked.block && date === asked.date);
  if (!turn || turn.from <= now) return err({ code: 'swap/over' });
  if (turn.first.kind === asked.to.kind && turn.first.id === asked.to.id) return err({ code: 'swap/has-it' });
  const facts = [{ kind: 'on-call/swap-asked', of: { ...asked, from: turn.first } }];
  return ok(doneBy('on-call/ask-swap', practiceDoc, await station.record('on-call/ask-swap', practiceDoc, facts)));
}

/** Writes down what the next should know of a turn, or with nothing typed takes it back [CALL-6]. Everybody here reads it. */
export async function handOff(
  station: Station,
  { block, date, note: typed }: HandoffNote
): Promise<Result<Done, SwapRefusal | NoteRefusal>> {
  const note = checkNote(typed.replaceAll(/\s+/g, ' '));
  if (!note.ok) return note;
  const practice = await station.rows.practice();
  const turn = practice.plan.blocks.get(block);
  const isTurn = turn?.kind === 'on-call' && stretchesOf(turn, date, date).some(({ instance }) => instance === date);
  if (!isTurn) return err({ code: 'swap/no-turn' });
  const facts = [{ kind: 'on-call/handed-off', of: { block, date, note: note.value } }];
  return ok(doneBy('on-call/hand-off', practiceDoc, await station.record('on-call/hand-off', practiceDoc, facts)));
}

/** Writes down what one of the two says. A later word of theirs counts instead. */
export async function answerSwap(
  station: Station,
  answer: { readonly swap: string; readonly side: 'gives' | 'takes'; readonly agrees: boolean }
): Promise<Result<Done, SwapRefusal>> {
  const swap = (await station.rows.practice()).plan.swaps.get(answer.swap);
  if (!swap || !isWaiting(swap)) return err({ code: 'swap/unknown' });
  const facts = [{ kind: 'on-call/swap-answered', of: answer }];
  return ok(
    doneBy('on-call/answer-swap', practiceDoc, await station.record('on-call/answer-swap', practiceDoc, facts))
  );
}

function isPerson({ practitioners, staff }: Practice, { kind, id }: Resource): boolean {
  if (kind === 'practitioner') return practitioners.get(id)?.retired === false;
  return kind === 'staff' && staff.has(id);
}
