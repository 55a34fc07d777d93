import type { Fact } from '#domain/fact.ts';
import type { ClientId } from '#domain/ids.ts';
import { MAX_STRUCT_LENGTH } from '#protocol/limits.ts';
import { encodeBodies } from '#protocol/run-bytes.ts';
import { bodyOf, decodeRuns, encodeRun, type ReadRun, type Run } from '#protocol/update.ts';
import type { Row } from '../journal/journal.ts';

/** Facts on their way into the journal, with the bytes that are kept of them, in pieces that follow each other. */
export interface Part extends Run {
  readonly bodies: readonly Uint8Array[];
}

/** More than this is not joined to one row, bytes: rows are read, sent and mended whole. */
const MAX_ROW = 64 * 1024;

export function partOf(run: Run): Part {
  return { ...run, bodies: [bodyOf(run.facts)] };
}

/** A part's facts without its first ones, or its first ones alone. */
export function cutPart(part: Part, from: number, to = part.facts.length): Part {
  if (from === 0 && to === part.facts.length) return part;
  return partOf({ client: part.client, clock: part.clock + from, facts: part.facts.slice(from, to) });
}

/** Structs that follow each other are one part: a Yjs client may cut its facts anywhere. */
export function partsOf(runs: readonly ReadRun[]): Part[] {
  const parts: { client: ClientId; clock: number; facts: readonly unknown[]; bodies: readonly Uint8Array[] }[] = [];
  for (const { client, clock, facts, body } of runs) {
    const last = parts.at(-1);
    const bytes = body ?? bodyOf(facts);
    if (last && last.client === client && last.clock + last.facts.length === clock) {
      last.facts = [...last.facts, ...facts];
      last.bodies = [...last.bodies, bytes];
    } else {
      parts.push({ client, clock, facts, bodies: [bytes] });
    }
  }
  return parts;
}

/** Collects parts that can be one row: of one writer, one after the other, of a bounded size. */
export class Joined<P extends Part> {
  readonly parts: P[] = [];
  #count = 0;
  #bytes = 0;

  /** Takes a part if it follows on what is there; false when it does not. */
  add(part: P): boolean {
    const { client, clock, facts } = part;
    const first = this.parts[0];
    const bytes = part.bodies.reduce((sum, body) => sum + body.length, 0);
    if (first) {
      const isNext = first.client === client && first.clock + this.#count === clock;
      const hasRoom = this.#bytes + bytes <= MAX_ROW && this.#count + facts.length <= MAX_STRUCT_LENGTH;
      if (!isNext || !hasRoom) return false;
    }
    this.parts.push(part);
    this.#count += facts.length;
    this.#bytes += bytes;
    return true;
  }
}

/** What the journal keeps of parts that follow each other. */
export function kept(parts: readonly Part[]): { client: ClientId; clock: number; count: number; update: Uint8Array } {
  const { client = 0, clock = 0 } = parts[0] ?? {};
  const count = parts.reduce((sum, { facts }) => sum + facts.length, 0);
  const bodies = parts.flatMap((part) => part.bodies);
  return { client, clock, count, update: encodeBodies(client, clock, count, bodies) };
}

/** Whether the stored rows say, between two clocks, what the run says there; by their bytes. */
export function sameFacts(rows: readonly Row[], run: Run, from: number, to: number): boolean {
  const stored = rows.flatMap((row) => {
    const facts = decodeRuns(row.update).flatMap(({ facts }) => facts);
    return facts.slice(Math.max(0, from - row.clock), Math.max(0, to - row.clock));
  });
  const bytes = (facts: readonly unknown[]): Uint8Array =>
    encodeRun({ client: run.client, clock: from, facts: facts as readonly Fact[] });
  return Buffer.compare(bytes(stored), bytes(run.facts.slice(from - run.clock, to - run.clock))) === 0;
}
