import * as encoding from 'lib0/encoding';
import type { Fact } from '#domain/fact.ts';
import { MESSAGE, type Ack, type No } from '#protocol/doc-messages.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun, factsRoot } from '#protocol/update.ts';
import type { TestDevice } from '#tests/fixtures/devices.ts';
import type { DocClient, Rig, TestSocket } from '../../../sync-server/tests/rig.ts';

/** What came of a bad input. */
export interface Seen {
  /** Of the HTTP upgrade that was not. */
  readonly status?: number;
  readonly close?: number;
  /** Codes of what was answered, in order; `ack` for an acknowledgement. */
  readonly answers?: readonly string[];
  /** The last words that came, or that the device shows. */
  readonly words?: string;
}

export interface Row {
  readonly n: number;
  readonly input: string;
  readonly does: (at: Scene) => Promise<Seen>;
  readonly expects: Seen;
  /** Facts that are there afterwards and were not before; 0 if not stated. */
  readonly adds?: number;
  /** What was sealed for review. */
  readonly keeps?: number;
}

export interface Scene {
  readonly rig: Rig;
  /** How full the server says its disk is. */
  readonly space: { free: number; readonly total: number };
  /** A whole device: its station, its disk, its outbox. */
  readonly desk: TestDevice;
  /** A document of its own, so that clocks begin at 0. */
  readonly doc: string;
  enrol(role?: 'desk' | 'kiosk' | 'board' | 'room'): Promise<DeviceCredentials>;
  /** Opens a document over the kind of socket under test. */
  open(device: DeviceCredentials, doc?: string): Promise<DocClient>;
}

export const frame = (type: number, write: (out: encoding.Encoder) => void = () => undefined): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, type);
  write(out);
  return encoding.toUint8Array(out);
};

export const awareness = (
  entries: readonly (readonly [client: number, clock: number, state: string])[]
): Uint8Array => {
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
export const rawFact = (client: number, writeFact: (out: encoding.Encoder) => void): Uint8Array => {
  const out = encoding.createEncoder();
  for (const n of [1, 1, client, 0]) encoding.writeVarUint(out, n);
  encoding.writeUint8(out, 8);
  encoding.writeVarUint(out, 1);
  encoding.writeVarString(out, factsRoot(client));
  encoding.writeVarUint(out, 1);
  writeFact(out);
  encoding.writeVarUint(out, 0);
  return encodeUpdate(encoding.toUint8Array(out));
};

export const seen = (...answers: readonly (Ack | No)[]): Seen => {
  const last = answers.findLast((answer) => answer.type === 'no');
  return {
    answers: answers.map((answer) => (answer.type === 'ack' ? 'ack' : answer.code)),
    ...(last && { words: last.say })
  };
};

/** Sends messages one by one, each after the answer to the one before. */
export async function asked(client: DocClient, ...messages: readonly Uint8Array[]): Promise<Seen> {
  const answers = [];
  for (const message of messages) {
    client.send(message);
    answers.push(await client.answer());
  }
  return seen(...answers);
}

export const closed = async (client: { readonly socket: TestSocket }): Promise<{ close: number }> => ({
  close: (await client.socket.closed).code
});
export const run = (client: number, clock: number, facts: readonly Fact[]): Uint8Array =>
  encodeUpdate(encodeRun({ client, clock, facts }));
