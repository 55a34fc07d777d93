import type { NewFact } from '#domain/fact.ts';
import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, visitToday, type VisitRefusal } from './visit-today.ts';

/** The steps in a room that a desk may take for those who are in it. */
export type RoomStep = 'in-room' | 'ready' | 'with-provider' | 'done';

export type MoveOnRefusal = VisitRefusal | { readonly code: 'visit/no-room' };

const COMMANDS: Readonly<Record<RoomStep, string>> = {
  'in-room': 'queue/room-patient',
  ready: 'queue/mark-ready',
  'with-provider': 'queue/mark-with-provider',
  done: 'queue/mark-done'
};

/** Takes a visit one step on: in the room, ready for the provider, with the provider, done [QUE-8]. */
export async function moveOn(station: Station, id: VisitId, step: RoomStep): Promise<Result<Done, MoveOnRefusal>> {
  const visit = await visitToday(station, id, step === 'in-room' ? 'visit/roomed' : `visit/${step}`);
  if (!visit.ok) return visit;
  const fact = factOf(visit.value, step);
  if (!fact) return err({ code: 'visit/no-room' });

  const doc = todayDoc(station);
  return ok(doneBy(COMMANDS[step], doc, await station.record(COMMANDS[step], doc, [fact]), id));
}

function factOf({ visit, room }: Visit, step: RoomStep): NewFact | null {
  if (step !== 'in-room') return { kind: `visit/${step}`, of: { visit } };
  return room === null ? null : { kind: 'visit/roomed', of: { visit, room } };
}
