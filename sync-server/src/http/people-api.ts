import type { IncomingMessage } from 'node:http';
import { practiceDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { UserId } from '#domain/ids.ts';
import type { PracticeFact, StaffRole } from '#domain/practice/practice-facts.ts';
import { STAFF_VERBS } from '#domain/practice/role-verbs.ts';
import type { NewPassphrase, PeoplePage, RoleLine } from '#domain/practice/staff-lines.ts';
import type { Core } from '../core.ts';
import type { Writer } from '../gate/writer.ts';
import type { KnownPerson } from '../people/people.ts';
import { initialsOf, userIdOf } from '../people/set-up.ts';
import { newPassphrase } from '../people/words.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith, type Caller } from './guard.ts';
import { HttpRefusal, readJson } from './reply.ts';
import {
  addPersonRequest,
  endSessionRequest,
  parsed,
  personDisabledRequest,
  personRequest,
  personRoleRequest,
  setRoleRequest
} from './requests.ts';

const MAX_JSON = 4 * 1024;

export interface PeopleApiOptions {
  readonly core: Core;
  /** Writes into the practice document what every desk must know of a change, in the name of who made it. */
  readonly agent: Writer;
}

/** What a manager does about people [PEO-1]: the endpoints of src/protocol/http.ts that ask for the verb `people`. */
export function peopleEndpoints(options: PeopleApiOptions): readonly (readonly [string, Endpoint])[] {
  const { core } = options;
  const asManager =
    (act: (caller: Caller, request: IncomingMessage) => Promise<unknown>): Endpoint =>
    async (request) =>
      await act(await callerWith(core, request, 'people'), request);
  return [
    ['GET /api/people', asManager((caller) => page(core, caller))],
    ['POST /api/people', asManager(async (caller, request) => add(options, caller, await readJson(request, MAX_JSON)))],
    [
      'POST /api/people/passphrase',
      asManager(async (caller, request) => renew(options, caller, await readJson(request, MAX_JSON)))
    ],
    [
      'POST /api/people/role',
      asManager(async (caller, request) => setRole(options, caller, await readJson(request, MAX_JSON)))
    ],
    [
      'POST /api/people/disabled',
      asManager(async (caller, request) => setDisabled(options, caller, await readJson(request, MAX_JSON)))
    ],
    [
      'POST /api/sessions/end',
      asManager(async (caller, request) => endSession(options, caller, await readJson(request, MAX_JSON)))
    ],
    [
      'POST /api/roles',
      asManager(async (caller, request) => setVerbs(options, caller, await readJson(request, MAX_JSON)))
    ]
  ];
}

async function page(core: Core, { session: own }: Caller): Promise<PeoplePage> {
  const [people, sessions, devices, roles] = await Promise.all([
    core.people.all(),
    core.sessions.live(),
    core.devices.all(),
    core.roles.all()
  ]);
  const labels = new Map(devices.map(({ deviceNo, label }) => [deviceNo, label]));
  return {
    people: people.map((person) => ({
      ...person,
      sessions: sessions
        .filter(({ user }) => user === person.user)
        .map(({ id, device, startedAt, seenAt }) => {
          return { id, device: labels.get(device) ?? '?', startedAt, seenAt, own: id === own.id };
        })
    })),
    roles
  };
}

async function add({ core, agent }: PeopleApiOptions, { person: by }: Caller, body: unknown): Promise<NewPassphrase> {
  const { name, role } = parsed(addPersonRequest, body);
  const user = userIdOf(name);
  // Two who are added at the same moment must not become one.
  return await core.alone('set-up', async () => {
    if ((await core.people.isTaken(name)) || (await core.people.find(user)))
      throw new HttpRefusal(
        409,
        'people/taken',
        'Somebody signs in by that name already. Add a middle name or an initial.'
      );
    const passphrase = newPassphrase();
    const person = { user, name, initials: initialsOf(name), role };
    await core.people.put({ ...person, passphrase });
    await tell(agent, by.user, { kind: 'staff/added', of: person });
    core.told.did({ action: 'person/added', refs: [`user:${user}`], reason: role }, by.user);
    return { user, passphrase };
  });
}

/** A new passphrase ends the sessions that the old one opened [SES-2]. */
async function renew({ core }: PeopleApiOptions, { person: by }: Caller, body: unknown): Promise<NewPassphrase> {
  const { user } = await known(core, parsed(personRequest, body).user);
  const passphrase = newPassphrase();
  await core.people.setPassphrase(user, passphrase);
  core.told.did({ action: 'person/passphrase-renewed', refs: [`user:${user}`] }, by.user);
  await core.sessions.endOfUser(user, 'killed');
  await core.tellPeopleChanged();
  return { user, passphrase };
}

async function setRole({ core, agent }: PeopleApiOptions, { person: by }: Caller, body: unknown): Promise<object> {
  const { user, role } = parsed(personRoleRequest, body);
  const { name, initials, role: before } = await known(core, user);
  if (before === 'manager' && role !== 'manager') await mustLeaveAManager(core, user);
  await core.people.setRole(user, role);
  core.told.did({ action: 'person/role-changed', refs: [`user:${user}`], reason: `${before} to ${role}` }, by.user);
  await core.tellPeopleChanged();
  await tell(agent, by.user, { kind: 'staff/added', of: { user, name, initials, role } });
  return {};
}

/** Whoever is disabled is out of every device within seconds, and comes back only when somebody lets them [PEO-2]. */
async function setDisabled({ core, agent }: PeopleApiOptions, { person: by }: Caller, body: unknown): Promise<object> {
  const { user, disabled } = parsed(personDisabledRequest, body);
  const { name, initials, role } = await known(core, user);
  if (disabled) {
    if (user === by.user)
      throw new HttpRefusal(409, 'people/self', 'You cannot disable yourself. Ask another manager.');
    if (role === 'manager') await mustLeaveAManager(core, user);
    await core.people.disable(user);
    await core.passkeys.removeAllOf(user);
    core.told.did({ action: 'person/disabled', refs: [`user:${user}`] }, by.user);
    await core.sessions.endOfUser(user, 'disabled');
  } else {
    await core.people.enable(user);
    core.told.did({ action: 'person/enabled', refs: [`user:${user}`] }, by.user);
  }
  await core.tellPeopleChanged();
  await tell(
    agent,
    by.user,
    disabled ? { kind: 'staff/removed', of: { user } } : { kind: 'staff/added', of: { user, name, initials, role } }
  );
  return {};
}

async function endSession({ core }: PeopleApiOptions, { person: by }: Caller, body: unknown): Promise<object> {
  const { id } = parsed(endSessionRequest, body);
  if (!(await core.sessions.end(id, 'killed')))
    throw new HttpRefusal(404, 'session/unknown', 'That session is over already.');
  core.told.did({ action: 'session/killed', refs: [] }, by.user);
  await core.tellPeopleChanged();
  return {};
}

async function setVerbs({ core, agent }: PeopleApiOptions, { person: by }: Caller, body: unknown): Promise<RoleLine> {
  const { role, verbs: asked } = parsed(setRoleRequest, body);
  const verbs = await core.roles.set(role, asked);
  core.told.did({ action: 'role/changed', refs: [`role:${role}`], reason: verbs.join(' ') || 'none' }, by.user);
  await core.tellPeopleChanged();
  await tell(agent, by.user, { kind: 'role/set', of: { role, verbs, decided: STAFF_VERBS } });
  return { role, verbs, came: [] };
}

async function known(core: Core, user: UserId): Promise<KnownPerson> {
  const person = await core.people.find(user);
  if (!person) throw new HttpRefusal(404, 'people/unknown', 'There is nobody of that name.');
  return person;
}

/** Without a manager nobody could make one. */
async function mustLeaveAManager(core: Core, except: UserId): Promise<void> {
  const isManager = ({ user, role, disabledAt }: KnownPerson): boolean =>
    user !== except && role === ('manager' satisfies StaffRole) && disabledAt === null;
  if (!(await core.people.all()).some(isManager))
    throw new HttpRefusal(409, 'people/last-manager', 'This is the last manager. Make somebody else one first.');
}

type NewPracticeFact = { [K in PracticeFact as K['kind']]: NewFact<K['kind'], K['of']> }[PracticeFact['kind']];

async function tell(agent: Writer, by: UserId, fact: NewPracticeFact): Promise<void> {
  await agent.record(practiceDoc, [fact], by);
}
