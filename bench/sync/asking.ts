import { get } from 'node:http';
import { createGunzip } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { encodeHave } from '#protocol/run-bytes.ts';
import { EPOCH_HEADER, readRecords } from '#protocol/feed.ts';
import { BenchClient } from './client.ts';
import type { Dialect } from './dialects.ts';
import { inParallel, sleep } from './figures.ts';
import { changedOf, patientDocName, patientUpdate, SEEDER } from './patients.ts';
import type { Feed, Running, ServerUnderTest } from './server-under-test.ts';

/** What a device got: how many documents, in how many bytes on the wire, and how long that took. */
export interface Got {
  readonly documents: number;
  readonly bytes: number;
  readonly seconds: number;
  /** By the feed: the bytes before compression, and from where to go on. */
  readonly bytesUnzipped?: number;
  readonly head?: number;
}

/** Questions under way at a time, where each document is asked for by itself. */
const AT_ONCE = 20;

/** By the change feed: one request, gzip as browsers ask for it, every record read. */
export async function byFeed({ port }: Running, feed: Feed, since: number | null): Promise<Got> {
  const path = since === null ? '/sync/bootstrap?after=' : `/sync/changes?since=${since}`;
  const headers = { authorization: `Bearer ${feed.token}`, 'accept-encoding': 'gzip' };
  const from = performance.now();
  return await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers }, (response) => {
      if (response.statusCode !== 200 || !response.headers[EPOCH_HEADER])
        return reject(new Error(`the feed answered ${response.statusCode}`));
      const unzipped = createGunzip();
      let [bytes, bytesUnzipped] = [0, 0];
      response.on('data', (piece: Buffer) => (bytes += piece.length));
      unzipped.on('data', (piece: Buffer) => (bytesUnzipped += piece.length));
      const read = async (): Promise<Got> => {
        let [documents, head] = [0, 0];
        for await (const record of readRecords(response.pipe(unzipped) as AsyncIterable<Uint8Array>)) {
          if (record.type === 'packed') documents += record.docs.length;
          else if (record.type === 'change') documents++;
          else head = record.next;
        }
        return { documents, bytes, bytesUnzipped, head, seconds: (performance.now() - from) / 1_000 };
      };
      read().then(resolve, reject);
    }).on('error', reject);
  });
}

/** By asking for each document with what one has of it, which is the only way the y-websocket protocol knows. */
export async function byDocument(
  server: ServerUnderTest,
  dialect: Dialect,
  documents: number,
  has: number
): Promise<Got> {
  const vector = has === 0 ? new Uint8Array([0]) : encodeHave(new Map([[SEEDER, has]]));
  const changed = new Set(has === 0 ? [] : changedOf(documents));
  const indexes = Array.from({ length: documents }, (_, i) => i);
  const from = performance.now();
  let bytes = 0;
  let found = 0;
  if (server.manyDocsASocket) {
    const socket = await ManyDocuments.open(dialect, vector);
    await inParallel(indexes, AT_ONCE, async (index) => {
      if ((await socket.ask(patientDocName(index))) > EMPTY) found++;
    });
    bytes = socket.bytesIn;
    socket.close();
  } else {
    await inParallel(indexes, AT_ONCE, async (index) => {
      const client = new BenchClient(dialect, patientDocName(index), 0, vector);
      await client.synced;
      // One of them answers before it has read the document, and tells the rest as updates.
      const isNews = has === 0 || changed.has(index);
      for (let i = 0; isNews && (client.heard.get(SEEDER) ?? 0) <= has && i < 5_000; i++) await sleep(1);
      if ((client.heard.get(SEEDER) ?? 0) > has) found++;
      bytes += client.bytesIn;
      await client.close();
    });
  }
  return { documents: found, bytes, seconds: (performance.now() - from) / 1_000 };
}

/** The bytes of the changes themselves: what cannot be saved without compression. */
export function bytesOfChanges(documents: number): number {
  return changedOf(documents).reduce((sum, index) => sum + patientUpdate(index, 1).length, 0);
}

/** An update of nothing has this many bytes. */
const EMPTY = 2;

/** One socket that asks for document after document. */
class ManyDocuments {
  bytesIn = 0;
  readonly #socket: WebSocket;
  readonly #dialect: Dialect;
  readonly #vector: Uint8Array;
  readonly #waiting = new Map<string, (bytes: number) => void>();

  private constructor(socket: WebSocket, dialect: Dialect, vector: Uint8Array) {
    this.#socket = socket;
    this.#dialect = dialect;
    this.#vector = vector;
    socket.on('message', (frame: Buffer) => {
      this.bytesIn += frame.length;
      const heard = dialect.hear(frame);
      if (heard.type === 'step2')
        this.#waiting.get(decoding.readVarString(decoding.createDecoder(frame)))?.(heard.update.length);
    });
  }

  static async open(dialect: Dialect, vector: Uint8Array): Promise<ManyDocuments> {
    const { url } = dialect.address('', 0);
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new ManyDocuments(socket, dialect, vector);
  }

  /** Resolves to the length of what the server sent of it. */
  ask(doc: string): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.set(doc, (bytes) => {
        this.#waiting.delete(doc);
        resolve(bytes);
      });
      for (const frame of this.#dialect.hello(doc, this.#vector)) this.#socket.send(frame);
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}
