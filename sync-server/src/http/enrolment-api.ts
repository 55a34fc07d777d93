import type { IncomingMessage } from 'node:http';
import { isOfficeOn } from '#domain/practice/offices.ts';
import { localDateOf } from '#domain/time.ts';
import type { EnrolmentCode, WaitingDevice } from '#domain/practice/device-lines.ts';
import type { BegunEnrol, DeviceCredentials, RevealedEnrol, TakenEnrol } from '#protocol/http.ts';
import { credentialsOf } from '../clinic/local-clinic.ts';
import type { Core } from '../core.ts';
import { BackOff } from '../people/back-off.ts';
import { checkCode } from '../people/enrolments.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith } from './guard.ts';
import { addressOf, HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import {
  beginEnrolRequest,
  enrolmentCodeRequest,
  enrolmentRequest,
  enrolRequest,
  parsed,
  revealEnrolRequest,
  takeEnrolRequest
} from './requests.ts';

/** How a screen becomes a device of the clinic (SECURITY §3, S2): the endpoints of src/protocol/http.ts about codes and enrolments. */
export function enrolmentEndpoints(core: Core): readonly (readonly [string, Endpoint])[] {
  const tries = new BackOff(core.now);
  return [
    ['POST /api/enrolment-codes', (request) => issue(core, request)],
    ['POST /api/enrol/begin', (request) => begin(core, tries, request)],
    ['POST /api/enrol/reveal', (request) => reveal(core, request)],
    ['POST /api/enrol/take', (request) => take(core, request)],
    ['GET /api/enrolments', (request) => shown(core, request)],
    ['POST /api/enrolments/confirm', (request) => settle(core, request, 'confirm')],
    ['POST /api/enrolments/refuse', (request) => settle(core, request, 'refuse')],
    ['POST /api/enrol', (request) => enrolStanding(core, tries, request)]
  ];
}

async function issue(core: Core, request: IncomingMessage): Promise<EnrolmentCode> {
  const { person } = await callerWith(core, request, 'devices');
  const { role, site } = parsed(enrolmentCodeRequest, await readJson(request, MAX_JSON));
  const practice = await core.practice();
  const office = practice.sites.get(site);
  if (!office || !isOfficeOn(practice, site, localDateOf(core.now(), office.zone)))
    throw new HttpRefusal(404, 'site/unknown', 'There is no such office.');
  return await core.enrolments.issue(role, site, person.user);
}

async function begin(core: Core, tries: BackOff, request: IncomingMessage): Promise<BegunEnrol> {
  const { code, role, commitment } = parsed(beginEnrolRequest, await readJson(request, MAX_JSON));
  const key = addressOf(request);
  const enrolment = tries.waitMs(key) > 0 ? null : await core.enrolments.begin(code, role, commitment);
  if (!enrolment) {
    tries.failed(key);
    throw noCode();
  }
  tries.succeeded(key);
  const { id, site, serverNonce } = enrolment;
  return { id, site, serverKey: core.serverKey.raw, serverNonce };
}

async function reveal(core: Core, request: IncomingMessage): Promise<RevealedEnrol> {
  const { id, keys, deviceNonce } = parsed(revealEnrolRequest, await readJson(request, MAX_JSON));
  const claim = await core.enrolments.reveal(id, keys, deviceNonce);
  if (claim === null) throw noCode();
  return { claim };
}

async function take(core: Core, request: IncomingMessage): Promise<TakenEnrol> {
  const { claim } = parsed(takeEnrolRequest, await readJson(request, MAX_JSON));
  const enrolment = await core.enrolments.byClaim(claim);
  if (!enrolment) throw noCode();
  const { id, role, site, state, keys, byUser } = enrolment;
  if (state === 'confirmed' && (await core.enrolments.take(id))) {
    const enrolled = await core.devices.enrol(role, site, undefined, {
      staffed: role === 'desk',
      keys: keys ?? undefined
    });
    core.told.did({ action: 'device/enrolled', refs: [`device:${enrolled.device.deviceNo}`], reason: role }, byUser);
    return { state: 'enrolled', device: await credentialsOf(core, enrolled) };
  }
  const isOver = state === 'refused' || state === 'taken' || enrolment.expiresAt <= core.now();
  return { state: isOver ? 'refused' : 'waiting', device: null };
}

async function shown(core: Core, request: IncomingMessage): Promise<readonly WaitingDevice[]> {
  await callerWith(core, request, 'devices');
  return await Promise.all(
    (await core.enrolments.shown()).map(async (enrolment) => {
      const { id, role, site, expiresAt } = enrolment;
      return { id, role, site, expiresAt, checkCode: await checkCode(enrolment, core.serverKey.raw) };
    })
  );
}

async function settle(core: Core, request: IncomingMessage, word: 'confirm' | 'refuse'): Promise<object> {
  const { person } = await callerWith(core, request, 'devices');
  const { id } = parsed(enrolmentRequest, await readJson(request, MAX_JSON));
  if (!(await core.enrolments[word](id)))
    throw new HttpRefusal(409, 'enrolment/over', 'That device waits no more. Make another code.');
  if (word === 'refuse') core.told.did({ action: 'device/refused', refs: [], verdict: 'denied' }, person.user);
  return {};
}

/** A demonstration clinic gives its codes to everyone: nobody confirms. */
async function enrolStanding(core: Core, tries: BackOff, request: IncomingMessage): Promise<DeviceCredentials> {
  const { code, role } = parsed(enrolRequest, await readJson(request, MAX_JSON));
  const key = addressOf(request);
  const redeemed = tries.waitMs(key) > 0 ? null : await core.codes.redeem(code, role);
  if (!redeemed) {
    tries.failed(key);
    throw noCode();
  }
  tries.succeeded(key);
  const enrolled = await core.devices.enrol(role, redeemed.site);
  core.told.did({ action: 'device/enrolled', refs: [`device:${enrolled.device.deviceNo}`], reason: role });
  return await credentialsOf(core, enrolled);
}

/** One answer whatever is wrong: a code that was used, has ended, is another's, never was, or came too often [PPL-5]. */
function noCode(): HttpRefusal {
  return new HttpRefusal(403, 'enrol/no-code', 'This code is no longer valid. Ask for a new one.');
}
