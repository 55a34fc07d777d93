import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** What a server sent about a document, whatever its dialect. */
export type Heard =
  | { readonly type: 'step1'; readonly vector: Uint8Array }
  /** Everything that was asked for, or one live update. */
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'other' };

/** How a client speaks to one kind of server about one document. `seat`: which of the benchmark's devices it is. */
export interface Dialect {
  address(doc: string, seat: number): { readonly url: string; readonly protocols: readonly string[] };
  /** Frames to send at once after the socket opened: sign-in if there is one, and the question for the document. */
  hello(doc: string, vector: Uint8Array): readonly Uint8Array[];
  update(doc: string, update: Uint8Array): Uint8Array;
  hear(frame: Uint8Array): Heard;
}

const SYNC = 0;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

function syncFrame(step: number, bytes: Uint8Array, address?: string): Uint8Array {
  const out = encoding.createEncoder();
  if (address !== undefined) encoding.writeVarString(out, address);
  encoding.writeVarUint(out, SYNC);
  encoding.writeVarUint(out, step);
  encoding.writeVarUint8Array(out, bytes);
  return encoding.toUint8Array(out);
}

function hear(input: decoding.Decoder): Heard {
  const type = decoding.readVarUint(input);
  if (type !== SYNC) return { type: 'other' };
  const step = decoding.readVarUint(input);
  const bytes = decoding.readVarUint8Array(input);
  if (step === STEP_1) return { type: 'step1', vector: bytes };
  return { type: step === STEP_2 ? 'step2' : 'update', update: bytes };
}

/** One socket a document, as y-websocket speaks. @param protocolsOf subprotocols of a seat's socket */
export function yWebsocketDialect(base: string, protocolsOf: (seat: number) => readonly string[]): Dialect {
  return {
    address: (doc, seat) => ({ url: `${base}/${doc}`, protocols: protocolsOf(seat) }),
    hello: (_doc, vector) => [syncFrame(STEP_1, vector)],
    update: (_doc, update) => syncFrame(UPDATE, update),
    hear: (frame) => hear(decoding.createDecoder(frame))
  };
}

const HOCUSPOCUS_AUTH = 2;

/** Hocuspocus 4: every frame begins with the document's name, and the first must sign in. */
export function hocuspocusDialect(base: string): Dialect {
  return {
    address: () => ({ url: base, protocols: [] }),
    hello: (doc, vector) => {
      const auth = encoding.createEncoder();
      encoding.writeVarString(auth, doc);
      encoding.writeVarUint(auth, HOCUSPOCUS_AUTH);
      encoding.writeVarUint(auth, 0);
      encoding.writeVarString(auth, 'token');
      return [encoding.toUint8Array(auth), syncFrame(STEP_1, vector, doc)];
    },
    update: (doc, update) => syncFrame(UPDATE, update, doc),
    hear: (frame) => {
      const input = decoding.createDecoder(frame);
      decoding.readVarString(input);
      return hear(input);
    }
  };
}
