/** Minimal Lower Layer Protocol (HL7 v2 appendix C, "Transport Specification: MLLP", release 1): start block, message, end block, carriage return. */
const START = 0x0b;
const END = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

/** A message longer than this is not read to its end. Bytes. */
export const MAX_FRAME = 1_048_576;
/** So much between two messages is no mistake of a line end. Bytes. */
const MAX_NOISE = 1_024;

export type Frame =
  | { readonly type: 'message'; readonly bytes: Buffer }
  /** A message began before the one before had ended: that one is not whole. */
  | { readonly type: 'cut' }
  /** Nothing after this is read. */
  | { readonly type: 'broken'; readonly why: 'too-long' | 'no-start' };

/**
 * Cuts a stream into messages, wherever its packets end: several messages in one, or one in many [MLLP-1]. Line ends between messages and a
 * missing last CR are let pass.
 */
export class FrameReader {
  #parts: Buffer[] = [];
  #bytes = 0;
  #inside = false;
  #noise = 0;
  #isBroken = false;

  /** Part of a message is here, and the rest is not. */
  get isInside(): boolean {
    return this.#inside;
  }

  push(chunk: Buffer): readonly Frame[] {
    const frames: Frame[] = [];
    let at = 0;
    while (at < chunk.length && !this.#isBroken)
      at = this.#inside ? this.#take(chunk, at, frames) : this.#seek(chunk, at, frames);
    return frames;
  }

  #seek(chunk: Buffer, from: number, frames: Frame[]): number {
    const start = chunk.indexOf(START, from);
    const noise = chunk.subarray(from, start === -1 ? chunk.length : start);
    this.#noise += noise.filter((byte) => byte !== CR && byte !== LF).length;
    if (this.#noise > MAX_NOISE) return this.#break('no-start', frames, chunk);
    if (start === -1) return chunk.length;
    this.#inside = true;
    return start + 1;
  }

  #take(chunk: Buffer, from: number, frames: Frame[]): number {
    const rest = chunk.subarray(from);
    const end = rest.findIndex((byte) => byte === END || byte === START);
    const part = end === -1 ? rest : rest.subarray(0, end);
    this.#bytes += part.length;
    if (this.#bytes > MAX_FRAME) return this.#break('too-long', frames, chunk);
    this.#parts.push(part);
    if (end === -1) return chunk.length;
    if (rest[end] === START) frames.push({ type: 'cut' });
    else frames.push({ type: 'message', bytes: Buffer.concat(this.#parts) });
    this.#inside = rest[end] === START;
    this.#parts = [];
    this.#bytes = 0;
    this.#noise = 0;
    return from + end + 1;
  }

  #break(why: 'too-long' | 'no-start', frames: Frame[], chunk: Buffer): number {
    this.#isBroken = true;
    this.#parts = [];
    frames.push({ type: 'broken', why });
    return chunk.length;
  }
}

export function framed(message: string): Buffer {
  return Buffer.concat([Buffer.of(START), Buffer.from(message), Buffer.of(END, CR)]);
}
