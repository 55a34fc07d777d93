import { dayDoc } from '#domain/documents.ts';
import type { RoomId, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { mayFollow, type VisitState } from '#domain/visit/visit.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

/** The steps a room tablet may say, in their order. */
export const ROOM_STEPS = ['in-room', 'ready', 'with-provider', 'done'] as const;
export type RoomStep = (typeof ROOM_STEPS)[number];

export type MoveOnRefusal =
  | { readonly code: 'room/no-such-visit' }
  /** Meanwhile a desk called the patient to another room. */
  | { readonly code: 'room/called-elsewhere' }
  /** A desk, or another tap, was first. */
  | { readonly code: 'room/not-now'; readonly state: VisitState };

/** Says the next step of the visit in this room [ROOM-3]. Works without the server. */
export async function moveOn(
  station: Station,
  room: RoomId,
  id: VisitId,
  step: RoomStep
): Promise<Result<Done, MoveOnRefusal>> {
  const doc = dayDoc(station.device.site, station.today());
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'room/no-such-visit' });
  if (visit.room !== room) return err({ code: 'room/called-elsewhere' });
  if (!mayFollow(visit.state, KINDS[step])) return err({ code: 'room/not-now', state: visit.state });

  const fact =
    step === 'in-room' ? { kind: KINDS[step], of: { visit: id, room } } : { kind: KINDS[step], of: { visit: id } };
  return ok(doneBy('room/move-on', doc, await station.record('room/move-on', doc, [fact]), id));
}

const KINDS = {
  'in-room': 'visit/roomed',
  ready: 'visit/ready',
  'with-provider': 'visit/with-provider',
  done: 'visit/done'
} as const satisfies Record<RoomStep, string>;

/** The step that usually comes next: the one large button [ROOM-3]. Null when only the room is left to free. */
export function nextStep(state: VisitState): RoomStep | null {
  switch (state) {
    case 'called':
      return 'in-room';
    case 'in-room':
      return 'ready';
    case 'ready':
      return 'with-provider';
    case 'with-provider':
      return 'done';
    default:
      return null;
  }
}

/** Whether the step may be said now; the others are shown and cannot be pressed. */
export function mayStep(state: VisitState, step: RoomStep): boolean {
  return mayFollow(state, KINDS[step]);
}
