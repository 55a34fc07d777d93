import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { deviceOf, type ClientId } from '../domain/ids.ts';
import { BadFact, FactDecoder, readAnySafely } from './fact-bytes.ts';
import { MAX_STRUCT_LENGTH, MAX_STRUCTS } from './limits.ts';

/**
 * Facts as a Yjs update (version 1), written and read without a Y.Doc. A device appends to the root array `facts/<deviceNo>`; each
 * of its clients (one a tab and boot) writes one chain there: its first item has no origin and names the array, every later one
 * has the client's own last item as its origin. So an update depends on nothing but its own writer.
 *
 * Layout: https://github.com/yjs/yjs `src/utils/encoding.js` (writeClientsStructs), `src/structs/Item.js` (Item.write).
 */
export interface Run {
  readonly client: ClientId;
  /** The clock of the first fact. */
  readonly clock: number;
  readonly facts: readonly unknown[];
}

/** A run as it came, with its facts' bytes where these are what `bodyOf` would write. */
export interface ReadRun extends Run {
  readonly body: Uint8Array | null;
}

export class BadUpdate extends Error {
  override readonly name = 'BadUpdate';
  readonly code: 'E_DECODE' | 'E_FOREIGN' | 'E_SIZE' | 'E_VERB' | 'E_SCHEMA';

  constructor(code: BadUpdate['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const CONTENT_DELETED = 1;
const CONTENT_ANY = 8;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_ORIGIN = 0x80;
const HAS_PARENT_SUB = 0x20;

export const factsRoot = (client: ClientId): string => `facts/${deviceOf(client)}`;

/** An update that appends `run.facts` to the writer's log. */
export function encodeRun(run: Run): Uint8Array<ArrayBuffer> {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, 1); // clients
  encoding.writeVarUint(out, 1); // structs of this client
  encoding.writeVarUint(out, run.client);
  encoding.writeVarUint(out, run.clock);
  if (run.clock > 0) {
    encoding.writeUint8(out, CONTENT_ANY | HAS_ORIGIN);
    encoding.writeVarUint(out, run.client);
    encoding.writeVarUint(out, run.clock - 1);
  } else {
    encoding.writeUint8(out, CONTENT_ANY);
    encoding.writeVarUint(out, 1); // the parent is a root type, named by its key
    encoding.writeVarString(out, factsRoot(run.client));
  }
  encoding.writeVarUint(out, run.facts.length);
  for (const fact of run.facts) encoding.writeAny(out, fact as encoding.AnyEncodable);
  encoding.writeVarUint(out, 0); // no deletions
  return encoding.toUint8Array(out) as Uint8Array<ArrayBuffer>; // lib0 copies into a fresh, unshared buffer
}

/**
 * Reads the runs of an update and holds it to the shape above: only facts, only in logs of their own writers, nothing deleted.
 * Origins must lie in the writing device's own range; whether they exist is for the journal to say.
 * @throws {BadUpdate}
 */
export function decodeRuns(update: Uint8Array): Run[] {
  return decodeRunsWithBytes(update).map(({ client, clock, facts }) => ({ client, clock, facts }));
}

/** The same, for who keeps the facts as the bytes they came in. @throws {BadUpdate} */
export function decodeRunsWithBytes(update: Uint8Array): ReadRun[] {
  try {
    return readRuns(new FactDecoder(update));
  } catch (error) {
    if (error instanceof BadUpdate) throw error;
    if (error instanceof BadFact) throw new BadUpdate(error.code, error.message);
    throw new BadUpdate('E_DECODE', 'not a Yjs update');
  }
}

/** Facts in Yjs's `Any` encoding, one after another. */
export function bodyOf(facts: readonly unknown[]): Uint8Array {
  const out = encoding.createEncoder();
  for (const fact of facts) encoding.writeAny(out, fact as encoding.AnyEncodable);
  return encoding.toUint8Array(out);
}

function readRuns(input: FactDecoder): ReadRun[] {
  const runs: ReadRun[] = [];
  const clients = decoding.readVarUint(input);
  let total = 0;
  for (let i = 0; i < clients; i++) {
    const structs = decoding.readVarUint(input);
    total += structs;
    if (total > MAX_STRUCTS) throw new BadUpdate('E_SIZE', 'too many structs');
    const client = decoding.readVarUint(input);
    let clock = decoding.readVarUint(input);
    for (let j = 0; j < structs; j++) {
      const run = readItem(input, client, clock);
      runs.push(run);
      clock += run.facts.length;
    }
  }
  if (decoding.readVarUint(input) !== 0) throw new BadUpdate('E_VERB', 'facts are not deleted');
  if (decoding.hasContent(input)) throw new BadUpdate('E_DECODE', 'bytes after the update');
  return runs;
}

function readItem(input: FactDecoder, client: ClientId, clock: number): ReadRun {
  const info = decoding.readUint8(input);
  const content = info & 0x1f;
  if (content === CONTENT_DELETED) throw new BadUpdate('E_VERB', 'facts are not deleted');
  if (content !== CONTENT_ANY) throw new BadUpdate('E_FOREIGN', 'only facts are written here');
  if (info & HAS_ORIGIN) readOwnId(input, client);
  if (info & HAS_RIGHT_ORIGIN) readOwnId(input, client);
  if (!(info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN))) {
    if (decoding.readVarUint(input) !== 1) throw new BadUpdate('E_FOREIGN', 'facts lie in a root array');
    if (decoding.readVarString(input) !== factsRoot(client)) throw new BadUpdate('E_FOREIGN', 'not the writer’s log');
    if (info & HAS_PARENT_SUB) throw new BadUpdate('E_FOREIGN', 'facts lie in an array');
  }
  const length = decoding.readVarUint(input);
  if (length === 0 || length > MAX_STRUCT_LENGTH) throw new BadUpdate('E_SIZE', 'struct length out of range');
  const facts: unknown[] = [];
  const start = input.pos;
  input.isPlain = true;
  for (let i = 0; i < length; i++) facts.push(readAnySafely(input));
  return { client, clock, facts, body: input.isPlain ? input.arr.subarray(start, input.pos) : null };
}

function readOwnId(input: decoding.Decoder, client: ClientId): void {
  const of = decoding.readVarUint(input);
  decoding.readVarUint(input);
  if (deviceOf(of) !== deviceOf(client)) throw new BadUpdate('E_FOREIGN', 'points into another device’s log');
}
