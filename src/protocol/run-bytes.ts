import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { ClientId } from '../domain/ids.ts';
import { skipAny } from './fact-bytes.ts';
import { MAX_STRUCT_LENGTH } from './limits.ts';
import { factsRoot } from './update.ts';

/**
 * Runs as bytes: joined, cut and merged without reading the facts in them. A merged document is a copy of its rows' bytes under
 * one header a writer, so the server needs no Y.Doc and no time to speak of (docs/adr: the server keeps no document).
 */
export interface Section {
  readonly client: ClientId;
  readonly clock: number;
  readonly count: number;
  /** The facts in Yjs's `Any` encoding, one after another. */
  readonly body: Uint8Array;
}

/** What of each writer someone has: the next clock. Yjs calls it a state vector. */
export type Have = ReadonlyMap<ClientId, number>;

const CONTENT_ANY = 8;
const HAS_ORIGIN = 0x80;

/** The one run of an update that `encodeRun` wrote. Bytes of any other shape are a bug of the caller. */
export function sectionOf(update: Uint8Array): Section {
  const input = decoding.createDecoder(update);
  if (decoding.readVarUint(input) !== 1 || decoding.readVarUint(input) !== 1) throw new RangeError('not one run');
  const client = decoding.readVarUint(input);
  const clock = decoding.readVarUint(input);
  skipStructHead(input);
  const count = decoding.readVarUint(input);
  return { client, clock, count, body: update.subarray(input.pos, update.length - 1) };
}

/** One update of many sections. @param sections in any order; those of one client follow each other without gap or overlap */
export function joinSections(sections: readonly Section[]): Uint8Array {
  const byClient = Map.groupBy(sections, (section) => section.client);
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, byClient.size);
  // Yjs writes the highest client first and merges faster for it.
  for (const client of [...byClient.keys()].sort((a, b) => b - a)) {
    const own = (byClient.get(client) ?? []).toSorted((a, b) => a.clock - b.clock);
    const structs = inStructs(own);
    encoding.writeVarUint(out, structs.length);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, own[0]?.clock ?? 0);
    for (const struct of structs) writeStruct(out, client, struct);
  }
  encoding.writeVarUint(out, 0); // no deletions
  return encoding.toUint8Array(out);
}

/** One update of one writer's facts, of which the bytes are at hand in pieces that follow each other: what `encodeRun` writes. */
export function encodeBodies(
  client: ClientId,
  clock: number,
  count: number,
  bodies: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, 1);
  encoding.writeVarUint(out, 1);
  encoding.writeVarUint(out, client);
  encoding.writeVarUint(out, clock);
  writeStruct(out, client, { clock, count, bodies });
  encoding.writeVarUint(out, 0); // no deletions
  return encoding.toUint8Array(out) as Uint8Array<ArrayBuffer>; // lib0 copies into a fresh, unshared buffer
}

/** What of a section lies at `clock` and after; null when nothing does. */
export function sectionFrom(section: Section, clock: number): Section | null {
  if (clock <= section.clock) return section;
  const skip = clock - section.clock;
  if (skip >= section.count) return null;
  const input = decoding.createDecoder(section.body);
  for (let i = 0; i < skip; i++) skipAny(input);
  return { client: section.client, clock, count: section.count - skip, body: section.body.subarray(input.pos) };
}

/** What someone who has `have` still lacks. */
export function sectionsBeyond(sections: readonly Section[], have: Have): Section[] {
  return sections.flatMap((section) => sectionFrom(section, have.get(section.client) ?? 0) ?? []);
}

/**
 * Cuts a joined update into updates of about `maxBytes`, each of which fits onto those before it: on a slow line a
 * y-websocket client hangs up when no whole frame arrives for 30 s. A single fact is never cut.
 */
export function cutUpdate(update: Uint8Array, maxBytes: number): Uint8Array[] {
  if (update.length <= maxBytes) return [update];
  const parts: Section[][] = [[]];
  let room = maxBytes;
  for (const section of sectionsOf(update)) {
    for (const piece of pieces(section, maxBytes)) {
      if (piece.body.length > room && parts.at(-1)?.length) {
        parts.push([]);
        room = maxBytes;
      }
      parts.at(-1)?.push(piece);
      room -= piece.body.length;
    }
  }
  return parts.map(joinSections);
}

function* pieces({ client, clock, count, body }: Section, maxBytes: number): Generator<Section> {
  const input = decoding.createDecoder(body);
  let from = { at: 0, clock };
  for (let i = 0; i < count; i++) {
    const before = input.pos;
    skipAny(input);
    if (input.pos - from.at <= maxBytes || before === from.at) continue;
    yield { client, clock: from.clock, count: clock + i - from.clock, body: body.subarray(from.at, before) };
    from = { at: before, clock: clock + i };
  }
  yield { client, clock: from.clock, count: clock + count - from.clock, body: body.subarray(from.at) };
}

/** The sections of an update that `joinSections` made. */
function sectionsOf(update: Uint8Array): Section[] {
  const input = decoding.createDecoder(update);
  const sections: Section[] = [];
  for (let clients = decoding.readVarUint(input); clients > 0; clients--) {
    const structs = decoding.readVarUint(input);
    const client = decoding.readVarUint(input);
    let clock = decoding.readVarUint(input);
    for (let i = 0; i < structs; i++) {
      skipStructHead(input);
      const count = decoding.readVarUint(input);
      const start = input.pos;
      for (let left = count; left > 0; left--) skipAny(input);
      sections.push({ client, clock, count, body: update.subarray(start, input.pos) });
      clock += count;
    }
  }
  return sections;
}

/** As Yjs writes a state vector. */
export function encodeHave(have: Have): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, have.size);
  for (const [client, clock] of [...have].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
  }
  return encoding.toUint8Array(out);
}

/** @throws on bytes that are no state vector */
export function decodeHave(bytes: Uint8Array): Map<ClientId, number> {
  const input = decoding.createDecoder(bytes);
  const have = new Map<ClientId, number>();
  for (let left = decoding.readVarUint(input); left > 0; left--) {
    have.set(decoding.readVarUint(input), decoding.readVarUint(input));
  }
  if (decoding.hasContent(input)) throw new RangeError('bytes after the state vector');
  return have;
}

function skipStructHead(input: decoding.Decoder): void {
  const info = decoding.readUint8(input);
  decoding.readVarUint(input);
  if (info & HAS_ORIGIN) decoding.readVarUint(input);
  else decoding.readVarString(input);
}

interface Struct {
  readonly clock: number;
  readonly count: number;
  readonly bodies: readonly Uint8Array[];
}

/** Sections of one client as few structs as Yjs's own limits and ours allow. */
function inStructs(sections: readonly Section[]): Struct[] {
  const structs: { clock: number; count: number; bodies: Uint8Array[] }[] = [];
  for (const { clock, count, body } of sections) {
    const last = structs.at(-1);
    if (last && last.clock + last.count !== clock) throw new RangeError('a gap between sections');
    if (last && last.count + count <= MAX_STRUCT_LENGTH) {
      last.count += count;
      last.bodies.push(body);
    } else {
      structs.push({ clock, count, bodies: [body] });
    }
  }
  return structs;
}

function writeStruct(out: encoding.Encoder, client: ClientId, struct: Struct): void {
  if (struct.clock > 0) {
    encoding.writeUint8(out, CONTENT_ANY | HAS_ORIGIN);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, struct.clock - 1);
  } else {
    encoding.writeUint8(out, CONTENT_ANY);
    encoding.writeVarUint(out, 1); // the parent is a root type, named by its key
    encoding.writeVarString(out, factsRoot(client));
  }
  encoding.writeVarUint(out, struct.count);
  for (const body of struct.bodies) encoding.writeUint8Array(out, body);
}
