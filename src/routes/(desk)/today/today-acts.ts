/**
 * All that Today can do, as the one part that is loaded once the day is on screen. Not a barrel: nothing else imports it, and it
 * is what makes one file of it in the build.
 */
export { accept, arrive, refuse, walkInFrom } from './run-proposal.ts';
export { checkInNow, verify, waive } from './run-check-in.ts';
export { runKnown } from './run-known.ts';
export { runNeed } from './run-need.ts';
export { runPrompt } from './run-prompt.ts';
export { runRoom } from './run-room.ts';
export { runStep } from './run-step.ts';
export { settleConflict } from './settle-conflict.ts';
