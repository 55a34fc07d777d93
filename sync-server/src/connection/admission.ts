import { CLOSE, SIGN_IN_AGAIN } from '#protocol/codes.ts';
import type { Device } from '../people/devices.ts';
import type { Sessions } from '../people/sessions.ts';

/** Whether a known device may go on, with the session it shows. */
export type Admission =
  | { readonly ok: true; readonly session: string | null }
  | { readonly ok: false; readonly code: number; readonly reason: string };

/**
 * A desk that people sign in at is let in with a live session alone; any other device in its own name, or with one [CON-20].
 * @param token the session's, or null where none was shown
 */
export async function admit(sessions: Sessions, device: Device, token: string | null): Promise<Admission> {
  const session = token === null ? null : await sessions.byToken(token, device.deviceNo);
  if (session) {
    await sessions.stillLive([session.id]);
    return { ok: true, session: session.id };
  }
  // Somebody who shows a session that is over is told so, at whatever device: what they would write could not be taken.
  if (token !== null || device.staffed === true) return { ok: false, code: CLOSE.auth, reason: SIGN_IN_AGAIN };
  return { ok: true, session: null };
}

/** Which of these sessions are over; of the others it is noted that they are alive. */
export async function overSessions(sessions: Sessions, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const live = await sessions.stillLive([...ids]);
  return new Set([...ids].filter((id) => !live.has(id)));
}
