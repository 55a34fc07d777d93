import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCalendar } from '#domain/calendar/read-calendar.ts';
import type { Fact } from '#domain/fact.ts';
import { stampAt } from '#domain/time.ts';
import type { CalendarFeedLine, DeviceCredentials, MadeCalendarFeed } from '#protocol/http.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { startRig, type Rig } from './rig.ts';

let rig: Rig;
let desk: DeviceCredentials;
let session = '';
let now = Date.UTC(2026, 9, 30, 14);
const MANAGER = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;

beforeEach(async () => {
  now = Date.UTC(2026, 9, 30, 14);
  rig = await startRig({ now: () => now });
  const facts = practiceFacts().facts.map(({ kind, of, at = 0 }) => ({ kind, of, at: stampAt(at), by: 'u-1' }));
  await rig.clinic.append([{ doc: 'practice', facts }]);
  desk = await rig.enrol('desk');
  session = await rig.signIn(desk, MANAGER);
});
afterEach(() => rig.dispose());

async function ask<T>(path: string, body?: object, as = session): Promise<{ status: number; body: T }> {
  const response = await fetch(`${rig.http}/api/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${desk.token}`, [SESSION_HEADER]: as, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) })
  });
  return { status: response.status, body: (await response.json()) as T };
}

async function made(shows: 'initials' | 'names' = 'initials', practitioner = 'p-kim'): Promise<MadeCalendarFeed> {
  const { status, body } = await ask<MadeCalendarFeed>('calendars', { practitioner, site: 'main', shows });
  expect(status).toBe(200);
  return body;
}

/** The calendar's text, unfolded. */
async function read(path: string): Promise<string> {
  const response = await fetch(rig.http + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const text = await response.text();
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  return text.replace(/\r\n /g, '');
}

let ticks = 0;
async function put(date: string, kind: string, of: object): Promise<void> {
  const fact: Fact = { kind, of, at: stampAt(now) + ++ticks, by: 'u-1' };
  const { refused } = await rig.clinic.append([{ doc: `day/main/${date}`, facts: [fact] }]);
  expect(refused).toEqual([]);
  // A calendar is written anew after ten seconds.
  now += 11_000;
}
const NINE = { practitioner: 'p-kim', start: 540, minutes: 20 };
const ANN = {
  appointment: 'a-1',
  patient: 'ann',
  label: { family: 'Rook-Íñigo', given: 'Ann Bea', birthDate: '1980-02-29' },
  visitType: 'annual',
  at: NINE,
  note: 'brings a secret'
};
const eventOf = (text: string, uid: string): string =>
  text.split('BEGIN:VEVENT').find((one) => one.includes(uid)) ?? '';

test('[ICS-2] [ICS-3] initials and nothing else of a patient, unless a manager chose names; other providers’ visits are not in it', async () => {
  await put('2026-11-20', 'appointment/booked', ANN);
  await put('2026-11-20', 'appointment/booked', {
    ...ANN,
    appointment: 'a-2',
    at: { ...NINE, practitioner: 'p-moss' }
  });
  const plain = await read((await made()).path);
  expect(eventOf(plain, 'a-1@anteroom')).toContain('SUMMARY:ABR\r\n'.replace('ABR', 'ABÍ'));
  for (const secret of ['Rook', 'Ann', 'secret', '1980', 'Annual', 'a-2']) expect(plain).not.toContain(secret);
  const named = await read((await made('names')).path);
  expect(eventOf(named, 'a-1@anteroom')).toContain('SUMMARY:Ann Bea Rook-Íñigo\\, Annual exam');
  expect(named).not.toContain('secret');
});

test('[ICS-3] times are the office’s, and its zone is described, so that a visit stays at nine when the clocks change', async () => {
  // Clocks are set back on 1 November 2026 and forward on 14 March 2027.
  for (const [appointment, date] of [
    ['a-1', '2026-10-31'],
    ['a-2', '2026-11-02'],
    ['a-3', '2027-03-15']
  ] as const)
    await put(date, 'appointment/booked', { ...ANN, appointment });
  const text = await read((await made()).path);
  expect(eventOf(text, 'a-2@')).toContain('DTSTART;TZID=America/New_York:20261102T090000');
  const zone = text.slice(text.indexOf('BEGIN:VTIMEZONE'), text.indexOf('END:VTIMEZONE'));
  expect(zone).toContain('DTSTART:20261101T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500');
  expect(zone).toContain('DTSTART:20270314T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400');
  // Read by its own description alone, as a calendar that knows no such zone does.
  const foreign = text.replaceAll('America/New_York', 'Harbor Time').replace('METHOD:PUBLISH\r\n', '');
  const back = readCalendar(foreign, 'UTC');
  const starts = back.ok ? back.value.events.map(({ date, start }) => `${date} ${start}`) : back;
  expect(starts).toEqual(['2026-10-31 780', '2026-11-02 840', '2027-03-15 780']);
});

test('[ICS-3] a change has a higher number and the same name; what is called off or taken back is there as cancelled', async () => {
  const { path } = await made();
  const seen: (readonly (string | undefined)[])[] = [];
  const look = async (uid = 'a-1@anteroom'): Promise<void> => {
    const event = eventOf(await read(path), uid);
    seen.push(
      ['SEQUENCE', 'DTSTART', 'STATUS'].map((name) => new RegExp(`${name}[^:]*:(.*)`).exec(event)?.[1]?.trim())
    );
  };
  await put('2026-11-20', 'appointment/booked', ANN);
  await look();
  await put('2026-11-20', 'appointment/moved', { appointment: 'a-1', from: NINE, to: { ...NINE, start: 600 } });
  await look();
  await put('2026-11-20', 'appointment/cancelled', { appointment: 'a-1', by: 'patient', reason: 'illness' });
  await look();
  const off = (await rig.clinic.read('day/main/2026-11-20')).find(({ fact }) => fact.kind === 'appointment/cancelled')!;
  await put('2026-11-20', 'fact/voided', { fact: `${off.client}.${off.clock}` });
  await look();
  const booked = (await rig.clinic.read('day/main/2026-11-20')).find(({ fact }) => fact.kind === 'appointment/booked')!;
  await put('2026-11-20', 'fact/voided', { fact: `${booked.client}.${booked.clock}` });
  await look();
  expect(seen).toEqual([
    ['0', '20261120T090000', 'CONFIRMED'],
    ['1', '20261120T100000', 'CONFIRMED'],
    ['2', '20261120T100000', 'CANCELLED'],
    ['3', '20261120T100000', 'CONFIRMED'],
    ['4', '20261120T100000', 'CANCELLED']
  ]);
});

test('[ICS-5] what has not changed is not sent again', async () => {
  const { path } = await made();
  const first = await fetch(rig.http + path);
  const etag = first.headers.get('etag') ?? '';
  const again = () => fetch(rig.http + path, { headers: { 'if-none-match': etag } });
  expect((await again()).status).toBe(304);
  await put('2026-11-20', 'appointment/booked', ANN);
  expect((await again()).status).toBe(200);
  const head = await fetch(rig.http + path, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('[ICS-4] what is no calendar, was revoked, or is asked otherwise is answered alike, and nothing is written down of it', async () => {
  const feed = await made();
  const text = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(rig.http + path, init);
    return `${response.status} ${response.headers.get('content-type')} ${response.headers.get('etag')} ${await response.text()}`;
  };
  const bad = await text(`/calendar/${'A'.repeat(22)}.ics`);
  expect(bad).toContain('404');
  expect((await ask('calendars/revoke', { feed: feed.feed })).status).toBe(200);
  for (const path of [
    feed.path,
    '/calendar/',
    '/calendar/x.ics',
    '/calendar/%E0%A4%A.ics',
    `${feed.path}/..`,
    '/calendar/?t=1'
  ])
    expect(await text(path), path).toBe(bad);
  expect(await text((await made()).path, { method: 'POST' })).toBe(bad);
  expect((await ask('calendars/revoke', { feed: feed.feed })).status).toBe(404);
  const metrics = await (await fetch(`${rig.http}/metrics`)).text();
  expect(metrics).not.toContain('calendar');
});

test('[ICS-1] [ICS-2] a manager makes and revokes them, and that is written down; the address is told once', async () => {
  const { path, ...line } = await made();
  expect(path).toMatch(/^\/calendar\/[A-Za-z0-9_-]{22}\.ics$/);
  expect((await made()).path).not.toBe(path);
  const { body } = await ask<readonly CalendarFeedLine[]>('calendars');
  expect(body).toContainEqual(line);
  expect(JSON.stringify(body)).not.toContain(path.slice(10, 32));
  const rows = await rig.core.records.ask('SELECT key, value FROM meta');
  expect(JSON.stringify(rows)).not.toContain(path.slice(10, 32));
  await read(path);
  await ask('calendars/revoke', { feed: line.feed });
  await rig.audit.served.flush();
  const log = await rig.clinic.read('audit/1/2026-10-30').catch(() => []);
  const all = (await rig.core.journal.documents('', 100, ['audit/'])).map(({ doc }) => doc);
  const noted = (await Promise.all(all.map((doc) => rig.clinic.read(doc)))).flat().concat(log);
  const acts = noted.map(({ fact }) => `${(fact.of as { action?: string }).action} ${fact.by}`);
  expect(acts).toEqual(
    expect.arrayContaining([
      'calendar/shared u-dot',
      'calendar/revoked u-dot',
      expect.stringMatching(/^calendar\/served device:/)
    ])
  );
});

test.each([
  [{ practitioner: 'p-nobody', site: 'main', shows: 'initials' }, 404],
  [{ practitioner: 'p-kim', site: 'mars', shows: 'initials' }, 404],
  [{ practitioner: 'p-kim', site: 'main', shows: 'everything' }, 400],
  [{ practitioner: 'p-kim' }, 400],
  [{ practitioner: '', site: 'main', shows: 'names' }, 400]
])('[ICS-2] refused: %o', async (body, status) => expect((await ask('calendars', body)).status).toBe(status));

test('[ICS-2] not for everybody', async () => {
  const clerk = await rig.signIn(desk, { user: 'u-1', name: 'Robin Clerk', initials: 'RC', role: 'clerk' });
  expect((await ask('calendars', undefined, clerk)).status).toBe(403);
  expect((await ask('calendars', { practitioner: 'p-kim', site: 'main', shows: 'names' }, clerk)).status).toBe(403);
});
