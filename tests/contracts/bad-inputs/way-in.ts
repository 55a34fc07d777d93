import { expect } from 'vitest';
import { TURNED_AWAY_WORDS } from '#boot/connect.ts';
import { updateStory } from '#features/shell/sync-words.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeMux, MUX_PROTOCOL, PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { MIN_SCHEMA, SCHEMA } from '#protocol/schema-version.ts';
import type { SyncStatus } from '#station/station.ts';
import { isSent, status } from '#tests/fixtures/devices.ts';
import {
  fact,
  muxOf,
  muxSocket,
  openChannel,
  plainClient,
  TestSocket,
  type Rig
} from '../../../sync-server/tests/rig.ts';
import { asked, closed, run, seen, type Row } from './scene.ts';

/** A desk to which all is well. */
export const STATUS: SyncStatus = {
  link: 'live',
  offlineSince: null,
  unsent: 0,
  unsentSince: null,
  refused: [],
  fault: null,
  firstSync: null,
  clockOffsetMs: 0,
  lastHeard: null
};

/** A socket that said hello with a schema of its own. */
async function greeted(rig: Rig, device: DeviceCredentials, schema: number): Promise<TestSocket> {
  const socket = await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, device.token]).opened();
  socket.ws.send(encodeMux({ type: 'hello', schema, build: 'test', news: false }));
  expect(await socket.next((bytes) => muxOf(bytes, 'welcome'))).toMatchObject({
    schema: SCHEMA,
    minSchema: MIN_SCHEMA
  });
  return socket;
}

/** Who gets in, and how. */
export const WAY_IN: readonly Row[] = [
  {
    n: 1,
    input: 'an upgrade from a page of another origin',
    does: async ({ rig, doc, enrol }) => {
      const { token } = await enrol();
      const socket = new TestSocket(`${rig.ws}/sync/${doc}`, [PLAIN_PROTOCOL, token], {
        origin: 'https://evil.example'
      });
      const { status, text } = await socket.status();
      return { status, words: text };
    },
    expects: { status: 403, words: 'This page may not connect here.' }
  },
  {
    n: 2,
    input: 'an upgrade with its token in the address',
    does: async ({ rig, doc, enrol }) => {
      const { token } = await enrol();
      const { status, text } = await new TestSocket(`${rig.ws}/sync/${doc}?token=${token}`, [
        PLAIN_PROTOCOL,
        token
      ]).status();
      return { status, words: text };
    },
    expects: { status: 400, words: 'Connection details must not be in the address.' }
  },
  {
    n: 3,
    input: 'bytes that drip, and no hello',
    does: async ({ rig, enrol }) => {
      const socket = await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, (await enrol()).token]).opened();
      const drip = setInterval(() => socket.ws.send(Uint8Array.of(0), { fin: false }), 5);
      const seen = await closed({ socket });
      clearInterval(drip);
      return seen;
    },
    expects: { close: 4408 }
  },
  {
    n: 4,
    input: 'a token of nobody',
    does: async ({ rig, doc }) => {
      const socket = new TestSocket(`${rig.ws}/sync/${doc}`, [PLAIN_PROTOCOL, 'x'.repeat(43)]);
      return { ...(await closed({ socket })), words: TURNED_AWAY_WORDS['not-signed-in'] };
    },
    expects: {
      close: 4401,
      words:
        'The server does not know this device. Ask a manager to enrol it again. What was recorded here stays on this device.'
    }
  },
  {
    n: 5,
    input: 'a device that was removed',
    does: async ({ rig, enrol, open }) => {
      const device = await enrol();
      const live = await open(device);
      await rig.clinic.revoke(device.deviceNo);
      expect(await closed(live)).toEqual({ close: 4403 });
      const socket = new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, device.token]);
      return { ...(await closed({ socket })), words: TURNED_AWAY_WORDS.revoked };
    },
    expects: {
      close: 4403,
      words: 'This device was removed. Ask a manager. What was recorded here stays on this device.'
    }
  },
  {
    n: 17,
    input: 'a kiosk that opens a day: the same answer as for a document that is not there',
    does: async ({ rig, doc, enrol, open }) => {
      const kiosk = await enrol('kiosk');
      const answers = [];
      for (const name of [doc, 'patient/p1', 'practice', 'inbox/999', 'nothing/here', 'day/main/2026-02-30']) {
        const client = await plainClient(rig, kiosk, name);
        answers.push({ ...seen(await client.answer()), ...(await closed(client)) });
      }
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      const socket = await muxSocket(rig, kiosk);
      for (const [i, name] of [doc, 'nothing/here'].entries()) {
        openChannel(socket, kiosk, i + 1, name);
        const { code, say } = await socket.next((bytes) => muxOf(bytes, 'refused'));
        expect({ answers: [code], words: say }).toEqual({ answers: answers[0]!.answers, words: answers[0]!.words });
      }
      await (await open(kiosk, `inbox/${kiosk.deviceNo}`)).join(); // its own is there
      return answers[0]!;
    },
    expects: { close: 4401, answers: ['E_ROLE'], words: 'This device has no such document.' }
  },
  {
    n: 30,
    input: 'a device of a schema that is too old: what it wrote is taken, then it is told to update',
    does: async ({ rig, doc, enrol }) => {
      const device = await enrol();
      const socket = await greeted(rig, device, MIN_SCHEMA - 1);
      const client = openChannel(socket, device, 1, doc);
      await client.join();
      const answer = await client.append(0, [fact(0), fact(1)]);
      const words = updateStory({ ...STATUS, update: 'needed', unsent: 14 }) ?? '';
      return { ...seen(answer), ...(await closed(client)), words };
    },
    expects: {
      answers: ['ack'],
      close: 4426,
      words: 'Please update Anteroom on this device: reload this page. Your 14 unsent changes are safe.'
    },
    adds: 2
  },
  {
    n: 31,
    input: 'a device of a newer schema: new kinds and keys are kept, what is not understood waits on it',
    does: async ({ rig, doc, enrol }) => {
      const device = await enrol();
      const client = openChannel(await greeted(rig, device, SCHEMA + 1), device, 1, doc);
      const known = { ...fact(0), of: { visit: 'v-0', since: 'the next release' } };
      const unknown = { kind: 'visit/weighed', at: 1, by: 'u-1', of: { visit: 'v-0', grams: 70_500 } };
      const first = await client.append(0, [known, unknown]);
      const second = await client.append(2, [{ ...fact(2), of: { visit: 7 } } as never]);
      expect((await rig.clinic.read(doc)).map((recorded) => recorded.fact)).toEqual([known, unknown]);
      return { ...seen(first, second), words: updateStory({ ...STATUS, update: 'server', unsent: 2 }) ?? '' };
    },
    expects: {
      answers: ['ack', 'E_VERSION'],
      words: 'The server is being updated; 2 changes of this newer Anteroom wait here for it.'
    },
    adds: 2
  },
  {
    n: 31,
    input: 'a device of a newer schema that writes what is wrong in any schema',
    does: async ({ rig, doc, enrol }) => {
      const [device, other] = [await enrol(), await enrol()];
      const client = openChannel(await greeted(rig, device, SCHEMA + 1), device, 1, doc);
      const card = { ...fact(0), kind: 'visit/weighed', of: { note: '4111 1111 1111 1111' } };
      return await asked(client, run(client.client, 0, [card]), run(other.clientIdBase, 0, [fact(0)]));
    },
    expects: {
      answers: ['E_CARD', 'E_FOREIGN'],
      words: 'This change carries another device’s name and was not taken.'
    },
    keeps: 2
  }
];

/** A browser's own, with nothing in its message (STACK.md §3, 14). */
const quotaExceeded = (): never => {
  throw new DOMException('', 'QuotaExceededError');
};

export const ON_THE_DEVICE: readonly Row[] = [
  {
    n: 33,
    input: 'a device without space: nothing is said to be saved, and nothing is sent, until there is',
    does: async ({ rig, doc, desk }) => {
      const save = () =>
        desk.station.record('walk in', doc, [
          { kind: 'visit/ready', of: { visit: 'v-33' } } // as a command would
        ]);
      const { add, put } = IDBObjectStore.prototype;
      Object.assign(IDBObjectStore.prototype, { add: quotaExceeded, put: quotaExceeded });
      const refused = await save().catch((error: unknown) => error);
      Object.assign(IDBObjectStore.prototype, { add, put });
      expect(await rig.clinic.read(doc)).toEqual([]);
      await save();
      await status(desk, isSent);
      return { words: String((refused as Error).message) };
    },
    expects: {
      words: 'This device is full. Nothing is lost: what you typed is still here. Free some space, or use another desk.'
    },
    adds: 1
  }
];
