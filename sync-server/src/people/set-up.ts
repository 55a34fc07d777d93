import { randomBytes } from 'node:crypto';
import { practiceDoc } from '#domain/documents.ts';
import { idFrom } from '#domain/ids.ts';
import type { NewFact } from '#domain/fact.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import type { SetUpRequest } from '#protocol/http.ts';
import { writeRecoveryKey } from '../backup/recovery-note.ts';
import type { Core } from '../core.ts';
import type { Writer } from '../gate/writer.ts';
import type { NewPerson, Person } from './people.ts';

/** The first site and its waiting area; more are added by facts. */
export const MAIN = 'main';

const VISIT_TYPES: readonly (readonly [id: string, name: string, minutes: number, hue: number])[] = [
  ['new', 'New patient', 40, 0],
  ['follow-up', 'Follow-up', 20, 1],
  ['physical', 'Annual physical', 40, 2],
  ['sick', 'Sick visit', 20, 3],
  ['procedure', 'Procedure', 30, 4],
  ['nurse', 'Nurse visit', 15, 5],
  ['telehealth', 'Telehealth', 20, 6]
];

/** A clinic is set up once it has a site and somebody who can sign in. */
export async function isSetUp(core: Core): Promise<boolean> {
  return (await core.people.count()) > 0 && (await core.practice()).sites.size > 0;
}

/** Writes the first facts of a practice, as the server's own device, and its first manager. The caller has made sure it is empty. */
export async function setUp(core: Core, agent: Writer, request: SetUpRequest): Promise<Person> {
  const { name, passphrase } = request.manager;
  const manager: NewPerson = { user: userIdOf(name), name, initials: initialsOf(name), role: 'manager', passphrase };
  await agent.record(practiceDoc, factsOf(request, manager));
  await core.people.put(manager);
  if (request.recoveryKey !== undefined) await writeRecoveryKey(core.notes, Buffer.from(request.recoveryKey, 'hex'));
  const { user, initials, role } = manager;
  return { user, name, initials, role };
}

type NewPracticeFact = { [K in PracticeFact as K['kind']]: NewFact<K['kind'], K['of']> }[PracticeFact['kind']];

function factsOf(request: SetUpRequest, { user, name, initials, role }: Person): NewPracticeFact[] {
  const { practiceName, siteName, zone, practitioners, rooms, hours } = request;
  return [
    { kind: 'practice/named', of: { name: practiceName } },
    { kind: 'site/added', of: { site: MAIN, name: siteName, zone } },
    { kind: 'area/added', of: { area: MAIN, site: MAIN, name: 'Waiting room' } },
    ...rooms.map((room, i): NewPracticeFact => ({
      kind: 'room/added',
      of: { room: `room-${i + 1}`, site: MAIN, area: MAIN, name: room }
    })),
    ...practitioners.flatMap(({ given, family, called }, i): NewPracticeFact[] => {
      const practitioner = idFrom(randomBytes(10));
      return [
        { kind: 'practitioner/added', of: { practitioner, given, family, called, hue: i % 8 } },
        { kind: 'hours/set', of: { practitioner, site: MAIN, week: hours } }
      ];
    }),
    ...VISIT_TYPES.map(([visitType, typeName, minutes, hue]): NewPracticeFact => ({
      kind: 'visit-type/added',
      of: { visitType, name: typeName, minutes, hue }
    })),
    { kind: 'staff/added', of: { user, name, initials, role } }
  ];
}

/** A name as an id: `Maria Núñez` is `maria-nunez`. */
export function userIdOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const id = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return id === '' ? `u-${idFrom(randomBytes(10))}` : id;
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return `${first}${last}`.toUpperCase();
}
