import type { IncomingMessage } from 'node:http';
import type { ArrivalsKey, ClinicInfo, DeviceCredentials, EnrolmentCode, SignedIn } from '#protocol/http.ts';
import { credentialsOf } from '../clinic/local-clinic.ts';
import { demoInfo } from '../clinic/demo-info.ts';
import type { Core } from '../core.ts';
import { WriteRefused, type Writer } from '../gate/writer.ts';
import { BackOff } from '../people/back-off.ts';
import type { Device } from '../people/devices.ts';
import { isBusy } from '../people/passphrase.ts';
import type { Person } from '../people/people.ts';
import { isSetUp, MAIN, setUp } from '../people/set-up.ts';
import { enrolmentCodeRequest, enrolRequest, parsed, setUpRequest, signInRequest } from './requests.ts';
import { bearerOf, HttpRefusal, readJson } from './reply.ts';

export const MAX_JSON = 64 * 1024;

export interface ApiOptions {
  readonly core: Core;
  readonly agent: Writer;
  readonly arrivalsKey: () => ArrivalsKey;
}

/** Answers one request with what becomes its JSON. @throws {HttpRefusal} */
export type Endpoint = (request: IncomingMessage) => Promise<unknown>;

/** The endpoints of src/protocol/http.ts, by method and path. */
export function apiEndpoints({ core, agent, arrivalsKey }: ApiOptions): ReadonlyMap<string, Endpoint> {
  const signIns = new BackOff(core.now);
  const enrolments = new BackOff(core.now);

  const clinic = async (): Promise<ClinicInfo> => {
    const practice = await core.practice();
    const sites = [...practice.sites.values()].map(({ site, name }) => ({ site, name }));
    const isReady = await isSetUp(core);
    return { isSetUp: isReady, practiceName: practice.name || null, sites, demo: await demoInfo(core) };
  };

  const setup = async (request: IncomingMessage): Promise<SignedIn> => {
    const asked = parsed(setUpRequest, await readJson(request, MAX_JSON));
    return await core.alone('set-up', async () => {
      if (await isSetUp(core))
        throw new HttpRefusal(409, 'setup/done', 'This clinic is set up already. Sign in instead.');
      try {
        return await signedIn(core, await setUp(core, agent, asked), null);
      } catch (error) {
        if (error instanceof WriteRefused) throw new HttpRefusal(400, 'setup/refused', error.message);
        throw error;
      }
    });
  };

  const signIn = async (request: IncomingMessage): Promise<SignedIn> => {
    const { name, passphrase } = parsed(signInRequest, await readJson(request, MAX_JSON));
    const known = await deviceOrStranger(core, request);
    const key = `${addressOf(request)} ${name.trim().toLowerCase()}`;
    mustNotWait(signIns, key);
    if (isBusy()) throw new HttpRefusal(503, 'sign-in/busy', 'Many are signing in just now. Try again in a moment.');
    const person = await core.people.check(name, passphrase);
    if (!person) {
      signIns.failed(key);
      throw new HttpRefusal(401, 'sign-in/wrong', 'The name or the passphrase is not right.');
    }
    signIns.succeeded(key);
    return await signedIn(core, person, known);
  };

  const enrolmentCodes = async (request: IncomingMessage): Promise<EnrolmentCode> => {
    await deviceAs(core, request, 'desk');
    const { role, site } = parsed(enrolmentCodeRequest, await readJson(request, MAX_JSON));
    if (!(await core.practice()).sites.has(site))
      throw new HttpRefusal(404, 'site/unknown', 'There is no such office.');
    return await core.codes.issue(role, site);
  };

  const enrol = async (request: IncomingMessage): Promise<DeviceCredentials> => {
    const { code, role } = parsed(enrolRequest, await readJson(request, MAX_JSON));
    const key = addressOf(request);
    const redeemed = enrolments.waitMs(key) > 0 ? null : await core.codes.redeem(code, role);
    if (!redeemed) {
      enrolments.failed(key);
      // One answer whatever is wrong: a code that was used, has ended, is another's, never was, or came too often [PPL-5].
      throw new HttpRefusal(403, 'enrol/no-code', 'This code is no longer valid. Ask for a new one.');
    }
    enrolments.succeeded(key);
    return await credentialsOf(core, await core.devices.enrol(role, redeemed.site));
  };

  const key = async (request: IncomingMessage): Promise<ArrivalsKey> => {
    await deviceAs(core, request, 'desk');
    return await Promise.resolve(arrivalsKey());
  };

  return new Map<string, Endpoint>([
    ['GET /api/clinic', clinic],
    ['POST /api/setup', setup],
    ['POST /api/sign-in', signIn],
    ['POST /api/enrolment-codes', enrolmentCodes],
    ['POST /api/enrol', enrol],
    ['GET /api/arrivals-key', key]
  ]);
}

/** The device whose token a request shows. @throws {HttpRefusal} without one, or when it was removed */
export async function deviceFrom(core: Core, request: IncomingMessage): Promise<Device> {
  const token = bearerOf(request);
  const device = token === null ? null : await core.devices.byToken(token);
  if (!device) throw new HttpRefusal(401, 'device/unknown', 'This device is not signed in.');
  if (device.revokedAt !== null)
    throw new HttpRefusal(403, 'device/removed', 'This device was removed. Ask a manager.');
  return device;
}

async function deviceAs(core: Core, request: IncomingMessage, role: Device['role']): Promise<Device> {
  const device = await deviceFrom(core, request);
  if (device.role !== role) throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
  return device;
}

/** A sign-in from a browser that is a desk already stays that desk; a token that is good for nothing is as none. */
async function deviceOrStranger(core: Core, request: IncomingMessage): Promise<Device | null> {
  const token = bearerOf(request);
  const device = token === null ? null : await core.devices.byToken(token);
  if (device && device.revokedAt !== null)
    throw new HttpRefusal(403, 'device/removed', 'This device was removed. Ask a manager.');
  return device?.role === 'desk' ? device : null;
}

async function signedIn(core: Core, person: Person, device: Device | null): Promise<SignedIn> {
  const enrolled = device ? null : await core.devices.enrol('desk', MAIN);
  await core.people.recordSignIn(device?.deviceNo ?? enrolled?.device.deviceNo ?? 0, person.user);
  return { user: person, device: enrolled && (await credentialsOf(core, enrolled)) };
}

function mustNotWait(backOff: BackOff, key: string): void {
  const waitMs = backOff.waitMs(key);
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new HttpRefusal(429, 'sign-in/wait', `Too many tries. Try again in ${seconds} s.`);
}

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}
