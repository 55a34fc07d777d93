import { callPatient } from '#features/queue/call-patient.ts';
import { DELAY_WORDS } from '#features/queue/delay-words.ts';
import { joinVisits } from '#features/queue/join-visits.ts';
import { markLeft } from '#features/queue/mark-left.ts';
import type { Prompt, PromptAct } from '#features/queue/prompts.ts';
import { queueWordsFor } from '#features/queue/refusals.ts';
import { spokeTo } from '#features/queue/spoke-to.ts';
import { tellApart } from '#features/queue/tell-apart.ts';
import { tellDelay } from '#features/queue/tell-delay.ts';
import type { DelayAnswer } from '#domain/scheduling/appointment-facts.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { runRoom } from './run-room.ts';
import { undone } from './run-undo.ts';

/** Answers a prompt: the command that its button stands for, with an undo. Says whether somebody was told of a delay. */
export async function runPrompt(station: Station, toasts: Toasts, prompt: Prompt, act: PromptAct): Promise<boolean> {
  if (prompt.kind === 'turnover') {
    await runRoom(station, toasts, prompt.room, { act: act === 'cleaning' ? 'clean' : 'free' });
    return false;
  }
  if (prompt.kind === 'delay') {
    return await runDelay(station, toasts, prompt, act);
  }
  if (prompt.kind === 'two-visits') {
    await runTwoVisits(station, toasts, prompt, act);
    return false;
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
  return false;
}

async function runTwoVisits(
  station: Station,
  toasts: Toasts,
  { row, two }: Extract<Prompt, { kind: 'two-visits' }>,
  act: PromptAct
): Promise<void> {
  const isApart = act === 'two-people' || act === 'both-stand';
  const command = isApart ? tellApart(station, two, act) : joinVisits(station, two);
  await tell(toasts, command, {
    refused: queueWordsFor,
    undo: (done) => undone(station, toasts, done),
    done: () =>
      isApart
        ? `${nameText(row)}: both visits stay.`
        : `${nameText(row)} is one visit now: ticket ${two.stays?.ticket ?? two.goes.ticket}.`
  });
}

/** @param act one of the answers of who was told, or that nobody could tell them */
async function runDelay(
  station: Station,
  toasts: Toasts,
  { row, minutes }: Extract<Prompt, { kind: 'delay' }>,
  act: PromptAct
): Promise<boolean> {
  if (row.appointment === null || !isDelayAnswer(act)) return false;
  const done = await tell(toasts, tellDelay(station, row.appointment, { minutes, answer: act }), {
    refused: queueWordsFor,
    undo: (done) => undone(station, toasts, done),
    done: () => `${nameText(row)}: ${DELAY_WORDS[act]}.`
  });
  return done !== undefined;
}

function isDelayAnswer(act: PromptAct): act is DelayAnswer {
  return Object.hasOwn(DELAY_WORDS, act);
}
