import { CLOSE, SIGN_IN_AGAIN } from '#protocol/codes.ts';
import { connectText, greetingText, isSigned } from '#protocol/device-keys.ts';
import type { Device, Devices } from '../people/devices.ts';
import type { ServerKey } from '../people/server-key.ts';
import type { Sessions } from '../people/sessions.ts';

/** Whether a known device may go on, with the session it shows. */
export type Admission =
  | { readonly ok: true; readonly session: string | null; readonly greeting?: string; readonly token?: string }
  | { readonly ok: false; readonly code: number; readonly reason: string };

/** What a device says in its hello that bears on who it is. */
export interface Shown {
  readonly session?: string;
  readonly proof?: string;
  readonly build: string;
}

/** The registers that know who may come in. */
export interface Doorkeepers {
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly serverKey: ServerKey;
}

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

/**
 * The same of a hello. A device that named itself instead of showing a token has been sent a nonce, and is let in when it has signed
 * that one: a signature of any other was heard by somebody before [DEV-2].
 * @param nonce null for a device that has shown its token
 */
export async function admitHello(
  { devices, sessions, serverKey }: Doorkeepers,
  device: Device,
  nonce: string | null,
  { session, proof, build }: Shown
): Promise<Admission> {
  if (nonce === null) {
    await devices.heard(device.deviceNo, build);
    return await admit(sessions, device, session ?? null);
  }
  const text = connectText(nonce, serverKey.raw, device.deviceNo, build);
  if (proof === undefined || !device.keys || !(await isSigned(text, proof, device.keys.sig))) {
    await devices.failed(device.deviceNo);
    return { ok: false, code: CLOSE.auth, reason: 'that is no proof' };
  }
  await devices.heard(device.deviceNo, build);
  const admission = await admit(sessions, device, session ?? null);
  if (!admission.ok) return admission;
  const token = await devices.renewToken(device.deviceNo);
  const greeting = await serverKey.sign(greetingText(nonce, proof));
  return { ...admission, greeting, ...(token !== null && { token }) };
}

/** Which of these sessions are over; of the others it is noted that they are alive. */
export async function overSessions(sessions: Sessions, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const live = await sessions.stillLive([...ids]);
  return new Set([...ids].filter((id) => !live.has(id)));
}
