import type { IncomingMessage } from 'node:http';
import {
  checkAssertion,
  checkMade,
  type BegunPasskey,
  type PasskeyChallenge,
  type PasskeyLine,
  type PasskeySignedIn,
  type WaysIn
} from '#protocol/passkeys.ts';
import type { Core } from '../core.ts';
import type { BackOff } from '../people/back-off.ts';
import { MAX_PASSKEYS, type Passkey } from '../people/passkeys.ts';
import { isBusy } from '../people/passphrase.ts';
import { storageKeyOf } from '../people/storage-keys.ts';
import type { Endpoint } from './endpoint.ts';
import { callerOf, readerFrom, type Caller } from './guard.ts';
import type { SurfaceHosts } from './hosts.ts';
import {
  addPasskeyRequest,
  beginPasskeyRequest,
  passkeyChallengeRequest,
  passkeyRequest,
  passkeySignInRequest,
  renamePasskeyRequest
} from './passkey-requests.ts';
import { addressOf, HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { parsed } from './requests.ts';
import { placeOf, shownPasskey } from './shown-passkey.ts';
import { deviceOrStranger, mustNotWait, signedIn, tellFailed } from './signed-in.ts';

export interface PasskeysApiOptions {
  readonly core: Core;
  readonly hosts: SurfaceHosts | null;
  /** Shared with signing in by passphrase. */
  readonly signIns: BackOff;
}

const purposeOfAdd = ({ session }: Caller): string => `add ${session.id}`;

/** Passkeys: signing in with one, and what a person does about their own (src/protocol/passkeys.ts). */
export function passkeyEndpoints(options: PasskeysApiOptions): readonly (readonly [string, Endpoint])[] {
  const { core, hosts } = options;
  const own =
    (act: (caller: Caller, request: IncomingMessage) => Promise<unknown>): Endpoint =>
    async (request) =>
      await act(await callerOf(core, request), request);
  const challenge: Endpoint = async (request): Promise<PasskeyChallenge> => {
    const { purpose = 'sign-in' } = parsed(passkeyChallengeRequest, await readJson(request, MAX_JSON));
    return { challenge: await core.challenges.issue(purpose), rpId: placeOf(request, hosts).rpId };
  };
  return [
    ['POST /api/passkeys/challenge', challenge],
    ['POST /api/passkeys/sign-in', (request) => signIn(options, request)],
    ['POST /api/passkeys/begin', own((caller, request) => begin(options, caller, request))],
    ['POST /api/passkeys/add', own((caller, request) => add(options, caller, request))],
    ['GET /api/passkeys', own((caller) => list(core, caller))],
    ['POST /api/passkeys/rename', own((caller, request) => rename(core, caller, request))],
    ['POST /api/passkeys/remove', own((caller, request) => remove(core, caller, request))],
    ['GET /api/device/ways-in', (request) => waysIn(core, request)]
  ];
}

async function signIn(
  { core, hosts, signIns }: PasskeysApiOptions,
  request: IncomingMessage
): Promise<PasskeySignedIn> {
  const { challenge, assertion, keys } = parsed(passkeySignInRequest, await readJson(request, MAX_JSON));
  const known = await deviceOrStranger(core, request);
  const key = `${addressOf(request)} ${assertion.credential}`;
  mustNotWait(signIns, key);
  const shown = await shownPasskey(core, { challenge, assertion }, 'sign-in', placeOf(request, hosts));
  if (shown.flaw !== null) {
    if (shown.flaw === 'copied') throw COPIED;
    signIns.failed(key);
    await tellFailed(core, known, shown.whose);
    throw WRONG;
  }
  const { person, passkey } = shown;
  signIns.succeeded(key);
  const { publicKey, algorithm } = passkey;
  const { user, name, initials, role } = person;
  return { ...(await signedIn(core, { user, name, initials, role }, known, keys)), passkey: { publicKey, algorithm } };
}

async function begin({ core, hosts, signIns }: PasskeysApiOptions, caller: Caller, request: IncomingMessage) {
  const { passphrase } = parsed(beginPasskeyRequest, await readJson(request, MAX_JSON));
  const { user, name } = caller.person;
  const key = `${addressOf(request)} ${user}`;
  mustNotWait(signIns, key);
  if (isBusy()) throw new HttpRefusal(503, 'sign-in/busy', 'Many are signing in just now. Try again in a moment.');
  if (!(await core.people.check(user, passphrase))) {
    signIns.failed(key);
    throw new HttpRefusal(401, 'passkey/passphrase', 'That is not your passphrase.');
  }
  signIns.succeeded(key);
  const copy = await storageKeyOf(core.notes, caller.device.deviceNo);
  return {
    challenge: await core.challenges.issue(purposeOfAdd(caller)),
    rpId: placeOf(request, hosts).rpId,
    userHandle: await core.challenges.handleOf(user),
    name,
    known: (await core.passkeys.of(user)).map(({ credential }) => credential),
    ...(copy ? { storageKey: copy } : {})
  } satisfies BegunPasskey;
}

async function add(
  { core, hosts }: PasskeysApiOptions,
  caller: Caller,
  request: IncomingMessage
): Promise<PasskeyLine> {
  const { challenge, name, made, assertion } = parsed(addPasskeyRequest, await readJson(request, MAX_JSON));
  const { device, person } = caller;
  const place = placeOf(request, hosts);
  const isGood = await core.challenges.isGood(challenge, purposeOfAdd(caller));
  const isMade = isGood && !('flaw' in (await checkMade(made, { challenge, ...place })));
  const shown = isMade && (await checkAssertion(assertion, made, { challenge, ...place }));
  if (!shown || 'flaw' in shown || assertion.credential !== made.credential) throw NOT_ADDED;
  if (!(await core.challenges.use(challenge))) throw NOT_ADDED;
  if ((await core.passkeys.of(person.user)).length >= MAX_PASSKEYS)
    throw new HttpRefusal(409, 'passkey/many', `Nobody has more than ${MAX_PASSKEYS} passkeys. Remove one first.`);
  const { credential, publicKey, algorithm } = made;
  const { rpId } = place;
  const { counter } = shown;
  const fresh = { credential, user: person.user, rpId, publicKey, algorithm, counter, name, device: device.deviceNo };
  if (!(await core.passkeys.add(fresh))) throw new HttpRefusal(409, 'passkey/known', 'That passkey is here already.');
  core.told.did({ action: 'passkey/added', refs: [`device:${device.deviceNo}`] }, person.user);
  return lineOf({ ...fresh, addedAt: core.now(), usedAt: null }, device.label);
}

async function list(core: Core, { person }: Caller): Promise<readonly PasskeyLine[]> {
  const [passkeys, devices] = await Promise.all([core.passkeys.of(person.user), core.devices.all()]);
  const labels = new Map(devices.map(({ deviceNo, label }) => [deviceNo, label]));
  return passkeys.map((passkey) => lineOf(passkey, labels.get(passkey.device) ?? '?'));
}

async function rename(core: Core, { person }: Caller, request: IncomingMessage): Promise<object> {
  const { credential, name } = parsed(renamePasskeyRequest, await readJson(request, MAX_JSON));
  if (!(await core.passkeys.rename(person.user, credential, name))) throw UNKNOWN;
  return {};
}

async function remove(core: Core, { person }: Caller, request: IncomingMessage): Promise<object> {
  const { credential } = parsed(passkeyRequest, await readJson(request, MAX_JSON));
  if (!(await core.passkeys.remove(person.user, credential))) throw UNKNOWN;
  core.told.did({ action: 'passkey/removed', refs: [] }, person.user);
  return {};
}

/** A device forgets the ways in of who is gone: a key that was lost must not open a desk whose cable is out [KEY-9]. */
async function waysIn(core: Core, request: IncomingMessage): Promise<WaysIn> {
  await readerFrom(core, request);
  const [people, passkeys] = await Promise.all([core.people.all(), core.passkeys.all()]);
  return {
    people: people.filter(({ disabledAt }) => disabledAt === null).map(({ user }) => user),
    passkeys: passkeys.map(({ credential }) => credential)
  };
}

function lineOf({ credential, name, addedAt, usedAt }: Passkey, device: string): PasskeyLine {
  return { credential, name, addedAt, usedAt, device };
}

/** One answer whatever is wrong: who tries keys learns nothing of which are known. */
const WRONG = new HttpRefusal(401, 'passkey/wrong', 'This passkey does not sign in here. Use your passphrase.');
const COPIED = new HttpRefusal(
  401,
  'passkey/copied',
  'This passkey may have been copied, and is not taken. Sign in with your passphrase, and remove it under My sign-in.'
);
const NOT_ADDED = new HttpRefusal(400, 'passkey/not-added', 'The passkey could not be checked. Try to add it again.');
const UNKNOWN = new HttpRefusal(404, 'passkey/unknown', 'You have no such passkey.');
