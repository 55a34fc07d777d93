import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { ClientId } from '../domain/ids.ts';
import type { NoCode } from './codes.ts';

/** Top-level message types of y-websocket, and ours beyond them. A plain client logs ours and goes on. */
export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, ack: 100, no: 101 } as const;

/** Everything this client wrote to this document with a clock below `clock` is validated and on the server's disk. */
export interface Ack {
  readonly type: 'ack';
  readonly client: ClientId;
  readonly clock: number;
  /** Journal sequence number of the last row it covers. */
  readonly seq: number;
}

/**
 * The server did not take an update. `have` is the first clock of that client it does not have: after E_GAP and the other
 * retryable codes send again from there. After any other code those facts will never be taken and nobody has seen them: the device
 * keeps them for a person to look at, and either writes others in their place (facts that void themselves) or goes on under its
 * next boot's client id. `client` is 0 for bytes that name none.
 */
export interface No {
  readonly type: 'no';
  readonly code: NoCode;
  readonly client: ClientId;
  readonly have: number;
  /** The clock of the first fact that is no good, where it is one fact's fault: the rest of its frame may be sent again without it. */
  readonly at?: number;
  /** For a person: what happened and what is safe. */
  readonly say: string;
}

export function encodeAck(ack: Omit<Ack, 'type'>): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, MESSAGE.ack);
  encoding.writeVarUint(out, ack.client);
  encoding.writeVarUint(out, ack.clock);
  encoding.writeVarUint(out, ack.seq);
  return encoding.toUint8Array(out);
}

export function encodeNo(no: Omit<No, 'type'>): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, MESSAGE.no);
  encoding.writeVarString(out, no.code);
  encoding.writeVarUint(out, no.client);
  encoding.writeVarUint(out, no.have);
  encoding.writeVarString(out, no.say);
  if (no.at !== undefined) encoding.writeVarUint(out, no.at);
  return encoding.toUint8Array(out);
}

/** An ack or a no; null for y-websocket's own messages. @throws on bytes cut short */
export function decodeAnswer(bytes: Uint8Array): Ack | No | null {
  const input = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(input)) {
    case MESSAGE.ack:
      return {
        type: 'ack',
        client: decoding.readVarUint(input),
        clock: decoding.readVarUint(input),
        seq: decoding.readVarUint(input)
      };
    case MESSAGE.no: {
      const code = decoding.readVarString(input) as NoCode; // an unknown code is shown by its words
      const [client, have] = [decoding.readVarUint(input), decoding.readVarUint(input)];
      const say = decoding.readVarString(input);
      const at = decoding.hasContent(input) ? { at: decoding.readVarUint(input) } : {}; // an older server does not say
      return { type: 'no', code, client, have, say, ...at };
    }
    default:
      return null;
  }
}
