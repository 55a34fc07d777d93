import type { IncomingMessage } from 'node:http';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import { removalWords } from '#protocol/codes.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import type { Core } from '../core.ts';
import type { Device } from '../people/devices.ts';
import { removalReason } from '../people/removal.ts';
import type { KnownPerson } from '../people/people.ts';
import type { Session } from '../people/sessions.ts';
import { bearerOf, HttpRefusal } from './reply.ts';

/** Who asks: a person, on a device. */
export interface Caller {
  readonly device: Device;
  readonly session: Session;
  readonly person: KnownPerson;
}

/** The device whose token a request shows, whoever is at it. @throws {HttpRefusal} without one, or when it was removed */
export async function deviceOf(core: Core, request: IncomingMessage): Promise<Device> {
  const token = bearerOf(request);
  const device = token === null ? null : await core.devices.byToken(token);
  if (!device) throw new HttpRefusal(401, 'device/unknown', 'This device is not signed in.');
  if (device.revokedAt !== null) throw removed(device);
  return device;
}

/**
 * A device that was removed and still knows its token, until it has wiped itself: it hands over what it had not sent [DEV-6] [BLOB-12], and says
 * goodbye. @throws {HttpRefusal}
 */
export async function leaverOf(core: Core, request: IncomingMessage): Promise<Device> {
  const token = bearerOf(request);
  const device = token === null ? null : await core.devices.byToken(token);
  if (!device || device.revokedAt === null || device.wipedAt !== undefined)
    throw new HttpRefusal(401, 'device/unknown', 'This device is not signed in.');
  return device;
}

/**
 * The same, of a device that may read: at a desk that people sign in at, somebody has [SES-3]. A session that is shown and over is no
 * better than none. @throws {HttpRefusal}
 */
export async function readerFrom(core: Core, request: IncomingMessage): Promise<Device> {
  const device = await deviceOf(core, request);
  const isAsked = device.staffed === true || request.headers[SESSION_HEADER] !== undefined;
  if (isAsked && !(await sessionOf(core, request, device))) throw signInAgain();
  return device;
}

/** Whoever asks, whatever their role. @throws {HttpRefusal} when nobody is signed in */
export async function callerOf(core: Core, request: IncomingMessage): Promise<Caller> {
  const device = await deviceOf(core, request);
  const session = await sessionOf(core, request, device);
  const person = session && (await core.people.find(session.user));
  if (!session || !person || person.disabledAt !== null) throw signInAgain();
  return { device, session, person };
}

/** The same, with verbs their role must have. @throws {HttpRefusal} */
export async function callerWith(
  core: Core,
  request: IncomingMessage,
  ...verbs: readonly StaffVerb[]
): Promise<Caller> {
  const { device, session, person } = await callerOf(core, request);
  const theirs = await core.roles.verbsOf(person.role);
  const lacking = verbs.find((verb) => !theirs.has(verb));
  if (lacking !== undefined)
    throw new HttpRefusal(
      403,
      'person/not-allowed',
      NOT_ALLOWED[lacking] ?? 'Your role does not allow that. Ask a manager.'
    );
  return { device, session, person };
}

/** The live session that a request shows; null without one. */
export async function sessionOf(core: Core, request: IncomingMessage, device: Device): Promise<Session | null> {
  const shown = request.headers[SESSION_HEADER];
  return typeof shown === 'string' && shown.length <= 128 ? await core.sessions.byToken(shown, device.deviceNo) : null;
}

export function removed(device: Device): HttpRefusal {
  return new HttpRefusal(403, 'device/removed', removalWords(removalReason(device)));
}

const NOT_ALLOWED: Partial<Record<StaffVerb, string>> = {
  people: 'Only a manager may look after people. Ask one.',
  devices: 'Only a manager may add or remove devices. Ask one.'
};

function signInAgain(): HttpRefusal {
  return new HttpRefusal(401, 'session/over', 'Please sign in again.');
}
