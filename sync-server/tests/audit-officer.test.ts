import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditAnswer, AuditQuestion } from '#domain/audit/audit-line.ts';
import { chainWriter, notedOf } from '#domain/audit/chain.ts';
import type { FiledDocument } from '#domain/document/patient-documents.ts';
import { auditDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { AuditExceptions } from '#protocol/audit-http.ts';
import { SESSION_HEADER, type DeviceCredentials } from '#protocol/http.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { whoOpened } from '#features/documents/who-opened.ts';
import type { Manage } from '#station/manage.ts';
import { muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

/** A Friday, 10 am in New York. */
const NOW = Date.parse('2026-11-20T15:00:00Z');
const DAY_MS = 86_400_000;
const ALL: AuditQuestion = { about: null, user: null, group: 'all', from: 0, to: NOW + DAY_MS, before: null };
let rig: Rig;
let desk: DeviceCredentials;
let officer: string;
let clerk: string;

beforeEach(async () => {
  rig = await startRig({ now: () => NOW });
  await rig.clinic.setUp(PRACTICE);
  desk = await rig.enrol('desk');
  officer = await rig.signIn(desk, { user: 'u-po', name: 'Pia Officer', initials: 'PO', role: 'privacy-officer' });
  clerk = await rig.signIn(desk, { user: 'u-c', name: 'Cy Clerk', initials: 'CC', role: 'clerk' });
});
afterEach(() => rig.dispose());

async function ask(path: string, body: object, session = officer): Promise<Response> {
  return await fetch(`${rig.http}/api/audit/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${desk.token}`,
      [SESSION_HEADER]: session
    },
    body: JSON.stringify(body)
  });
}
const json = async <T>(path: string, body: object): Promise<T> => (await (await ask(path, body)).json()) as T;

interface Look {
  readonly user: string;
  readonly patient: string;
  readonly at: number;
  /** A paper of theirs, by its case. */
  readonly paper?: string;
  readonly action?:
    | 'document/viewed'
    | 'field/copied'
    | 'patient/viewed'
    | 'patient/searched'
    | 'sign-in/failed'
    | 'access/broken-glass';
}

/** Looks of a desk's people, as that desk would send them. */
async function looked(looks: readonly Look[], session = 's1'): Promise<void> {
  const writer = chainWriter(desk.deviceNo, session, null, sha256);
  const facts = looks.map(({ user, patient, at, paper, action = 'patient/viewed' }, i): Fact => {
    const papers = paper === undefined ? [] : [`document:case/${paper}` as const];
    const refs = action === 'sign-in/failed' ? [] : [`patient:${patient}` as const, ...papers];
    const entry = writer.extend({ action, refs, fields: ['identity'] }, { hlc: at * 1024 + i, wall: at, user });
    return { kind: 'audit/noted', at: at * 1024 + i, by: user, of: notedOf(entry) };
  });
  const channel = openChannel(await muxSocket(rig, desk), desk, 1, auditDoc(desk.deviceNo, '2026-11-20'));
  expect(await channel.append(0, facts)).toMatchObject({ type: 'ack' });
}

const seen = ({ lines }: AuditAnswer) =>
  lines.map(({ user, action, refs, flags }) => [user, action, ...refs, ...flags]);

test('[AUD-16] who looked at a patient, and what a person looked at: by page, the latest first, each once', async () => {
  const looks = Array.from({ length: 250 }, (_, i): Look => {
    return { user: i % 2 ? 'u-a' : 'u-b', patient: i % 5 === 0 ? 'p-1' : `p-${i + 10}`, at: NOW - (250 - i) * 1000 };
  });
  await looked(looks);
  const about = { ...ALL, about: 'patient:p-1' } as const;
  const first = await json<AuditAnswer>('entries', about);
  expect(first.lines).toHaveLength(50);
  expect(first.more).toBe(false);
  expect(first.lines.map(({ at }) => at)).toEqual([...first.lines.map(({ at }) => at)].sort((a, b) => b - a));

  const theirs = { ...ALL, user: 'u-a' };
  const pages = [await json<AuditAnswer>('entries', theirs)];
  while (pages.at(-1)?.more) {
    const before = pages.at(-1)?.lines.at(-1)?.place ?? null;
    pages.push(await json<AuditAnswer>('entries', { ...theirs, before }));
  }
  const all = pages.flatMap(({ lines }) => lines);
  expect(pages.map(({ lines }) => lines.length)).toEqual([100, 25]);
  expect(new Set(all.map(({ n }) => n)).size).toBe(125);
  const both = await json<AuditAnswer>('entries', { ...about, user: 'u-b', from: NOW - 100_000, to: NOW - 50_000 });
  expect(both.lines.map(({ user, at }) => user === 'u-b' && at >= NOW - 100_000 && at < NOW - 50_000)).toEqual([
    true,
    true,
    true,
    true,
    true
  ]);
});

test('[DOC-19] who opened a paper is asked for by the paper, within the time it lay in the wrong record', async () => {
  const opened = (
    user: string,
    minutes: number,
    paper = 'scan-1',
    action: Look['action'] = 'document/viewed'
  ): Look => {
    return { user, patient: 'p-1', paper, action, at: NOW - minutes * 60_000 };
  };
  await looked([
    opened('u-early', 90),
    opened('u-a', 50),
    opened('u-b', 40, 'scan-2'),
    opened('u-a', 30),
    opened('u-c', 20, 'scan-1', 'field/copied'),
    { user: 'u-d', patient: 'p-1', at: NOW - 15 * 60_000 },
    opened('u-late', 5)
  ]);
  const paper: FiledDocument = {
    ...{
      patient: 'p-1',
      document: 'scan-1',
      filedAt: NOW - 60 * 60_000,
      filedBy: 'u-x',
      reviewed: null,
      received: '2026-11-20'
    },
    ...{ class: 'lab', title: '', date: null, reviewer: null, urgent: false, shown: [], parts: [] },
    recalled: { by: 'u-x', at: NOW - 10 * 60_000, reason: 'wrong-patient' }
  };
  const manage = (session: string): Manage => {
    return async <T>(path: string, body?: object) => {
      const answer = await ask(path.replace('audit/', ''), body ?? {}, session);
      if (answer.ok) return { ok: true, value: (await answer.json()) as T };
      return { ok: false, error: (await answer.json()) as { code: string; say: string } };
    };
  };
  const answer = await whoOpened(manage(officer), paper);
  expect(answer.ok && answer.value).toMatchObject([
    { user: 'u-a', times: 2, first: NOW - 50 * 60_000, last: NOW - 30 * 60_000, hasLeft: false },
    { user: 'u-c', times: 0, hasLeft: true }
  ]);
  expect(await whoOpened(manage(clerk), paper)).toMatchObject({ ok: false });
});

test('[AUD-16] that somebody read the log is in the log; a role without the verb reads nothing, and that is in it too', async () => {
  await json('entries', { ...ALL, about: 'patient:p-1' });
  await json('entries', { ...ALL, about: 'patient:p-1' });
  expect((await ask('entries', ALL, clerk)).status).toBe(403);
  await rig.audit.served.flush();
  const own = await json<AuditAnswer>('entries', { ...ALL, about: null });
  expect(seen(own).filter(([, action]) => action === 'access-log/read')).toEqual([
    ['u-po', 'access-log/read', 'patient:p-1']
  ]);
  expect(seen(own).filter(([, action]) => action === 'access/denied')).toEqual([
    ['device:1', 'access/denied', `device:${desk.deviceNo}`, 'user:u-c', 'denied']
  ]);
});

test('[AUD-17] the week’s exceptions: own record, co-worker, surname, after hours, broken glass; a search of many is none', async () => {
  const morning = NOW;
  const night = Date.parse('2026-11-20T03:30:00Z');
  await looked([
    { user: 'u-a', patient: 'p-own', at: morning },
    { user: 'u-b', patient: 'p-own', at: morning + 1 },
    { user: 'u-a', patient: 'p-name', at: morning + 2 },
    { user: 'u-b', patient: 'p-name', at: morning + 3 },
    { user: 'u-b', patient: 'p-else', at: night },
    { user: 'u-a', patient: 'p-own', at: morning + 4, action: 'patient/searched' },
    { user: 'u-b', patient: 'p-else', at: morning + 5, action: 'access/broken-glass' }
  ]);
  const watches = [
    { patient: 'p-own', user: 'u-a', flag: 'own-record' },
    { patient: 'p-own', user: 'u-a', flag: 'co-worker' },
    { patient: 'p-name', user: 'u-a', flag: 'same-surname' }
  ];
  const week = { from: NOW - 7 * DAY_MS, to: NOW + DAY_MS, before: null, watches };
  const { answer } = await json<AuditExceptions>('exceptions', week);
  expect(seen(answer)).toEqual([
    ['u-b', 'access/broken-glass', 'patient:p-else', 'broken-glass'],
    ['u-a', 'patient/viewed', 'patient:p-name', 'same-surname'],
    ['u-b', 'patient/viewed', 'patient:p-own', 'co-worker'],
    ['u-a', 'patient/viewed', 'patient:p-own', 'own-record'],
    ['u-b', 'patient/viewed', 'patient:p-else', 'after-hours']
  ]);
});

test('[AUD-17] looked at, explained: with who and why, for everybody, in the chain; the last word counts', async () => {
  await looked([{ user: 'u-a', patient: 'p-1', at: NOW, action: 'access/broken-glass' }]);
  const entry = `${desk.deviceNo}/s1/0`;
  expect((await ask('explain', { entry, note: 'Emergency, seen by Dr Kim.' })).status).toBe(200);
  expect((await ask('explain', { entry, note: 'Letter of the patient is filed.' })).status).toBe(200);
  const { lines } = await json<AuditAnswer>('entries', { ...ALL, about: 'patient:p-1' });
  expect(lines[0]?.explained).toEqual({ by: 'u-po', at: NOW, note: 'Letter of the patient is filed.' });
  expect((await rig.clinic.verifyAudit([])).findings).toEqual([]);
});

test('[AUD-17] five failed sign-ins within a day are a card; so is a device that writes nothing any more', async () => {
  await looked(
    Array.from({ length: 5 }, (_, i): Look => ({ user: 'u-a', patient: '', at: NOW + i, action: 'sign-in/failed' }))
  );
  const { cards } = await json<AuditExceptions>('exceptions', { ...ALL, watches: [] });
  expect(cards.failures).toEqual([{ device: desk.deviceNo, user: null, count: 5, last: NOW + 4 }]);
  expect(cards.silent).toEqual([]);
  const { deviceNo } = await rig.enrol('kiosk');
  await rig.core.records.ask('UPDATE devices SET enrolled_at = ? WHERE no = ?', NOW - 2 * DAY_MS, deviceNo);
  const later = await json<AuditExceptions>('exceptions', { ...ALL, watches: [] });
  expect(later.cards.silent).toEqual([{ device: deviceNo, label: 'K1', last: null }]);
});

const BAD: readonly (readonly [path: string, body: object])[] = [
  ['entries', {}],
  ['entries', { ...ALL, about: 'patient:Zz Typed, Name' }],
  ['entries', { ...ALL, group: 'everything' }],
  ['entries', { ...ALL, before: [1, 2] }],
  ['entries', { ...ALL, from: 'yesterday' }],
  ['exceptions', { ...ALL }],
  ['exceptions', { ...ALL, watches: [{ patient: 'p', user: 'u', flag: 'friend' }] }],
  ['explain', { entry: '7/s1', note: 'x' }],
  ['explain', { entry: '7/s1/0', note: '' }],
  ['explain', { entry: '7/s1/0', note: 'card 4111 1111 1111 1111' }]
];

test('[AUD-16] what cannot be read is refused', async () => {
  for (const [path, body] of BAD) expect((await ask(path, body)).status, JSON.stringify(body)).toBe(400);
});
