import * as encoding from 'lib0/encoding';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { stampAt } from '#domain/time.ts';
import { clockWarning } from '#features/shell/sync-words.ts';
import { MESSAGE } from '#protocol/doc-messages.ts';
import { EPOCH_HEADER } from '#protocol/feed.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { fact, type Rig } from '../../../sync-server/tests/rig.ts';
import { asked, awareness, closed, frame, rawFact, run, seen, type Row } from './scene.ts';
import { STATUS } from './way-in.ts';

/** What comes over a socket that is in: of one document, or of many. */
export const FRAMES: readonly Row[] = [
  {
    n: 6,
    input: 'a text frame, an unknown type, an unknown sync message: the third ends it',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const answers = await asked(
        client,
        frame(99),
        frame(MESSAGE.sync, (out) => encoding.writeVarUint(out, 7))
      );
      client.socket.ws.send('text');
      return { ...answers, ...(await closed(client)) };
    },
    expects: {
      answers: ['E_DECODE', 'E_DECODE'],
      close: 4400,
      words: 'A change could not be read; it is kept for review.'
    }
  },
  {
    n: 7,
    input: 'a frame of more than 64 KiB',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      client.send(new Uint8Array(64 * 1024 + 20));
      return await closed(client);
    },
    expects: { close: 4413 }
  },
  {
    n: 8,
    input: '130,000 fragments of one byte',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 130_000 && client.socket.ws.readyState === 1; i++) {
        client.socket.ws.send(Uint8Array.of(0), { fin: false });
        if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      const { close } = await closed(client);
      expect([1008, 1006, 4413]).toContain(close); // 1006 when it was reset while we still sent
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
      return {};
    },
    expects: {}
  },
  {
    n: 9,
    input: 'garbage where an update should be',
    does: async ({ enrol, open }) =>
      await asked(
        await open(await enrol()),
        encodeUpdate(new Uint8Array(64).fill(200)),
        encodeUpdate(Uint8Array.of(255))
      ),
    expects: { answers: ['E_DECODE', 'E_DECODE'], words: 'A change could not be read; it is kept for review.' },
    keeps: 2
  },
  {
    n: 9,
    input: 'an update that is cut short',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      return await asked(
        client,
        encodeUpdate(encodeRun({ client: client.client, clock: 0, facts: [fact(1)] }).subarray(0, 20))
      );
    },
    expects: { answers: ['E_DECODE'] },
    keeps: 1
  },
  {
    n: 10,
    input: 'an update of version 2',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const update = encodeRun({ client: client.client, clock: 0, facts: [fact(1)] });
      return await asked(client, encodeUpdate(Y.convertUpdateFormatV1ToV2(update)));
    },
    expects: { answers: ['E_DECODE'] },
    keeps: 1
  },
  {
    n: 11,
    input: 'structs in another device’s name; the victim then writes 1,001 facts',
    does: async ({ enrol, open }) => {
      const [victim, attacker] = [await open(await enrol()), await open(await enrol())];
      const squat = frame(1, (out) => {
        for (const n of [1, victim.client, 0]) encoding.writeVarUint(out, n);
        encoding.writeUint8(out, 0); // GC
        encoding.writeVarUint(out, 2 ** 31 - 2);
        encoding.writeVarUint(out, 0);
      });
      const answers = await asked(attacker, encodeUpdate(squat), run(victim.client, 0, [fact(1)]));
      const facts = Array.from({ length: 1_001 }, (_, i) => fact(i));
      expect(await victim.append(0, facts)).toMatchObject({ type: 'ack', clock: 1_001 });
      return answers;
    },
    expects: {
      answers: ['E_FOREIGN', 'E_FOREIGN'],
      words: 'This change carries another device’s name and was not taken.'
    },
    adds: 1_001,
    keeps: 2
  },
  {
    n: 12,
    input: 'a gap in a writer’s clock',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const answers = [await client.append(0, [fact(0), fact(1)]), await client.append(7, [fact(7)])];
      expect(answers[1]).toMatchObject({ client: client.client, have: 2 });
      return seen(...answers, await client.append(2, [fact(2)]));
    },
    expects: { answers: ['ack', 'E_GAP', 'ack'], words: 'Catching up …' },
    adds: 3
  },
  {
    n: 13,
    input: '20,000 gap frames',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const gap = run(client.client, 9, [fact(9)]);
      for (let i = 0; i < 20_000; i++) client.send(gap);
      return await closed(client);
    },
    expects: { close: 4429 }
  },
  {
    n: 14,
    input: 'the same facts again, however they are cut',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const first = await client.append(0, [fact(0), fact(1), fact(2)]);
      const again = await client.append(0, [fact(0), fact(1), fact(2)]);
      expect(again).toEqual(first);
      return seen(again, await client.append(1, [fact(1)]), await client.append(2, [fact(2), fact(3)]));
    },
    expects: { answers: ['ack', 'ack', 'ack'] },
    adds: 4
  },
  {
    n: 15,
    input: 'other facts at clocks that are taken: a copy of the device',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const answers = seen(await client.append(0, [fact(0), fact(1)]), await client.append(1, [fact(5), fact(6)]));
      return { ...answers, ...(await closed(client)) };
    },
    expects: {
      answers: ['ack', 'E_DUP'],
      close: 4409,
      words: 'This device’s data was copied. Enrol it again; nothing was lost.'
    },
    adds: 2,
    keeps: 1
  },
  {
    n: 16,
    input: 'a deletion from a kiosk',
    does: async ({ enrol, open }) => {
      const kiosk = await enrol('kiosk');
      const client = await open(kiosk, `inbox/${kiosk.deviceNo}`);
      const ydoc = new Y.Doc();
      ydoc.clientID = client.client;
      const log = ydoc.getArray(`facts/${kiosk.deviceNo}`);
      log.push([1, 2]);
      log.delete(0, 1);
      return await asked(client, encodeUpdate(Y.encodeStateAsUpdate(ydoc)));
    },
    expects: { answers: ['E_VERB'], words: 'This device may not make that change.' },
    keeps: 1
  },
  {
    n: 18,
    input: 'a board that writes, three times',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol('board'), 'board/main/main/2026-11-20');
      const told = run(client.client, 0, [{ kind: 'ticket/waiting', at: 1, by: 'x', of: { ticket: 'A-001' } }]);
      return { ...(await asked(client, told, told, told)), ...(await closed(client)) };
    },
    expects: { answers: ['E_VERB', 'E_VERB', 'E_VERB'], close: 4403 },
    keeps: 3
  },
  {
    n: 19,
    input: 'presence of others, too long, unreadable, of thousands',
    does: async ({ enrol, open }) => {
      const [one, other] = [await open(await enrol()), await open(await enrol())];
      const answers = await asked(
        one,
        awareness([[other.client, 5, '{"room":3}']]),
        awareness([[one.client, 1, JSON.stringify('x'.repeat(2_000))]]),
        awareness([[one.client, 1, '{"a":']]),
        awareness(Array.from({ length: 5_000 }, (_, i) => [i, 1, '{}'] as const))
      );
      one.send(awareness([[one.client, 1, '{"here":1}']]));
      return { answers: [...answers.answers!, ...(await asked(one, awareness([[one.client + 1, 1, '{}']]))).answers!] };
    },
    expects: { answers: ['E_FOREIGN', 'E_SIZE', 'E_DECODE', 'E_SIZE', 'E_FOREIGN'] }
  },
  {
    n: 20,
    input: 'a fact nested as deep as a frame is long',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const deep = rawFact(client.client, (out) => {
        for (let i = 0; i < 30_000; i++) encoding.writeUint8Array(out, Uint8Array.of(117, 1));
      });
      return await asked(client, deep);
    },
    expects: { answers: ['E_DECODE'] },
    keeps: 1
  },
  {
    n: 21,
    input: 'keys that change objects',
    does: async ({ enrol, open }) => {
      const client = await open(await enrol());
      const keyed = (key: string): Uint8Array =>
        rawFact(client.client, (out) => {
          encoding.writeUint8(out, 118);
          encoding.writeVarUint(out, 1);
          encoding.writeVarString(out, key);
          encoding.writeAny(out, { polluted: true });
        });
      const answers = await asked(client, ...['__proto__', 'constructor', 'prototype'].map(keyed));
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
      return answers;
    },
    expects: { answers: ['E_SCHEMA', 'E_SCHEMA', 'E_SCHEMA'], words: 'A field is not allowed.' },
    keeps: 3
  },
  {
    n: 29,
    input: '[GATE-10] a device whose clock is a day ahead: taken, and flagged',
    does: async ({ rig, enrol, open }) => {
      const client = await open(await enrol());
      const before = await metric(rig, 'anteroom_skewed_total');
      const answer = await client.append(0, [fact(stampAt(Date.now() + 86_400_000))]);
      expect((await metric(rig, 'anteroom_skewed_total')) - before).toBe(1);
      return { ...seen(answer), words: clockWarning({ ...STATUS, clockOffsetMs: -86_400_000 }) ?? '' };
    },
    expects: {
      answers: ['ack'],
      words:
        'This device’s clock is 1 day fast. Nothing is lost; times here may look odd. Set the clock in the system settings.'
    },
    adds: 1
  },
  {
    n: 32,
    input: 'a cursor of another life of the server, from beyond the end of this one',
    does: async ({ rig, enrol, open }) => {
      const device = await enrol();
      const headers = { authorization: `Bearer ${device.token}` };
      const answer = await fetch(`${rig.http}/sync/changes?since=999999999`, { headers });
      // What came of the other life is told by the name of this one: the device then compares all, and sends what is missing.
      expect(answer.headers.get(EPOCH_HEADER)).toBe(device.epoch);
      const client = await open(device);
      return seen(
        await client.append(5, [fact(5)]),
        await client.append(
          0,
          Array.from({ length: 6 }, (_, i) => fact(i))
        )
      );
    },
    expects: { answers: ['E_GAP', 'ack'] },
    adds: 6
  },
  {
    n: 34,
    input: 'a write when the server’s disk is full',
    does: async ({ rig, space, enrol, open }) => {
      const device = await enrol();
      const client = await open(device);
      space.free = 0.1 * 1024 ** 3;
      rig.lookAtDisk();
      const full = await client.append(0, [fact(0)]);
      await (await open(await enrol())).join(); // reading goes on
      space.free = 50 * 1024 ** 3;
      rig.lookAtDisk();
      return seen(full, await client.append(0, [fact(0)]));
    },
    expects: { answers: ['E_DISK', 'ack'], words: 'The server’s disk is full. Saved on this device.' },
    adds: 1
  }
];

async function metric(rig: Rig, name: string): Promise<number> {
  const text = await (await fetch(`${rig.http}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
