import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fact, NewFact } from '#domain/fact.ts';
import type { DeviceLine } from '#domain/practice/device-lines.ts';
import type { BoardAreas } from '#protocol/board-http.ts';
import { SESSION_HEADER, type DeviceCredentials, type SignedIn } from '#protocol/http.ts';
import { encodeMux } from '#protocol/mux-frames.ts';
import { CLERK, muxOf, muxSocket, PRACTICE, startRig, type Rig, type TestSocket } from './rig.ts';

const DATE = '2026-11-20';
let rig: Rig;
let board: DeviceCredentials;
let manager: { readonly token: string; readonly session: string };

beforeEach(async () => {
  rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
  board = await rig.enrol('board');
  const areas = ['east', 'west', 'north', 'south'].map((area): NewFact => ({
    kind: 'area/added',
    of: { area, site: 'main', name: area }
  }));
  const elsewhere: NewFact[] = [
    { kind: 'site/added', of: { site: 'quay', name: 'Quay Row', zone: 'America/New_York' } },
    { kind: 'area/added', of: { area: 'quay', site: 'quay', name: 'Quay' } }
  ];
  const facts = [...areas, ...elsewhere].map((fact, at): Fact => ({ ...fact, at: 1024 * (at + 1), by: 'u-1' }));
  expect((await rig.clinic.append([{ doc: 'practice', facts }])).refused).toEqual([]);
  const desk = await rig.enrol('desk');
  const { name, passphrase } = PRACTICE.manager;
  const signed = await ask<SignedIn>('sign-in', { name, passphrase }, { token: desk.token });
  manager = { token: desk.token, session: signed.value.session.token };
});
afterEach(() => rig.dispose());

async function ask<T>(
  path: string,
  body: object | undefined,
  { token, session }: { readonly token: string; readonly session?: string }
): Promise<{ readonly status: number; readonly value: T }> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json' }),
    ...(session !== undefined && { [SESSION_HEADER]: session })
  };
  const init = { method: body ? 'POST' : 'GET', headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`${rig.http}/api/${path}`, init);
  return { status: response.status, value: (await response.json()) as T };
}
const set = (areas: readonly unknown[], more: object = {}) =>
  ask('boards/areas', { deviceNo: board.deviceNo, areas, layout: 'columns', ...more }, manager);

/** Opens documents of areas; answers those that were refused, by the code. */
async function refusedOf(socket: TestSocket, areas: readonly string[], from = 1): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const [at, area] of areas.entries()) {
    socket.ws.send(encodeMux({ type: 'open', channel: from + at, doc: `board/main/${area}/${DATE}` }));
    const answer = await socket.next((bytes) => {
      const no = muxOf(bytes, 'refused');
      if (no?.channel === from + at) return no.code;
      return muxOf(bytes, 'message')?.channel === from + at ? 'open' : null;
    });
    if (answer !== 'open') refused.push(`${area} ${answer}`);
  }
  return refused;
}

test('[DEV-7] a board shows all of its office until a manager sets its areas; then those, and the list of devices says so', async () => {
  expect((await ask<BoardAreas>('board', undefined, board)).value).toEqual({ areas: [], layout: 'columns' });
  expect((await set(['west', 'east'], { layout: 'merged' })).status).toBe(200);
  expect((await ask<BoardAreas>('board', undefined, board)).value).toEqual({
    areas: ['west', 'east'],
    layout: 'merged'
  });
  const line = async () =>
    (await ask<readonly DeviceLine[]>('devices', undefined, manager)).value.find(({ role }) => role === 'board');
  expect((await line())?.board).toEqual({ areas: ['west', 'east'], layout: 'merged' });
  expect((await set([])).status).toBe(200);
  expect((await line())?.board).toBeNull();
});

test('[DEV-7] the server gives a board its areas and no other: also on the socket that was open when they were set', async () => {
  const before = await muxSocket(rig, board);
  expect(await refusedOf(before, ['all', 'south'])).toEqual([]);
  const closed = new Promise<number>((resolve) => before.ws.once('close', resolve));
  await set(['east', 'west']);
  expect(await closed).toBe(1012);
  const after = await muxSocket(rig, board);
  expect(await refusedOf(after, ['east', 'west', 'all', 'south'])).toEqual(['all E_ROLE', 'south E_ROLE']);
  const feed = await fetch(`${rig.http}/sync/changes?since=0`, { headers: { authorization: `Bearer ${board.token}` } });
  expect(Buffer.from(await feed.arrayBuffer()).includes('board/main/all/')).toBe(false);
});

test('[DEV-7] a board that nobody set opens four documents at once, and no fifth', async () => {
  const socket = await muxSocket(rig, board);
  expect(await refusedOf(socket, ['main', 'east', 'west', 'north', 'south'])).toEqual(['south E_RATE']);
});

test.each<[string, readonly unknown[], object, number]>([
  ['an area of another office', ['quay'], {}, 400],
  ['an area that is none', ['attic'], {}, 400],
  ['the whole office among others', ['all', 'east'], {}, 400],
  ['one twice', ['east', 'east'], {}, 400],
  ['five', ['main', 'east', 'west', 'north', 'south'], {}, 400],
  ['no name', [7], {}, 400],
  ['a path', ['../main'], {}, 400],
  ['no layout of ours', ['east'], { layout: 'spiral' }, 400],
  ['a device that is no board', ['east'], { deviceNo: 3_000 }, 404]
])('[API-1] [DEV-7] %s is refused in words, and the board stays as it was', async (_, areas, more, status) => {
  await set(['west']);
  const answer = await ask<{ error: { say: string } }>(
    'boards/areas',
    { deviceNo: board.deviceNo, areas, layout: 'columns', ...more },
    manager
  );
  expect(answer.status).toBe(status);
  expect(answer.value.error.say).not.toBe('');
  expect((await ask<BoardAreas>('board', undefined, board)).value.areas).toEqual(['west']);
});

test('[DEV-7] only who looks after devices sets them, and only a board asks for its own', async () => {
  const desk = await rig.enrol('desk');
  const session = await rig.signIn(desk, CLERK);
  const body = { deviceNo: board.deviceNo, areas: ['east'], layout: 'columns' };
  expect((await ask('boards/areas', body, { token: desk.token, session })).status).toBe(403);
  expect((await ask('board', undefined, { token: desk.token, session })).status).toBe(403);
});
