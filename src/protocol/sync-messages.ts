import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MESSAGE } from './doc-messages.ts';

/** y-protocols' sync messages, one level below the message type. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** What y-websocket's `messageSync` may hold. */
export type SyncMessage =
  /** The state vector of who asks. */
  | { readonly type: 'step1'; readonly have: Uint8Array }
  /** `step2` answers a step 1 with what the other lacked; `update` is a change as it happens. */
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array };

export function encodeStep1(have: Uint8Array): Uint8Array {
  return encodeSync(SYNC.step1, have);
}

export function encodeStep2(update: Uint8Array): Uint8Array {
  return encodeSync(SYNC.step2, update);
}

export function encodeUpdate(update: Uint8Array): Uint8Array {
  return encodeSync(SYNC.update, update);
}

/** What follows the message type of a `messageSync`. @throws on bytes that are none */
export function readSync(input: decoding.Decoder): SyncMessage {
  const type = decoding.readVarUint(input);
  const bytes = decoding.readVarUint8Array(input);
  if (decoding.hasContent(input)) throw new RangeError('bytes after the message');
  switch (type) {
    case SYNC.step1:
      return { type: 'step1', have: bytes };
    case SYNC.step2:
      return { type: 'step2', update: bytes };
    case SYNC.update:
      return { type: 'update', update: bytes };
    default:
      throw new RangeError('unknown sync message');
  }
}

function encodeSync(type: number, bytes: Uint8Array): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, MESSAGE.sync);
  encoding.writeVarUint(out, type);
  encoding.writeVarUint8Array(out, bytes);
  return encoding.toUint8Array(out);
}
