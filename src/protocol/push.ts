import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { DocId } from '../domain/documents.ts';
import { checkedBytes, withChecksum } from './checksum.ts';
import { decodeAnswer, encodeAck, encodeNo, type Ack, type No } from './doc-messages.ts';

/**
 * Facts of many documents in one request, where a frame and a channel for each would take minutes. `POST /sync/push`: what a device
 * wrote itself and the server has not acknowledged. `POST /sync/reseed`: what others wrote and a restored server lacks. The answer
 * has one ack or no for each part, in order.
 */
export interface PushPart {
  readonly doc: DocId;
  /** One stretch of one writer's log. */
  readonly update: Uint8Array;
}

export const MAX_PUSH_BYTES = 512 * 1024;
export const MAX_PUSH_PARTS = 2_000;

export function encodePush(parts: readonly PushPart[]): Uint8Array<ArrayBuffer> {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, parts.length);
  for (const { doc, update } of parts) {
    encoding.writeVarString(out, doc);
    encoding.writeVarUint8Array(out, update);
  }
  return withChecksum(encoding.toUint8Array(out));
}

/** @throws on bytes that are no push, or too large a one */
export function decodePush(bytes: Uint8Array): PushPart[] {
  const input = decoding.createDecoder(checkedBytes(bytes));
  const count = decoding.readVarUint(input);
  if (count > MAX_PUSH_PARTS) throw new RangeError('too many parts');
  const parts: PushPart[] = [];
  for (let i = 0; i < count; i++)
    parts.push({ doc: decoding.readVarString(input), update: decoding.readVarUint8Array(input) });
  if (decoding.hasContent(input)) throw new RangeError('bytes after the push');
  return parts;
}

export function encodePushAnswers(answers: readonly (Ack | No)[]): Uint8Array<ArrayBuffer> {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, answers.length);
  for (const answer of answers)
    encoding.writeVarUint8Array(out, answer.type === 'ack' ? encodeAck(answer) : encodeNo(answer));
  return withChecksum(encoding.toUint8Array(out));
}

/** @throws on bytes that are no answers */
export function decodePushAnswers(bytes: Uint8Array): (Ack | No)[] {
  const input = decoding.createDecoder(checkedBytes(bytes));
  const count = decoding.readVarUint(input);
  if (count > MAX_PUSH_PARTS) throw new RangeError('too many answers');
  const answers: (Ack | No)[] = [];
  for (let i = 0; i < count; i++) {
    const answer = decodeAnswer(decoding.readVarUint8Array(input));
    if (!answer) throw new RangeError('no answer');
    answers.push(answer);
  }
  return answers;
}
