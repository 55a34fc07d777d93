import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BOOTS_PER_DEVICE } from '#domain/ids.ts';
import { MESSAGE } from '#protocol/doc-messages.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { MUX_PROTOCOL, PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import {
  fact,
  muxOf,
  muxSocket,
  openChannel,
  plainClient,
  startRig,
  TestSocket,
  type DocClient,
  type Rig
} from './rig.ts';

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

const frame = (type: number, write: (out: encoding.Encoder) => void): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, type);
  write(out);
  return encoding.toUint8Array(out);
};
const awareness = (entries: [client: number, clock: number, state: string][]): Uint8Array => {
  const body = encoding.createEncoder();
  encoding.writeVarUint(body, entries.length);
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(body, client);
    encoding.writeVarUint(body, clock);
    encoding.writeVarString(body, state);
  }
  return frame(MESSAGE.awareness, (out) => encoding.writeVarUint8Array(out, encoding.toUint8Array(body)));
};
/** One fact with a value of one's own, as bytes. */
const rawFact = (client: number, writeFact: (out: encoding.Encoder) => void): Uint8Array => {
  const out = encoding.createEncoder();
  for (const n of [1, 1, client, 0]) encoding.writeVarUint(out, n);
  encoding.writeUint8(out, 8);
  encoding.writeVarUint(out, 1);
  encoding.writeVarString(out, `facts/${Math.floor(client / BOOTS_PER_DEVICE)}`);
  encoding.writeVarUint(out, 1);
  writeFact(out);
  encoding.writeVarUint(out, 0);
  return encodeUpdate(encoding.toUint8Array(out));
};

describe.each([
  ['plain', plain],
  ['multiplexed', mux]
])('bad frames over a %s socket (RELIABILITY §6)', (_, open) => {
  test('6: a text frame or an unknown type is answered, and the third ends the connection', async () => {
    const client = await open(await rig.enrol('desk'));
    client.send(frame(99, () => undefined));
    expect(await client.answer()).toMatchObject({ type: 'no', code: 'E_DECODE' });
    client.send(frame(MESSAGE.sync, (out) => encoding.writeVarUint(out, 7)));
    expect(await client.answer()).toMatchObject({ type: 'no', code: 'E_DECODE' });
    client.socket.ws.send('text');
    expect(await client.socket.closed).toMatchObject({ code: 4400 });
  });

  test('7: a frame of more than 64 KiB ends the connection', async () => {
    const client = await open(await rig.enrol('desk'));
    client.send(new Uint8Array(64 * 1024 + 20));
    expect(await client.socket.closed).toMatchObject({ code: 4413 });
  });

  test('8: 130,000 fragments of one byte end the connection', async () => {
    const client = await open(await rig.enrol('desk'));
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 130_000 && client.socket.ws.readyState === 1; i++) {
      client.socket.ws.send(Uint8Array.of(0), { fin: false });
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect([1008, 1006, 4413]).toContain((await client.socket.closed).code);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test.each([
    ['9: garbage', () => new Uint8Array(64).fill(200)],
    ['an empty update of odd bytes', () => Uint8Array.of(255)],
    ['an update cut short', (id: number) => encodeRun({ client: id, clock: 0, facts: [fact(1)] }).subarray(0, 20)],
    [
      '10: a V2 update',
      (id: number) => Y.convertUpdateFormatV1ToV2(encodeRun({ client: id, clock: 0, facts: [fact(1)] }))
    ]
  ])('%s is E_DECODE and changes nothing', async (_name, update) => {
    const client = await open(await rig.enrol('desk'));
    const head = (await rig.clinic.state()).head;
    client.send(encodeUpdate(update(client.client)));
    expect(await client.answer()).toMatchObject({ type: 'no', code: 'E_DECODE' });
    expect((await rig.clinic.state()).head).toBe(head);
    expect(await client.append(0, [fact(1)])).toMatchObject({ type: 'ack', clock: 1 });
  });

  test('11: a struct in another client’s name is E_FOREIGN, and its owner writes on unharmed', async () => {
    const victim = await open(await rig.enrol('desk'));
    const attacker = await open(await rig.enrol('desk'));
    const squat = frame(1, (out) => {
      for (const n of [1, victim.client, 0]) encoding.writeVarUint(out, n);
      encoding.writeUint8(out, 0); // GC
      encoding.writeVarUint(out, 2 ** 31 - 2);
      encoding.writeVarUint(out, 0);
    });
    attacker.send(encodeUpdate(squat));
    expect(await attacker.answer()).toMatchObject({ type: 'no', code: 'E_FOREIGN' });
    attacker.send(encodeUpdate(encodeRun({ client: victim.client, clock: 0, facts: [fact(1)] })));
    expect(await attacker.answer()).toMatchObject({ type: 'no', code: 'E_FOREIGN', client: victim.client });

    const facts = Array.from({ length: 1_001 }, (_, i) => fact(i));
    expect(await victim.append(0, facts)).toMatchObject({ type: 'ack', clock: 1_001 });
    expect(await rig.clinic.read(day)).toHaveLength(1_001);
  });

  test('12: a gap is E_GAP with what the server has, and what is sent from there is taken', async () => {
    const client = await open(await rig.enrol('desk'));
    await client.append(0, [fact(0), fact(1)]);
    expect(await client.append(7, [fact(7)])).toMatchObject({
      type: 'no',
      code: 'E_GAP',
      client: client.client,
      have: 2
    });
    expect(await client.append(2, [fact(2)])).toMatchObject({ type: 'ack', clock: 3 });
  });

  test('13: a flood of gap frames ends with 4429', async () => {
    const client = await open(await rig.enrol('desk'));
    const gap = encodeUpdate(encodeRun({ client: client.client, clock: 9, facts: [fact(9)] }));
    for (let i = 0; i < 20_000; i++) client.send(gap);
    expect(await client.socket.closed).toMatchObject({ code: 4429 });
  });

  test('14: the same facts again are acked again, however they are cut', async () => {
    const client = await open(await rig.enrol('desk'));
    const first = await client.append(0, [fact(0), fact(1), fact(2)]);
    const head = (await rig.clinic.state()).head;
    expect(await client.append(0, [fact(0), fact(1), fact(2)])).toEqual(first);
    expect(await client.append(1, [fact(1)])).toMatchObject({ type: 'ack', clock: 2 });
    expect((await rig.clinic.state()).head).toBe(head);
    expect(await client.append(2, [fact(2), fact(3)])).toMatchObject({ type: 'ack', clock: 4 });
    expect(await rig.clinic.read(day)).toHaveLength(4);
  });

  test('15: other facts at a clock that is taken end the connection with 4409', async () => {
    const client = await open(await rig.enrol('desk'));
    await client.append(0, [fact(0), fact(1)]);
    expect(await client.append(1, [fact(5), fact(6)])).toMatchObject({ type: 'no', code: 'E_DUP' });
    expect(await client.socket.closed).toMatchObject({ code: 4409 });
    expect(await rig.clinic.read(day)).toHaveLength(2);
  });

  test('16: a kiosk deletes nothing', async () => {
    const kiosk = await rig.enrol('kiosk');
    const client = await open(kiosk, `inbox/${kiosk.deviceNo}`);
    const doc = new Y.Doc();
    doc.clientID = client.client;
    const log = doc.getArray(`facts/${kiosk.deviceNo}`);
    log.push([1, 2]);
    log.delete(0, 1);
    client.send(encodeUpdate(Y.encodeStateAsUpdate(doc)));
    expect(await client.answer()).toMatchObject({ type: 'no', code: 'E_VERB' });
  });

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

  test('19: nobody speaks of another’s presence, or at length, or of thousands', async () => {
    const one = await open(await rig.enrol('desk'));
    const other = await open(await rig.enrol('desk'));
    one.send(awareness([[other.client, 5, '{"room":3}']]));
    expect(await one.answer()).toMatchObject({ type: 'no', code: 'E_FOREIGN' });
    one.send(awareness([[one.client, 1, JSON.stringify('x'.repeat(2_000))]]));
    expect(await one.answer()).toMatchObject({ type: 'no', code: 'E_SIZE' });
    one.send(awareness([[one.client, 1, '{"a":']]));
    expect(await one.answer()).toMatchObject({ type: 'no', code: 'E_DECODE' });
    one.send(awareness(Array.from({ length: 5_000 }, (_, i) => [i, 1, '{}'])));
    expect(await one.answer()).toMatchObject({ type: 'no', code: 'E_SIZE' });
    one.send(awareness([[one.client, 1, '{"here":1}']]));
    one.send(awareness([[one.client + 1, 1, '{"here":1}']]));
    expect(await one.answer()).toMatchObject({ type: 'no', code: 'E_FOREIGN' });
  });

  test('20: a fact nested without end is E_DECODE', async () => {
    const client = await open(await rig.enrol('desk'));
    client.send(
      rawFact(client.client, (out) => {
        for (let i = 0; i < 30_000; i++) encoding.writeUint8Array(out, Uint8Array.of(117, 1));
      })
    );
    expect(await client.answer()).toMatchObject({ type: 'no', code: 'E_DECODE' });
  });

  test.each(['__proto__', 'constructor', 'prototype'])('21: the key %s is E_SCHEMA', async (key) => {
    const client = await open(await rig.enrol('desk'));
    client.send(
      rawFact(client.client, (out) => {
        encoding.writeUint8(out, 118);
        encoding.writeVarUint(out, 1);
        encoding.writeVarString(out, key);
        encoding.writeAny(out, { polluted: true });
      })
    );
    expect(await client.answer()).toMatchObject({ type: 'no', code: 'E_SCHEMA' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
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

  test('1: a page of another origin gets 403, our own gets in', async () => {
    const other = new TestSocket(`${rig.ws}/sync/${day}`, [PLAIN_PROTOCOL, await token()], {
      origin: 'https://evil.example'
    });
    expect(await other.status()).toMatchObject({ status: 403 });
    const none = new TestSocket(`${rig.ws}/sync/${day}`, [PLAIN_PROTOCOL, await token()], { origin: 'null' });
    expect(await none.status()).toMatchObject({ status: 403 });
    const ours = new TestSocket(`${rig.ws}/sync/${day}`, [PLAIN_PROTOCOL, await token()], { origin: rig.http });
    expect(await ours.status()).toMatchObject({ status: 101 });
  });

  test('2: connection details in the address get 400', async () => {
    const socket = new TestSocket(`${rig.ws}/sync/${day}?token=abc`, [PLAIN_PROTOCOL, await token()]);
    expect(await socket.status()).toEqual({ status: 400, text: 'Connection details must not be in the address.' });
  });

  test('3: a socket that drips and says no hello is closed with 4408', async () => {
    const socket = await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, await token()]).opened();
    socket.ws.send(Uint8Array.of(0), { fin: false });
    expect(await socket.closed).toMatchObject({ code: 4408 });
  });

  test.each([
    ['no token', []],
    ['an empty one', ['']],
    ['one of nobody', ['x'.repeat(43)]],
    ['one as long as a frame', ['x'.repeat(8_000)]]
  ])('4: %s is closed with 4401 or not let in at all', async (_, tokens) => {
    const socket = new TestSocket(`${rig.ws}/sync/${day}`, [PLAIN_PROTOCOL, ...tokens.filter(Boolean)]);
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  test('5: a removed device is out at once, and stays out', async () => {
    const device = await rig.enrol('desk');
    const [one, two] = [await plain(device), await muxSocket(rig, device)];
    expect(await rig.clinic.revoke(device.deviceNo)).toBe(true);
    expect(await one.socket.closed).toMatchObject({ code: 4403 });
    expect(await two.closed).toMatchObject({ code: 4403 });
    const again = new TestSocket(`${rig.ws}/sync/${day}`, [PLAIN_PROTOCOL, device.token]);
    expect(await again.closed).toMatchObject({ code: 4403 });
    expect(await rig.clinic.revoke(device.deviceNo)).toBe(false);
    expect(await rig.clinic.revoke(1)).toBe(false);
  });

  test.each(['/sync/', '/nothing', '/sync/%E0%A4%A'])(
    'an upgrade on %s with the plain protocol is refused',
    async (at) => {
      const socket = new TestSocket(`${rig.ws}${at}`, [PLAIN_PROTOCOL, await token()]);
      expect((await socket.status()).status).toBeGreaterThanOrEqual(400);
    }
  );

  test('17: a document that is not for a kiosk and one that is not there answer alike', async () => {
    const kiosk = await rig.enrol('kiosk');
    const answers = await Promise.all(
      [day, 'patient/p1', 'practice', 'inbox/999', 'nothing/here', 'day/main/2026-02-30'].map(async (doc) => {
        const client = await plain(kiosk, doc);
        return [await client.answer(), await client.socket.closed];
      })
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject([{ type: 'no', code: 'E_ROLE' }, { code: 4401 }]);

    const socket = await muxSocket(rig, kiosk);
    const refused = [];
    for (const [i, doc] of [day, 'nothing/here'].entries()) {
      openChannel(socket, kiosk, i + 1, doc);
      refused.push(await socket.next((bytes) => muxOf(bytes, 'refused')));
    }
    expect(refused[0]).toMatchObject({ channel: 1, code: 'E_ROLE' });
    expect({ ...refused[0], channel: 0 }).toEqual({ ...refused[1], channel: 0 });
    const inbox = openChannel(socket, kiosk, 3, `inbox/${kiosk.deviceNo}`);
    await inbox.join();
  });

  test('18: a board that writes is refused, and the third time closed with 4403', async () => {
    const board = await rig.enrol('board');
    const client = await plain(board, 'board/main/main/2026-11-20');
    const told = { kind: 'ticket/waiting', at: 1, by: 'x', of: { ticket: 'A-001' } };
    for (let i = 0; i < 3; i++) expect(await client.append(0, [told])).toMatchObject({ type: 'no', code: 'E_VERB' });
    expect(await client.socket.closed).toMatchObject({ code: 4403 });
  });
});
