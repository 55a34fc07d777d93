import type { IncomingMessage } from 'node:http';
import type { AuditRef } from '#domain/audit/audit-facts.ts';
import type { PublicKeys } from '#protocol/device-keys.ts';
import type { SessionKey, SignedIn } from '#protocol/http.ts';
import { recoveryKeyFor } from '../backup/recovery-note.ts';
import { demoInfo } from '../clinic/demo-info.ts';
import { credentialsOf } from '../clinic/local-clinic.ts';
import type { Core } from '../core.ts';
import type { BackOff } from '../people/back-off.ts';
import type { Device } from '../people/devices.ts';
import type { Person } from '../people/people.ts';
import { IDLE_MS } from '../people/sessions.ts';
import { MAIN } from '../people/set-up.ts';
import { storageKeyOf } from '../people/storage-keys.ts';
import { removed } from './guard.ts';
import { bearerOf, HttpRefusal } from './reply.ts';

/** A sign-in from a browser that is a desk already stays that desk; a token that is good for nothing is as none. */
export async function deviceOrStranger(core: Core, request: IncomingMessage): Promise<Device | null> {
  const token = bearerOf(request);
  const device = token === null ? null : await core.devices.byToken(token);
  if (device && device.revokedAt !== null) throw removed(device);
  return device?.role === 'desk' ? device : null;
}

/**
 * A session for a person on a device. A browser that is no device yet becomes a desk [PPL-2]: of a manager, who may add devices; in
 * a demonstration, of anyone.
 */
export async function signedIn(
  core: Core,
  person: Person,
  device: Device | null,
  keys?: PublicKeys
): Promise<SignedIn> {
  if (!device && !(await mayAddDesk(core, person)))
    throw new HttpRefusal(
      403,
      'sign-in/no-device',
      'This browser is not a desk of the practice yet. Ask a manager to sign in here first, or to add it under Devices.'
    );
  const enrolled = device ? null : await core.devices.enrol('desk', MAIN, undefined, { staffed: true, keys });
  const no = device?.deviceNo ?? enrolled?.device.deviceNo ?? 0;
  if (enrolled) core.told.did({ action: 'device/enrolled', refs: [`device:${no}`], reason: 'desk' }, person.user);
  await core.people.recordSignIn(no, person.user);
  const { session, token } = await core.sessions.start(no, person.user);
  await core.tellPeopleChanged();
  const key: SessionKey = { token, endsAt: session.endsAt, idleMs: IDLE_MS };
  const copy = device && (await storageKeyOf(core.notes, device.deviceNo));
  return {
    user: person,
    device: enrolled && (await credentialsOf(core, enrolled)),
    session: key,
    ...(copy ? { storageKey: copy } : {}),
    ...(await recoveryKeyFor(core.notes))
  };
}

async function mayAddDesk(core: Core, { role }: Person): Promise<boolean> {
  return (await core.roles.verbsOf(role)).has('devices') || (await demoInfo(core)) !== null;
}

/** @throws {HttpRefusal} with how long */
export function mustNotWait(backOff: BackOff, key: string): void {
  const waitMs = backOff.waitMs(key);
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new HttpRefusal(429, 'sign-in/wait', `Too many tries. Try again in ${seconds} s.`);
}

/**
 * Writes down that somebody could not sign in: at which device, and as whom where that is somebody who is here. Never what was
 * typed [AUD-13]. @param name as typed, or an id
 */
export async function tellFailed({ people, told }: Core, device: Device | null, name: string): Promise<void> {
  const person = await people.called(name);
  const refs: AuditRef[] = device ? [`device:${device.deviceNo}`] : [];
  if (person) refs.push(`user:${person.user}`);
  told.did({ action: 'sign-in/failed', refs, verdict: 'denied' });
}
