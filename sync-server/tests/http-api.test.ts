import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SESSION_HEADER } from '#protocol/http.ts';
import type { ClinicInfo, ErrorBody, SignedIn } from '#protocol/http.ts';
import { CLERK, PRACTICE, startRig, type Rig } from './rig.ts';

let rig: Rig;
let now = Date.parse('2026-11-20T14:00:00Z');

beforeAll(async () => {
  rig = await startRig({ now: () => now });
});
afterAll(() => rig.dispose());

interface Asked {
  readonly token?: string;
  readonly session?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
}

async function ask(
  path: string,
  body?: unknown,
  { token, session, method, headers = {}, raw }: Asked = {}
): Promise<Response> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return await fetch(`${rig.http}${path}`, {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: {
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(session !== undefined && { [SESSION_HEADER]: session }),
      ...headers
    },
    ...(sent !== undefined && { body: sent })
  });
}

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

async function refusal(response: Promise<Response>): Promise<[number, string]> {
  const answer = await response;
  const { error } = (await answer.json()) as ErrorBody;
  expect(error.say).not.toBe('');
  return [answer.status, error.code];
}

const ADA = { name: 'Ada Example', passphrase: 'correct horse battery' };

describe('set-up and sign-in', () => {
  test('[PPL-1] an empty server says so, is set up once, and not again', async () => {
    expect(await json<ClinicInfo>(ask('/api/clinic'))).toEqual({
      isSetUp: false,
      practiceName: null,
      sites: [],
      demo: null
    });
    const [first, second] = await Promise.all([ask('/api/setup', PRACTICE), ask('/api/setup', PRACTICE)]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const { user, device } = (await (first.ok ? first : second).json()) as SignedIn;
    expect(user).toEqual({ user: 'ada-example', name: 'Ada Example', initials: 'AE', role: 'manager' });
    expect(device).toMatchObject({
      deviceNo: 3,
      role: 'desk',
      site: 'main',
      label: 'A',
      zone: 'America/New_York',
      clientIdBase: 3 * 2 ** 20
    });
    expect(await refusal(ask('/api/setup', PRACTICE))).toEqual([409, 'setup/done']);
    expect(await json<ClinicInfo>(ask('/api/clinic'))).toMatchObject({
      isSetUp: true,
      practiceName: PRACTICE.practiceName,
      sites: [{ site: 'main', name: 'Main office' }]
    });
    const kinds = (await rig.clinic.read('practice')).map(({ fact }) => fact.kind);
    expect(new Set(kinds)).toEqual(
      new Set([
        'practice/named',
        'site/added',
        'area/added',
        'room/added',
        'practitioner/added',
        'hours/set',
        'visit-type/added',
        'staff/added'
      ])
    );
  });

  test('[PPL-2] a browser that is no device yet becomes a desk with the next label; one that is stays it', async () => {
    const { device } = await json<SignedIn>(ask('/api/sign-in', ADA));
    expect(device).toMatchObject({ role: 'desk', label: 'B' });
    expect(
      await json<SignedIn>(ask('/api/sign-in', { ...ADA, name: ' ada-EXAMPLE ' }, { token: device!.token }))
    ).toMatchObject({ device: null });
    expect(await json<SignedIn>(ask('/api/sign-in', { ...ADA, name: 'ADA  example' }))).toMatchObject({
      device: { label: 'C' }
    });
    const kiosk = await rig.enrol('kiosk');
    expect(await json<SignedIn>(ask('/api/sign-in', ADA, { token: kiosk.token }))).toMatchObject({
      device: { role: 'desk' }
    });
  });

  test('[PPL-3] a wrong name and a wrong passphrase get one answer', async () => {
    const wrong = { ...ADA, passphrase: 'wrong horse' };
    const answers = [ask('/api/sign-in', wrong), ask('/api/sign-in', { ...wrong, name: 'Nobody' })];
    const [one, two] = await Promise.all(answers.map(async (answer) => await (await answer).text()));
    expect(one).toBe(two);
  });

  test('[PPL-4] guessing slows one name down, and nobody else', async () => {
    const wrong = { name: 'Ada Example', passphrase: 'guess' };
    for (let i = 0; i < 4; i++) expect(await refusal(ask('/api/sign-in', wrong))).toEqual([401, 'sign-in/wrong']);
    expect(await refusal(ask('/api/sign-in', wrong))).toEqual([429, 'sign-in/wait']);
    expect(await refusal(ask('/api/sign-in', ADA))).toEqual([429, 'sign-in/wait']);
    expect(await refusal(ask('/api/sign-in', { ...wrong, name: 'Other' }))).toEqual([401, 'sign-in/wrong']);
    now += 10_000;
    expect((await ask('/api/sign-in', ADA)).status).toBe(200);
  });
});

describe('enrolment', () => {
  const manager = async (): Promise<{ token: string; session: string }> => {
    const { token } = await rig.enrol('desk');
    const { session } = await json<SignedIn>(ask('/api/sign-in', ADA, { token }));
    return { token, session: session.token };
  };
  test('[PPL-6] labels follow the role, and are never given twice', async () => {
    const labels = [await rig.enrol('board'), await rig.enrol('room'), await rig.enrol('room')].map(
      ({ label }) => label
    );
    expect(labels).toEqual(['T1', 'R1', 'R2']);
    const room = await rig.enrol('room');
    await rig.clinic.revoke(room.deviceNo);
    expect((await rig.enrol('room')).label).toBe('R4');
    await expect(rig.clinic.enrol({ role: 'room', site: 'main', label: 'R1' })).rejects.toMatchObject({
      code: 'enrol/label-taken'
    });
    await expect(rig.clinic.enrol({ role: 'room', site: 'main', label: 'ABC' })).rejects.toMatchObject({
      code: 'enrol/label'
    });
  });

  test('[PPL-9] a device’s copy of its storage key: the first one stays, a tablet asks for its own, a desk gets it with a sign-in', async () => {
    const room = await rig.enrol('room');
    const copy = { sealed: btoa('x'.repeat(114)) };
    expect(await json(ask('/api/storage-key', undefined, { token: room.token }))).toEqual({ sealed: null });
    expect(await json(ask('/api/storage-key', copy, { token: room.token }))).toEqual(copy);
    const another = { sealed: btoa('another') };
    expect(await json(ask('/api/storage-key', another, { token: room.token }))).toEqual({ sealed: '' });
    expect(await json(ask('/api/storage-key', undefined, { token: room.token }))).toEqual(copy);
    const other = await rig.enrol('room');
    expect(await json(ask('/api/storage-key', undefined, { token: other.token }))).toEqual({ sealed: null });

    const { token } = await rig.enrol('desk');
    expect((await ask('/api/storage-key', { sealed: btoa('a desk’s'.replace('’', '')) }, { token })).status).toBe(200);
    expect(await refusal(ask('/api/storage-key', undefined, { token }))).toEqual([403, 'device/not-here']);
    const { name, passphrase } = PRACTICE.manager;
    const signedIn = await json<SignedIn>(ask('/api/sign-in', { name, passphrase }, { token }));
    expect(signedIn.storageKey).toBe(btoa('a desks'));
    expect((await json<SignedIn>(ask('/api/sign-in', { name, passphrase }))).storageKey).toBeUndefined();

    // Who has a desk’s disk has its token: it gets no copy by leaving one, and puts none in its place.
    expect(await json(ask('/api/storage-key', copy, { token }))).toEqual({ sealed: '' });
    const next = { sealed: btoa('the key after'), generation: 1 };
    expect(await refusal(ask('/api/storage-key', next, { token }))).toEqual([401, 'session/over']);
    const session = signedIn.session.token;
    expect(await json(ask('/api/storage-key', next, { token, session }))).toEqual({ sealed: next.sealed });
    const later = { sealed: btoa('left again'), generation: 1 };
    expect(await json(ask('/api/storage-key', later, { token, session }))).toEqual({ sealed: later.sealed });
    expect(await json(ask('/api/storage-key', copy, { token, session }))).toEqual({ sealed: '' });
    const again = await json<SignedIn>(ask('/api/sign-in', { name, passphrase }, { token }));
    expect(again.storageKey).toBe(later.sealed);
    expect(await json(ask('/api/storage-key', { ...next, generation: 3 }, { token: room.token }))).toEqual({
      sealed: next.sealed
    });
    expect(await json(ask('/api/storage-key', { ...copy, generation: 2 }, { token: room.token }))).toEqual({
      sealed: ''
    });
    for (const generation of [0, -1, 1.5, '1', null, 2 ** 32])
      expect((await ask('/api/storage-key', { ...copy, generation }, { token: room.token })).status).toBe(400);

    expect((await ask('/api/storage-key', copy)).status).toBe(401);
    for (const sealed of [7, '', 'not base64!', btoa('x'.repeat(300)), null, undefined])
      expect((await ask('/api/storage-key', { sealed }, { token: room.token })).status).toBe(400);
    await rig.clinic.revoke(room.deviceNo);
    expect(await refusal(ask('/api/storage-key', undefined, { token: room.token }))).toEqual([403, 'device/removed']);
  });

  test('[PPL-7] only a manager gives codes out, and only a desk gets the arrivals key', async () => {
    const kiosk = (await rig.enrol('kiosk')).token;
    const removed = await rig.enrol('desk');
    await rig.clinic.revoke(removed.deviceNo);
    const desk = await rig.enrol('desk');
    const clerk = await rig.signIn(desk, CLERK);
    for (const [shown, codes, keys] of [
      [{}, 401, 401],
      [{ token: 'x' }, 401, 401],
      [{ token: kiosk }, 401, 403],
      [{ token: removed.token }, 403, 403],
      [{ token: desk.token }, 401, 200],
      [{ token: desk.token, session: 'x' }, 401, 401],
      [{ token: desk.token, session: clerk }, 403, 200],
      [{ token: kiosk, session: clerk }, 401, 401]
    ] as const) {
      expect((await ask('/api/enrolment-codes', { role: 'kiosk', site: 'main' }, shown)).status).toBe(codes);
      expect((await ask('/api/arrivals-key', undefined, shown)).status).toBe(keys);
    }
    expect(await refusal(ask('/api/enrolment-codes', { role: 'kiosk', site: 'nowhere' }, await manager()))).toEqual([
      404,
      'site/unknown'
    ]);
  });
});

describe('[API-1] bad input changes nothing and is answered in words', () => {
  const HOURS = PRACTICE.hours;
  const BAD: [string, string, unknown][] = [
    ['/api/setup', 'no name', { ...PRACTICE, practiceName: ' ' }],
    ['/api/setup', 'a name of 10 KB', { ...PRACTICE, practiceName: 'x'.repeat(10_000) }],
    ['/api/setup', 'a zone that is none', { ...PRACTICE, zone: 'Mars/Olympus' }],
    ['/api/setup', 'six days', { ...PRACTICE, hours: HOURS.slice(1) }],
    [
      '/api/setup',
      'hours that end before they begin',
      { ...PRACTICE, hours: [[{ from: 600, to: 500 }], ...HOURS.slice(1)] }
    ],
    ['/api/setup', 'a short passphrase', { ...PRACTICE, manager: { name: 'A', passphrase: 'short' } }],
    ['/api/setup', 'no object', 7],
    ['/api/sign-in', 'no passphrase', { name: 'Ada' }],
    ['/api/sign-in', 'a passphrase that is a list', { name: 'Ada', passphrase: ['x'] }],
    ['/api/sign-in', 'a passphrase of 10 KB', { name: 'Ada', passphrase: 'x'.repeat(10_000) }],
    ['/api/sign-in', 'null', null],
    ['/api/enrol', 'no role', { code: 'ZZZZZZZZ' }],
    ['/api/enrol', 'a role that is none', { code: 'ZZZZZZZZ', role: 'agent' }],
    ['/api/enrol', 'a code that is a number', { code: 12345678, role: 'kiosk' }],
    ['/api/enrol', 'a code of 10 KB', { code: 'Z'.repeat(10_000), role: 'kiosk' }]
  ];

  test.each(BAD)('%s: %s', async (path, _, body) => {
    const head = (await rig.clinic.state()).head;
    expect(await refusal(ask(path, body))).toEqual([400, 'http/bad-request']);
    expect((await rig.clinic.state()).head).toBe(head);
  });

  test.each(['/api/setup', '/api/sign-in', '/api/enrol'])(
    '%s: bytes that are no JSON, too many, or of another type',
    async (path) => {
      expect(await refusal(ask(path, undefined, { raw: '{"a":' }))).toEqual([400, 'http/not-json']);
      expect(await refusal(ask(path, undefined, { raw: '', method: 'POST' }))).toEqual([400, 'http/not-json']);
      expect(await refusal(ask(path, undefined, { raw: Uint8Array.of(0xff, 0xfe) }))).toEqual([400, 'http/not-json']);
      expect(await refusal(ask(path, {}, { headers: { 'content-type': 'text/plain' } }))).toEqual([
        415,
        'http/not-json'
      ]);
      expect(await refusal(ask(path, { a: 'x'.repeat(70_000) }))).toEqual([413, 'http/too-large']);
      expect(await refusal(ask(path, undefined, { raw: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }))).toEqual([
        400,
        'http/bad-request'
      ]);
    }
  );

  test('another origin, another method, another path', async () => {
    expect(await refusal(ask('/api/sign-in', ADA, { headers: { origin: 'https://evil.example' } }))).toEqual([
      403,
      'http/origin'
    ]);
    expect(await refusal(ask('/api/sign-in'))).toEqual([405, 'http/method']);
    expect(await refusal(ask('/api/clinic', {}))).toEqual([405, 'http/method']);
    expect(await refusal(ask('/api/nothing'))).toEqual([404, 'http/nothing']);
    expect(await refusal(ask('/sync/%E0%A4%A'))).toEqual([400, 'http/address']);
    expect(await refusal(ask('/sync/day/main/2026-11-20'))).toEqual([426, 'http/upgrade']);
  });

  test('the command line’s calls are nobody else’s', async () => {
    for (const [method, token] of [
      ['state', undefined],
      ['state', 'x'],
      ['close', 'x'],
      ['__proto__', 'x']
    ] as const) {
      expect(await refusal(ask(`/admin/${method}`, {}, token === undefined ? {} : { token }))).toEqual([
        404,
        'http/nothing'
      ]);
    }
    expect(await refusal(ask('/admin/state'))).toEqual([404, 'http/nothing']);
  });
});

describe('health and metrics', () => {
  test('[HTTP-3] ready means that the journal takes a write now', async () => {
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
  });

  test('[HTTP-4] metrics are Prometheus text, and name no one', async () => {
    const text = await (await ask('/metrics')).text();
    expect(text).toMatch(/^# TYPE anteroom_journal_head gauge$/m);
    expect(text).toMatch(/^anteroom_journal_rows_total \d+$/m);
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# TYPE \w+ \w+|\w+(\{\w+="[\w.+]+"\})? [\d.]+)$/);
    expect(text).not.toMatch(/Ada|Example|Kim/);
  });

  test('every answer keeps to itself', async () => {
    for (const path of ['/healthz', '/api/clinic', '/nothing.js', '/sync/changes']) {
      const { headers } = await ask(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});
