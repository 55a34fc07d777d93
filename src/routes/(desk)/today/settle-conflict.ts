import type { ConflictAnswer } from '#features/queue/conflicts.ts';
import { moveAppointment } from '#features/scheduling/move-appointment.ts';
import { wordsFor } from '#features/scheduling/refusals.ts';
import { settleAppointment } from '#features/scheduling/settle-appointment.ts';
import { takeBack } from '#features/scheduling/take-back.ts';
import type { Station } from '#station/station.ts';
import { clockText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';

/** Does what was chosen for a conflict, and says what came of it. */
export async function settleConflict(
  station: Station,
  toasts: Toasts,
  answer: Exclude<ConflictAnswer, { act: 'open' }>
): Promise<void> {
  if (answer.act === 'keep') {
    await tell(toasts, settleAppointment(station, station.today(), answer.appointment), {
      refused: wordsFor,
      done: () => 'It stays as it is.'
    });
    return;
  }
  const { appointment, to, over } = answer;
  await tell(toasts, moveAppointment(station, { date: station.today(), appointment, to, over }), {
    refused: wordsFor,
    done: () => `Moved to ${clockText(to.start)}. Tell the patient.`,
    takeBack: (done) => takeBack(station, done)
  });
}
