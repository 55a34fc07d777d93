import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDocId, type DocId, type DocKind } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { KnownKind } from '#domain/known-facts.ts';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES, STAFF_VERBS } from '#domain/practice/role-verbs.ts';
import { maySign } from '#domain/practice/roles.ts';
import { stampAt } from '#domain/time.ts';
import { KINDS, may } from '#protocol/access.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import { homeOf } from '#protocol/fact-schemas.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { decodePushAnswers, encodePush, type PushPart } from '#protocol/push.ts';
import { encodeRun } from '#protocol/update.ts';
import type { EnrolledRole } from '#server/people/devices.ts';
import { documentsOf, EVERY_KIND, KINDS_KNOWN } from '#tests/fixtures/every-kind.ts';
import { muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

/** What the server answers to one fact in one document. */
type Answer = 'ack' | 'E_ROLE' | 'E_VERB' | 'E_SCHEMA';

interface Cell {
  readonly kind: KnownKind;
  readonly doc: DocId;
  readonly expected: Answer;
}

/** Who writes: a device, and whoever is signed in at it. */
interface Author {
  readonly device: DeviceCredentials;
  readonly role: EnrolledRole;
  /** Absent where a device writes in its own name. */
  readonly person?: { readonly user: string; readonly verbs: ReadonlySet<StaffVerb> };
}

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
});
afterAll(() => rig.dispose());

/** Every kind of fact in every kind of document, and what must come of it. */
function cellsOf(author: Author): readonly Cell[] {
  const docs = Object.values(documentsOf(author.device.deviceNo));
  return docs.flatMap((doc) => KINDS_KNOWN.map((kind) => ({ kind, doc, expected: expectedOf(author, kind, doc) })));
}

function expectedOf({ device, role, person }: Author, kind: KnownKind, doc: DocId): Answer {
  const scope = { deviceNo: device.deviceNo, role, site: 'main' };
  const ref = parseDocId(doc)!;
  if (!may(scope, 'read', ref)) return 'E_ROLE';
  const kinds = KINDS[role];
  if (!may(scope, 'append', ref) || (kinds && !kinds.has(kind))) return 'E_VERB';
  if (!liesIn(kind, ref.kind)) return 'E_SCHEMA';
  return !person || ref.kind === 'audit' || maySign(person.verbs, kind, ref.kind) ? 'ack' : 'E_VERB';
}

function liesIn(kind: KnownKind, doc: DocKind): boolean {
  if (doc === 'audit') return kind.startsWith('audit/');
  return homeOf(kind) === doc || homeOf(kind) === 'any';
}

function factOf({ device, role, person }: Author, kind: KnownKind): Fact {
  // A room tablet takes back what it wrote itself, and nothing else.
  const of = kind === 'fact/voided' && role === 'room' ? { fact: `${device.clientIdBase}.0` } : EVERY_KIND[kind];
  return { kind, at: stampAt(Date.now()), by: person?.user ?? `device:${device.deviceNo}`, of };
}

const said = (answer: Ack | No | undefined): string => (answer?.type === 'no' ? answer.code : (answer?.type ?? 'none'));

/** All cells in one request; what is refused leaves its place to the next. */
async function overHttp(author: Author, cells: readonly Cell[]): Promise<readonly string[]> {
  const clocks = new Map<DocId, number>();
  const parts = cells.map(({ kind, doc, expected }): PushPart => {
    const clock = clocks.get(doc) ?? 0;
    if (expected === 'ack') clocks.set(doc, clock + 1);
    return { doc, update: encodeRun({ client: author.device.clientIdBase, clock, facts: [factOf(author, kind)] }) };
  });
  const headers = { authorization: `Bearer ${author.device.token}` };
  const body = Buffer.from(encodePush(parts));
  const response = await fetch(`${rig.http}/sync/push`, { method: 'POST', headers, body });
  return decodePushAnswers(new Uint8Array(await response.arrayBuffer())).map(said);
}

/** One after the other over one socket, in documents that are open there. */
async function overSocket(author: Author, cells: readonly Cell[]): Promise<readonly string[]> {
  const socket = await muxSocket(rig, author.device);
  const open = new Map<DocId, { readonly channel: ReturnType<typeof openChannel>; clock: number }>();
  const answers: string[] = [];
  for (const { kind, doc } of cells) {
    const at = open.get(doc) ?? { channel: openChannel(socket, author.device, open.size + 1, doc), clock: 0 };
    open.set(doc, at);
    const answer = await at.channel.append(at.clock, [factOf(author, kind)]);
    if (answer.type === 'ack') at.clock++;
    answers.push(said(answer));
  }
  socket.ws.close();
  return answers;
}

/** What came that should not have, by kind and document. */
function wrong(cells: readonly Cell[], answers: readonly string[]): readonly string[] {
  return cells.flatMap(({ kind, doc, expected }, index) =>
    answers[index] === expected ? [] : [`${kind} in ${doc}: ${answers[index] ?? 'none'}, not ${expected}`]
  );
}

/** The cells where a kind may lie at all; that it may lie nowhere else is asked of the devices. */
function atHome(author: Author): readonly Cell[] {
  return cellsOf(author).filter(({ kind, doc }) => liesIn(kind, parseDocId(doc)!.kind));
}

/** Somebody of a role at a desk of their own: what was written before is not in the way. */
async function atDesk(role: (typeof STAFF_ROLES)[number], verbs: ReadonlySet<StaffVerb>): Promise<Author> {
  const device = await rig.clinic.enrol({ role: 'desk', site: 'main' });
  const user = `k-${role}`;
  await rig.signIn(device, { user, name: `K ${role}`, initials: 'K', role });
  return { device, role: 'desk', person: { user, verbs } };
}

test.each(STAFF_ROLES)('[ROLE-2] a %s × every kind of fact, over HTTP and over a live socket', async (role) => {
  const verbs = BEGINNING_VERBS.get(role)!;
  const author = await atDesk(role, verbs);
  const cells = atHome(author);
  expect(new Set(cells.map(({ kind }) => kind)).size).toBe(KINDS_KNOWN.length);
  expect(wrong(cells, await overHttp(author, cells))).toEqual([]);

  const again = await atDesk(role, verbs);
  // What a desk may not even open is in the matrix of documents.
  const readable = atHome(again).filter(({ expected }) => expected !== 'E_ROLE');
  expect(wrong(readable, await overSocket(again, readable))).toEqual([]);
});

test.each(STAFF_VERBS)(
  '[ROLE-3] a role that has nothing but `%s` writes what asks for it, and nothing else',
  async (verb) => {
    await rig.core.roles.set('clerk', [verb]);
    const author = await atDesk('clerk', new Set([verb]));
    const cells = atHome(author);
    expect(wrong(cells, await overHttp(author, cells))).toEqual([]);
    await rig.core.roles.set('clerk', [...BEGINNING_VERBS.get('clerk')!]);
  }
);

test.each(['room', 'kiosk', 'board', 'desk'] as const)(
  '[GATE-2] a %s in its own name × every kind of fact × every kind of document',
  async (role) => {
    // A device for each kind of document: a board may send but little in a day.
    for (const place of Object.keys(documentsOf(1)) as DocKind[]) {
      const author: Author = { device: await rig.clinic.enrol({ role, site: 'main' }), role };
      const cells = cellsOf(author).filter(({ doc }) => parseDocId(doc)!.kind === place);
      expect(wrong(cells, await overHttp(author, cells))).toEqual([]);
    }
  }
);
