import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { DelayAnswer } from '#domain/scheduling/appointment-facts.ts';
import type { Minutes } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc } from './visit-today.ts';

export type TellDelayRefusal = { readonly code: 'delay/no-such-appointment' };

/** Notes that a patient was told of a provider's delay and what they want, or that they could not be reached [QUE-24]. */
export async function tellDelay(
  station: Station,
  appointment: AppointmentId,
  { minutes, answer }: { readonly minutes: Minutes; readonly answer: DelayAnswer }
): Promise<Result<Done, TellDelayRefusal>> {
  const known = await station.rows.appointment(station.device.site, station.today(), appointment);
  if (known?.status !== 'booked') return err({ code: 'delay/no-such-appointment' });

  const doc = todayDoc(station);
  const of = { appointment, minutes, answer };
  const written = await station.record('queue/tell-delay', doc, [{ kind: 'appointment/delay-told', of }]);
  return ok(doneBy('queue/tell-delay', doc, written));
}
