import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceCredentials } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { fact, muxSocket, openChannel, plainClient, startRig, TestSocket, type DocClient, type Rig } from './rig.ts';

let rig: Rig;
/** A document of its own for each test, so that clocks begin at 0. */
let day = '';
let count = 0;

beforeAll(async () => {
  rig = await startRig({ helloMs: 50 });
});
afterAll(() => rig.dispose());
beforeEach(() => {
  day = `day/main/${new Date(Date.UTC(2026, 0, 1 + count++)).toISOString().slice(0, 10)}`;
});

type Open = (device: DeviceCredentials, doc?: string) => Promise<DocClient>;
const plain: Open = async (device, doc = day) => await plainClient(rig, device, doc);
const mux: Open = async (device, doc = day) => openChannel(await muxSocket(rig, device), device, 1, doc);

describe.each([
  ['plain', plain],
  ['multiplexed', mux]
])('bad frames over a %s socket (RELIABILITY §6)', (_, open) => {
  test('a kind that is not the role’s, or not of that document, is refused', async () => {
    const kiosk = await rig.enrol('kiosk');
    const inbox = await open(kiosk, `inbox/${kiosk.deviceNo}`);
    expect(await inbox.append(0, [fact(0)])).toMatchObject({ type: 'no', code: 'E_VERB' });
    const desk = await open(await rig.enrol('desk'), 'practice');
    expect(await desk.append(0, [fact(0)])).toMatchObject({ type: 'no', code: 'E_SCHEMA' });
    const tablet = await rig.enrol('room');
    const room = await open(tablet);
    const called = { ...fact(0), kind: 'visit/called', of: { visit: 'v', room: 'r' } };
    expect(await room.append(0, [called])).toMatchObject({ type: 'no', code: 'E_VERB' });
    expect(await room.append(0, [fact(0, `device:${tablet.deviceNo}`)])).toMatchObject({ type: 'ack' });
    expect(await room.append(1, [fact(1, 'device:1')])).toMatchObject({ type: 'no', code: 'E_FOREIGN' });
  });

  test('[GATE-8] a room tablet takes back its own facts and no one else’s', async () => {
    const [desk, tablet] = [await rig.enrol('desk'), await rig.enrol('room')];
    const room = await open(tablet);
    const takesBack = (client: number) => ({
      ...fact(0, `device:${tablet.deviceNo}`),
      kind: 'fact/voided',
      of: { fact: `${client}.0` }
    });

    expect(await room.append(0, [takesBack(desk.clientIdBase)])).toMatchObject({ type: 'no', code: 'E_VERB' });

    expect(await room.append(0, [takesBack(tablet.clientIdBase)])).toMatchObject({ type: 'ack' });
  });

  test('a command is taken whole or not at all', async () => {
    const client = await open(await rig.enrol('desk'));
    const bad = { ...fact(1), of: { visit: 7 } };
    expect(await client.append(0, [fact(0), bad as never])).toMatchObject({ type: 'no', code: 'E_SCHEMA', have: 0 });
    expect(await rig.clinic.read(day)).toEqual([]);
  });
});

describe('who gets in (RELIABILITY §6)', () => {
  const token = async (): Promise<string> => (await rig.enrol('desk')).token;

  test.each([
    ['no token', []],
    ['an empty one', ['']],
    ['one of nobody', ['x'.repeat(43)]],
    ['one as long as a frame', ['x'.repeat(8_000)]]
  ])('%s is closed with 4401 or not let in at all', async (_, tokens) => {
    const socket = new TestSocket(`${rig.ws}/sync/${day}`, [PLAIN_PROTOCOL, ...tokens.filter(Boolean)]);
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  test.each(['/sync/', '/nothing', '/sync/%E0%A4%A'])(
    'an upgrade on %s with the plain protocol is refused',
    async (at) => {
      const socket = new TestSocket(`${rig.ws}${at}`, [PLAIN_PROTOCOL, await token()]);
      expect((await socket.status()).status).toBeGreaterThanOrEqual(400);
    }
  );
});
