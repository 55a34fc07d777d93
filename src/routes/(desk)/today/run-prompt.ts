import { callPatient } from '#features/queue/call-patient.ts';
import { markLeft } from '#features/queue/mark-left.ts';
import type { Prompt, PromptAct } from '#features/queue/prompts.ts';
import { queueWordsFor } from '#features/queue/refusals.ts';
import { spokeTo } from '#features/queue/spoke-to.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { runRoom } from './run-room.ts';
import { undone } from './run-step.ts';

/** Answers a prompt: the command that its button stands for, with an undo. */
export async function runPrompt(station: Station, toasts: Toasts, prompt: Prompt, act: PromptAct): Promise<void> {
  if (prompt.kind === 'turnover') {
    await runRoom(station, toasts, prompt.room, { act: act === 'cleaning' ? 'clean' : 'free' });
    return;
  }
  const { row, why } = prompt;
  const name = nameText(row);
  const say = { refused: queueWordsFor, undo: (done: Done) => undone(station, toasts, done) };
  if (act === 'call-again' && row.room !== null) {
    await tell(toasts, callPatient(station, row.visit, row.room), {
      ...say,
      done: () => `${name} is called to ${row.roomName} again.`
    });
  } else if (act === 'left-unseen') {
    const because = why.code === 'no-answer' ? 'no-answer' : 'waited-too-long';
    await tell(toasts, markLeft(station, row.visit, 'without-being-seen', because), {
      ...say,
      done: () => `${name} has left without being seen.`
    });
  } else {
    await tell(toasts, spokeTo(station, row.visit), { ...say, done: () => `Somebody has spoken to ${name}.` });
  }
}
