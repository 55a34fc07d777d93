import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { DocId } from '../domain/documents.ts';
import type { Instant } from '../domain/time.ts';
import { checkedBytes, CHECKSUM_BYTES, putChecksum, withChecksum } from './checksum.ts';
import type { NoCode } from './codes.ts';

/** Subprotocols of `/sync`: one document a socket as y-websocket speaks it, or many documents over one socket. */
export const PLAIN_PROTOCOL = 'anteroom.v1';
export const MUX_PROTOCOL = 'anteroom.mux.v1';
/** In front of its number: a device that will prove which one it is. */
export const DEVICE_PROTOCOL = 'device.';

/**
 * One frame of a `anteroom.mux.v1` socket. A channel is one document; its messages are y-websocket's own, with the
 * extensions of `doc-messages.ts`. Channel numbers are the client's choice, used once a socket.
 */
export type MuxFrame =
  /** client → server, first frame. `news`: tell me when the journal grows, because I run the feed. */
  | {
      readonly type: 'hello';
      readonly schema: number;
      readonly build: string;
      readonly news: boolean;
      /** Of the person at the device; absent where nobody is. */
      readonly session?: string;
      /** Of a device with keys: its answer to the challenge. */
      readonly proof?: string;
    }
  /** server → client, first of all, where the device named itself (`DEVICE_PROTOCOL`) instead of showing a token: sign this. */
  | { readonly type: 'challenge'; readonly nonce: string }
  /** server → client, answer to hello. `schema` is the server’s own; who writes an older one than `minSchema` is to update. */
  | {
      readonly type: 'welcome';
      readonly epoch: string;
      readonly now: Instant;
      readonly schema: number;
      readonly minSchema: number;
      /** The server's signature over the proof, and a new token when the device's was half over. */
      readonly greeting?: string;
      readonly token?: string;
    }
  | { readonly type: 'open'; readonly channel: number; readonly doc: DocId }
  | { readonly type: 'message'; readonly channel: number; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly channel: number }
  /** server → client: this channel will not open, or is closed for a reason. */
  | { readonly type: 'refused'; readonly channel: number; readonly code: NoCode; readonly say: string }
  /** server → client every 5 s, and soon after the journal grew to those who asked for news. `seq` is the journal's head. */
  | { readonly type: 'beat'; readonly now: Instant; readonly seq: number };

export const BEAT_MS = 5_000;

const TYPES = ['hello', 'welcome', 'open', 'message', 'close', 'refused', 'beat', 'challenge'] as const;

export function encodeMux(frame: MuxFrame): Uint8Array<ArrayBuffer> {
  if (frame.type === 'message') return encodeMessage(frame.channel, frame.bytes);
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, TYPES.indexOf(frame.type));
  switch (frame.type) {
    case 'hello':
      encoding.writeVarUint(out, frame.schema);
      encoding.writeVarString(out, frame.build);
      encoding.writeUint8(out, frame.news ? 1 : 0);
      if (frame.session !== undefined || frame.proof !== undefined) encoding.writeVarString(out, frame.session ?? '');
      if (frame.proof !== undefined) encoding.writeVarString(out, frame.proof);
      break;
    case 'welcome':
      encoding.writeVarString(out, frame.epoch);
      encoding.writeVarUint(out, frame.now);
      encoding.writeVarUint(out, frame.schema);
      encoding.writeVarUint(out, frame.minSchema);
      if (frame.greeting !== undefined) encoding.writeVarString(out, frame.greeting);
      if (frame.token !== undefined) encoding.writeVarString(out, frame.token);
      break;
    case 'challenge':
      encoding.writeVarString(out, frame.nonce);
      break;
    case 'open':
      encoding.writeVarUint(out, frame.channel);
      encoding.writeVarString(out, frame.doc);
      break;
    case 'close':
      encoding.writeVarUint(out, frame.channel);
      break;
    case 'refused':
      encoding.writeVarUint(out, frame.channel);
      encoding.writeVarString(out, frame.code);
      encoding.writeVarString(out, frame.say);
      break;
    case 'beat':
      encoding.writeVarUint(out, frame.now);
      encoding.writeVarUint(out, frame.seq);
      break;
  }
  return withChecksum(encoding.toUint8Array(out));
}

/** By far the most frequent frame, of any length: put together in one piece. */
function encodeMessage(channel: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head: number[] = [TYPES.indexOf('message')];
  for (; channel >= 0x80; channel = Math.floor(channel / 0x80)) head.push((channel & 0x7f) | 0x80);
  head.push(channel);
  const frame = new Uint8Array(head.length + bytes.length + CHECKSUM_BYTES);
  frame.set(head);
  frame.set(bytes, head.length);
  putChecksum(frame);
  return frame;
}

/** @throws {DamagedOnTheWay} @throws on bytes that are no frame of this version */
export function decodeMux(whole: Uint8Array): MuxFrame {
  const input = decoding.createDecoder(checkedBytes(whole));
  const type = TYPES[decoding.readVarUint(input)];
  switch (type) {
    case 'hello':
      return {
        type,
        schema: decoding.readVarUint(input),
        build: decoding.readVarString(input),
        news: decoding.readUint8(input) === 1,
        ...later(input, 'session'),
        ...later(input, 'proof')
      };
    case 'welcome':
      return {
        type,
        epoch: decoding.readVarString(input),
        now: decoding.readVarUint(input),
        schema: decoding.readVarUint(input),
        minSchema: decoding.readVarUint(input),
        ...later(input, 'greeting'),
        ...later(input, 'token')
      };
    case 'challenge':
      return { type, nonce: decoding.readVarString(input) };
    case 'open':
      return { type, channel: decoding.readVarUint(input), doc: decoding.readVarString(input) };
    case 'message':
      return { type, channel: decoding.readVarUint(input), bytes: decoding.readTailAsUint8Array(input) };
    case 'close':
      return { type, channel: decoding.readVarUint(input) };
    case 'refused': {
      const channel = decoding.readVarUint(input);
      const code = decoding.readVarString(input) as NoCode; // an unknown code is shown by its words
      return { type, channel, code, say: decoding.readVarString(input) };
    }
    case 'beat':
      return { type, now: decoding.readVarUint(input), seq: decoding.readVarUint(input) };
    default:
      throw new RangeError('unknown frame type');
  }
}

/** A part that came later in the life of this protocol, or is not there; empty is as missing. */
function later<Name extends string>(input: decoding.Decoder, name: Name): { readonly [N in Name]?: string } {
  const text = decoding.hasContent(input) ? decoding.readVarString(input) : '';
  return (text === '' ? {} : { [name]: text }) as { readonly [N in Name]?: string }; // that one key
}
