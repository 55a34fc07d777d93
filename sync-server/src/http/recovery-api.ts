import type { IncomingMessage } from 'node:http';
import type { AuditRef } from '#domain/audit/audit-facts.ts';
import {
  GLASS_MS,
  type BreakGlassRequest,
  type BrokenGlass,
  type RecoveryChallenge,
  type RecoveryKeyInForce
} from '#protocol/recovery.ts';
import type { NewPassphrase } from '#domain/practice/staff-lines.ts';
import { keyName } from '../backup/recovery-key.ts';
import { readRecoveryKey, writeRecoveryKey } from '../backup/recovery-note.ts';
import type { Core } from '../core.ts';
import type { Writer } from '../gate/writer.ts';
import { raiseAlarm } from '../people/alarms.ts';
import { BackOff } from '../people/back-off.ts';
import type { Device } from '../people/devices.ts';
import type { KnownPerson } from '../people/people.ts';
import { isOnlyManager, kitChallenge } from '../people/recovery.ts';
import { storageKeyOf } from '../people/storage-keys.ts';
import { newPassphrase } from '../people/words.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith, deviceOf } from './guard.ts';
import type { SurfaceHosts } from './hosts.ts';
import { breakGlassRequest, renewRequest, newRecoveryKeyRequest } from './recovery-requests.ts';
import { addressOf, HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { parsed } from './requests.ts';
import { placeOf } from './shown-passkey.ts';
import { deviceOrStranger, mustNotWait, tellFailed } from './signed-in.ts';
import { meansOf, shownBy, type Failing } from './vouching.ts';

export interface RecoveryApiOptions {
  readonly core: Core;
  readonly agent: Writer;
  readonly hosts: SurfaceHosts | null;
}

/** What stands on the recovery kit: another kit, a lost sign-in, emergency access. The words never come here. */
export function recoveryEndpoints({
  core,
  agent,
  hosts
}: RecoveryApiOptions): readonly (readonly [string, Endpoint])[] {
  // One for both: guessing a manager's passphrase by two doors is guessing twice as fast.
  const tries = new BackOff(core.now);
  return [
    ['GET /api/recovery-key', (request) => show(core, request)],
    ['POST /api/recovery-key', (request) => change(core, agent, request)],
    ['POST /api/recovery/challenge', () => challenge(core)],
    ['POST /api/recovery/renew', (request) => renew({ core, agent, hosts, tries }, request)],
    ['POST /api/device/break-glass', (request) => breakGlass({ core, agent, hosts, tries }, request)]
  ];
}

interface Parts extends RecoveryApiOptions {
  readonly tries: BackOff;
}

async function show(core: Core, request: IncomingMessage): Promise<RecoveryKeyInForce> {
  await callerWith(core, request, 'people');
  const publicKey = await readRecoveryKey(core.notes);
  return { name: publicKey && keyName(publicKey) };
}

/** Another kit in force [KIT-3]: every manager hears of it, for whoever has it opens what is sealed from now on. */
async function change(core: Core, agent: Writer, request: IncomingMessage): Promise<RecoveryKeyInForce> {
  const { person, device } = await callerWith(core, request, 'people');
  const publicKey = Buffer.from(parsed(newRecoveryKeyRequest, await readJson(request, MAX_JSON)).publicKey, 'hex');
  await writeRecoveryKey(core.notes, publicKey);
  const name = keyName(publicKey);
  core.told.did({ action: 'recovery-key/changed', refs: [], reason: name }, person.user);
  await raiseAlarm(agent, {
    what: 'kit-made',
    user: person.user,
    name: person.name,
    means: 'manager',
    vouched: [],
    device: device.label,
    reason: `Kit ${name}`,
    until: null
  });
  return { name };
}

async function challenge(core: Core): Promise<RecoveryChallenge> {
  const made = await kitChallenge(core);
  if (!made) throw new HttpRefusal(409, 'recovery/no-kit', 'This clinic has no recovery kit yet.');
  return made;
}

/** A new passphrase for who lost their way in [LOST-1]: by two managers, a manager and the kit, or the kit where there is no other. */
async function renew({ core, agent, hosts, tries }: Parts, request: IncomingMessage): Promise<NewPassphrase> {
  const asked = parsed(renewRequest, await readJson(request, MAX_JSON));
  const device = await deviceOrStranger(core, request);
  mustNotWait(tries, addressOf(request));
  const shown = await shownBy(core, asked, {
    failed: failing(core, tries, request, device),
    place: placeOf(request, hosts)
  });
  const person = await personCalled(core, asked.name);
  if (!person) throw nobody();
  if (shown.managers.some(({ user }) => user === person.user))
    throw new HttpRefusal(400, 'recovery/self', 'Nobody vouches for themselves. Name another manager.');
  const means = meansOf(shown);
  const isEnough =
    means === 'two-managers' || means === 'kit-and-manager' || (means === 'kit' && (await isOnlyManager(core, person)));
  if (!isEnough || !means) throw notEnough();
  tries.succeeded(addressOf(request));
  const refs = [person, ...shown.managers].map(({ user }): AuditRef => `user:${user}`);
  core.told.did({ action: 'person/recovered', refs, reason: `${means}: ${asked.reason}` }, shown.managers[0]?.user);
  const passphrase = newPassphrase();
  await core.people.setPassphrase(person.user, passphrase);
  await core.passkeys.removeAllOf(person.user);
  await core.sessions.endOfUser(person.user, 'killed');
  await core.tellPeopleChanged();
  await raiseAlarm(agent, {
    what: 'sign-in-renewed',
    user: person.user,
    name: person.name,
    means,
    vouched: shown.managers.map(({ name }) => name),
    device: device?.label ?? '',
    reason: asked.reason,
    until: null
  });
  return { user: person.user, passphrase };
}

/** Emergency access at a device, told while it happens; and the device's key, for who could not open it there [GLASS-2]. */
async function breakGlass({ core, agent, hosts, tries }: Parts, request: IncomingMessage): Promise<BrokenGlass> {
  const device = await deviceOf(core, request);
  const asked: BreakGlassRequest = parsed(breakGlassRequest, await readJson(request, MAX_JSON));
  if (device.role !== 'desk') throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
  mustNotWait(tries, addressOf(request));
  const shown = await shownBy(core, asked, {
    failed: failing(core, tries, request, device),
    place: placeOf(request, hosts)
  });
  const means = meansOf(shown);
  if (!means) throw notEnough();
  const person = await personCalled(core, asked.name);
  if (!person) throw nobody();
  if (shown.managers.some(({ user }) => user === person.user))
    throw new HttpRefusal(400, 'recovery/self', 'Nobody vouches for themselves. Name another manager.');
  tries.succeeded(addressOf(request));
  const refs: AuditRef[] = [`device:${device.deviceNo}`, ...shown.managers.map(({ user }): AuditRef => `user:${user}`)];
  core.told.did({ action: 'access/broken-glass', refs, reason: `${means}: ${asked.reason}` }, person.user);
  await raiseAlarm(agent, {
    alarm: asked.alarm,
    what: 'glass-broken',
    user: person.user,
    name: person.name,
    means,
    vouched: shown.managers.map(({ name }) => name),
    device: device.label,
    reason: asked.reason,
    until: core.now() + GLASS_MS
  });
  const { user, name, initials, role } = person;
  const storageKey = await storageKeyOf(core.notes, device.deviceNo);
  const vouched = shown.managers.map((one) => one.name);
  return { user: { user, name, initials, role }, vouched, ...(storageKey !== null && { storageKey }) };
}

/** What a wrong try costs whoever made it: time, and a line in the access log. */
function failing(core: Core, tries: BackOff, request: IncomingMessage, device: Device | null): Failing {
  return async (name) => {
    tries.failed(addressOf(request));
    await tellFailed(core, device, name);
  };
}

async function personCalled(core: Core, name: string): Promise<KnownPerson | null> {
  const person = await core.people.called(name);
  return person?.disabledAt === null ? person : null;
}

function nobody(): HttpRefusal {
  return new HttpRefusal(
    404,
    'people/unknown',
    'Nobody of that name may sign in. Type the name as a manager entered it under People.'
  );
}

function notEnough(): HttpRefusal {
  return new HttpRefusal(
    403,
    'recovery/not-enough',
    'That is not enough: the kit and a manager, or two managers. The kit alone only where there is no other manager.'
  );
}
