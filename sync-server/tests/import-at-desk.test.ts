import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { entriesIn } from '#domain/audit/chain.ts';
import { SESSION_HEADER, type DeviceCredentials } from '#protocol/http.ts';
import {
  MAX_IMPORT_BYTES,
  NO_IMPORT_CHOICES,
  type ImportState,
  type UploadFormat
} from '#domain/import/import-state.ts';
import { PRACTICE, startRig, type Rig } from './rig.ts';

let rig: Rig;
let desk: DeviceCredentials;
let session = '';
const IVY = { user: 'u-ivy', name: 'Ivy Thimbleby', initials: 'IT', role: 'manager' } as const;
const BEN = { user: 'u-ben', name: 'Ben Rook', initials: 'BR', role: 'manager' } as const;

beforeAll(async () => {
  rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
  desk = await rig.clinic.enrol({ role: 'desk', site: 'main' });
  session = await rig.signIn(desk, IVY);
});
afterEach(async () => {
  await ask('/stop', {});
  await settled();
  await ask('/forget', {});
});
afterAll(() => rig.dispose());

interface Answer {
  readonly status: number;
  readonly body: ImportState & { readonly error?: { readonly code: string; readonly say: string } };
}

async function ask(what: string, body?: unknown, as = session): Promise<Answer> {
  const response = await fetch(`${rig.http}/api/import${what}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${desk.token}`, [SESSION_HEADER]: as, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** Waits until nothing runs any more. */
async function settled(): Promise<ImportState> {
  for (;;) {
    const { body } = await ask('');
    if (body.step !== 'checking' && body.step !== 'taking-in') return body;
    await sleep(20);
  }
}

/** Brings a file in parts of `size`, and waits until it has been read. */
async function bring(format: UploadFormat, text: string, size = 64): Promise<ImportState> {
  const bytes = Buffer.from(text);
  expect(await ask('/begin', { format, bytes: bytes.length })).toMatchObject({
    status: 200,
    body: { step: 'receiving' }
  });
  for (let at = 0; at < bytes.length; at += size) {
    const base64 = bytes.subarray(at, at + size).toString('base64');
    expect((await ask('/part', { at, base64 })).status).toBe(200);
  }
  return await settled();
}

async function entries(): Promise<readonly string[]> {
  await rig.audit.served.flush();
  const logs = await rig.clinic.documents({ after: '', limit: 1000, prefix: 'audit/' });
  const recorded = (await Promise.all(logs.map(({ doc }) => rig.clinic.read(doc)))).flat();
  return entriesIn(recorded).flatMap(({ user, action, reason }) =>
    action === 'patients/imported' ? [`${user} ${reason}`] : []
  );
}

const LIST = 'MRN,Who,DOB,Fax\n7,"Quill, Ada",3/9/1971,\n8,"Rook, Ben",13/45/2020,\n9,"Sole, Cora",1/2/1980,\n';
const WHO = [{ header: 'Who', field: 'fullName' }] as const;

test('[IMP-33] a list is brought in parts, looked at, mapped, taken in, and is known the second time', async () => {
  const brought = await bring('csv', LIST);
  expect(brought).toMatchObject({ step: 'failed', say: 'No column is read as a name yet. Say below which one is.' });
  expect(brought.preview?.columns).toHaveLength(4);

  const choices = { ...NO_IMPORT_CHOICES, columns: WHO };
  expect((await ask('/check', choices)).body).toMatchObject({ step: 'checking' });
  const checked = await settled();
  expect(checked).toMatchObject({ step: 'checked', by: 'u-ivy', choices, outcome: { dryRun: true } });
  expect(checked.preview?.columns.map(({ header, field }) => [header, field])).toEqual([
    ['MRN', 'number'],
    ['Who', 'fullName'],
    ['DOB', 'birthDate'],
    ['Fax', null]
  ]);
  expect(checked.preview?.rows[0]).toEqual(['7', 'Quill, Ada', '3/9/1971', '']);
  expect(checked.outcome?.total).toMatchObject({ read: 3, added: 2, refused: 1 });
  expect(checked.outcome?.refused).toEqual([
    { line: 3, entry: null, resource: 'Patient', reason: expect.stringContaining('13/45/2020') as string }
  ]);
  expect(await rig.clinic.documents({ after: '', limit: 9, prefix: 'patient/' })).toEqual([]);

  await ask('/start', choices);
  const done = await settled();
  expect(done).toMatchObject({ step: 'done', outcome: { dryRun: false, total: { added: 2, refused: 1 } } });
  expect(await rig.clinic.documents({ after: '', limit: 9, prefix: 'patient/' })).toHaveLength(2);
  expect(await entries()).toEqual(['u-ivy 2 records, csv']);
  // The file is gone from the disk; the same list again adds nobody.
  expect(readdirSync(rig.dataDir)).not.toContain('import');
  expect(await ask('/start', choices)).toMatchObject({ status: 409, body: { error: { code: 'import/no-file' } } });
  await bring('csv', LIST);
  await ask('/start', choices);
  expect((await settled()).outcome?.total).toMatchObject({ added: 0, unchanged: 2, refused: 1 });
  expect(await entries()).toHaveLength(1);
});

test.each([
  ['vcard', 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Quill\r\nN:Quill;Ada;;;\r\nBDAY:19710309\r\nEND:VCARD\r\n'],
  ['fhir', '{"resourceType":"Patient","id":"p1","name":[{"family":"Quill","given":["Ada"]}],"birthDate":"1971-03-09"}']
] as const)('[IMP-33] %s needs no mapping: it is read as soon as it is here', async (format, text) => {
  expect(await bring(format, text)).toMatchObject({ step: 'checked', preview: null, outcome: { total: { added: 1 } } });
  await ask('/start', NO_IMPORT_CHOICES);
  expect(await settled()).toMatchObject({ step: 'done', outcome: { total: { added: 1 } } });
});

test('[IMP-33] stopped in the middle, it says what is in, and goes on from there', async () => {
  const rows = Array.from({ length: 9_000 }, (_, at) => `S${at + 1},Family${at},Given,3/9/1971`);
  await bring('csv', `MRN,Last,First,DOB\n${rows.join('\n')}\n`, 128 * 1024);
  await ask('/start', NO_IMPORT_CHOICES);
  const known = async () => (await rig.clinic.documents({ after: '', limit: 99, prefix: 'patient/' })).length;
  const before = await known();
  while ((await known()) === before) await sleep(1);
  await ask('/stop', {});
  const stopped = await settled();
  expect(stopped).toMatchObject({ step: 'stopped', outcome: { dryRun: false } });
  const inNow = stopped.outcome!.total.added;
  expect(inNow).toBeGreaterThan(0);
  expect(inNow).toBeLessThan(9_000);
  await ask('/start', NO_IMPORT_CHOICES);
  const { outcome } = await settled();
  expect(outcome?.total).toMatchObject({ unchanged: inNow, added: 9_000 - inNow });
}, 60_000);

describe('[IMP-33] what is wrong is said and loses nothing', () => {
  test.each([
    ['/begin', { format: 'xlsx', bytes: 10 }, 400, 'http/bad-request'],
    ['/begin', { format: 'csv', bytes: 0 }, 400, 'http/bad-request'],
    ['/begin', { format: 'csv', bytes: MAX_IMPORT_BYTES + 1 }, 400, 'http/bad-request'],
    ['/begin', '7', 400, 'http/bad-request'],
    ['/part', { at: 0, base64: 'TVJO' }, 409, 'import/no-file'],
    ['/part', { at: -1, base64: 'TVJO' }, 400, 'http/bad-request'],
    ['/part', { at: 0, base64: 'not base64!' }, 400, 'http/bad-request'],
    ['/check', NO_IMPORT_CHOICES, 409, 'import/no-file'],
    ['/start', NO_IMPORT_CHOICES, 409, 'import/no-file'],
    ['/start', { ...NO_IMPORT_CHOICES, columns: [{ header: 'A', field: 'somebody' }] }, 400, 'http/bad-request'],
    [
      '/start',
      { ...NO_IMPORT_CHOICES, columns: [WHO[0], { header: 'B', field: 'fullName' }] },
      400,
      'http/bad-request'
    ],
    ['/start', { ...NO_IMPORT_CHOICES, source: '4111 1111 1111 1111' }, 400, 'http/card-number']
  ])('%s %j', async (what, body, status, code) => {
    expect(await ask(what, body)).toMatchObject({ status, body: { error: { code } } });
  });

  test('parts out of turn, too many of them, one sent twice, a file that is not whole', async () => {
    await ask('/begin', { format: 'csv', bytes: 6 });
    const abc = Buffer.from('abc').toString('base64');
    expect(await ask('/part', { at: 3, base64: abc })).toMatchObject({
      body: { error: { code: 'import/out-of-turn' } }
    });
    expect(await ask('/part', { at: 0, base64: abc })).toMatchObject({ body: { have: 3 } });
    expect(await ask('/part', { at: 0, base64: abc })).toMatchObject({ body: { have: 3 } });
    expect(await ask('/start', NO_IMPORT_CHOICES)).toMatchObject({ body: { error: { code: 'import/not-whole' } } });
    const long = Buffer.from('abcd').toString('base64');
    expect(await ask('/part', { at: 3, base64: long })).toMatchObject({ body: { error: { code: 'import/too-long' } } });
  });

  test('somebody else’s file is not pushed aside, until they forget it', async () => {
    await ask('/begin', { format: 'csv', bytes: 6 });
    const other = await rig.signIn(desk, BEN);
    const theirs = { format: 'csv', bytes: 9 };
    expect(await ask('/begin', theirs, other)).toMatchObject({ status: 409, body: { error: { code: 'import/busy' } } });
    expect(await ask('/forget', {})).toMatchObject({ body: { step: 'none' } });
    expect(await ask('/begin', theirs, other)).toMatchObject({ status: 200, body: { by: 'u-ben' } });
  });

  test.each([
    ['csv', 'Item,Price\nPen,1\n', 'No column is read as a name yet. Say below which one is.'],
    ['csv', '\u0000\u0001\u0002', undefined],
    ['fhir', '{"resourceType":', undefined]
  ] as const)('a %s that is none: %j', async (format, text, words) => {
    const { step, say, outcome } = await bring(format, text);
    if (words) expect([step, say]).toEqual(['failed', words]);
    else expect(say !== null || outcome!.total.refused > 0).toBe(true);
  });
});

test('[IMP-34] a file is readable by the server’s user alone, and gone when it is forgotten', async () => {
  await ask('/begin', { format: 'csv', bytes: 6 });
  const folder = path.join(rig.dataDir, 'import');
  const modes = [folder, path.join(folder, readdirSync(folder)[0]!)].map((each) => statSync(each).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600]);
  await ask('/forget', {});
  expect(readdirSync(rig.dataDir)).not.toContain('import');
});
