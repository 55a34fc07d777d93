import type { AppointmentRef } from '#domain/casework/case-facts.ts';
import { dayDoc } from '#domain/documents.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { MOST_NAMED } from '#domain/scheduling/calls.ts';
import type { Station } from '#station/station.ts';

export type AskRefusal =
  | { readonly code: 'calls/nobody' }
  /** Only the server can tell desks apart. */
  | { readonly code: 'calls/offline' };

/** Asks the server for patients to call, in the order of the list [DEAL-1]: for some time no other desk calls them, with the server or without. */
export async function askCalls(station: Station, calls: readonly AppointmentRef[]): Promise<Result<void, AskRefusal>> {
  if (calls.length === 0) return err({ code: 'calls/nobody' });
  if (!station.online()) return err({ code: 'calls/offline' });
  const of = { calls: calls.slice(0, MOST_NAMED).map(({ date, appointment }) => ({ date, appointment })) };
  await station.record('lists/ask-calls', dayDoc(station.device.site, station.today()), [{ kind: 'calls/asked', of }]);
  return ok();
}
