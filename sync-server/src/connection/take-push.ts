import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocId } from '#domain/documents.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { DeviceScope } from '#protocol/access.ts';
import { decodePush, encodePushAnswers, type PushPart } from '#protocol/push.ts';
import type { Answer, Frame, Gate } from '../gate/gate.ts';
import { say } from '../gate/say.ts';
import type { DayBudget } from './day-budget.ts';

/** Documents between which others have their turn. */
const AT_ONCE = 100;

export interface PushOptions {
  readonly take: (frame: Frame) => Promise<Answer>;
  /** Of what the device may append in a day; null is no bound. */
  readonly budget: DayBudget | null;
}

/** The body is none that `encodePush` wrote. */
export class BadPush extends Error {
  override readonly name = 'BadPush';
}

/** Takes facts of many documents; each part is answered as a frame of its own would be [CON-22]. @throws {BadPush} */
export async function takePush(
  body: Uint8Array,
  device: DeviceScope,
  { take, budget }: PushOptions
): Promise<Uint8Array> {
  const parts = partsOf(body);
  const answers = new Map<PushPart, Answer>();
  const docs = [...Map.groupBy(parts, ({ doc }) => doc)];
  for (let at = 0; at < docs.length; at += AT_ONCE) {
    // Documents side by side, so that they share a commit; what is of one document in its order.
    const some = docs.slice(at, at + AT_ONCE).map(([doc, own]) => inOrder(doc, own));
    await Promise.all(some);
    await nextTurn();
  }
  return encodePushAnswers(parts.map((part) => answers.get(part) ?? unasked(part)));

  async function inOrder(doc: DocId, own: readonly PushPart[]): Promise<void> {
    for (const part of own) {
      const { update } = part;
      const hasRoom = budget === null || budget.take(device, update.length);
      answers.set(part, hasRoom ? await take({ device, doc, update }) : tooMuch());
    }
  }
}

function partsOf(body: Uint8Array): PushPart[] {
  try {
    return decodePush(body);
  } catch (cause) {
    throw new BadPush('not a push', { cause });
  }
}

/** A writer's own facts, one answer a part: the first no, or the last ack. */
export const ownFacts =
  (gate: Gate) =>
  async (frame: Frame): Promise<Answer> => {
    const answers = await gate.take(frame);
    return answers.find(({ type }) => type === 'no') ?? answers.at(-1) ?? tooMuch();
  };

/** One push of a device at a time: the next is asked to come again. */
export class PushTurns {
  readonly #busy = new Set<DeviceNo>();

  /** Null when one of that device is under way. */
  async run<T>({ deviceNo }: DeviceScope, work: () => Promise<T>): Promise<T | null> {
    if (this.#busy.has(deviceNo)) return null;
    this.#busy.add(deviceNo);
    try {
      return await work();
    } finally {
      this.#busy.delete(deviceNo);
    }
  }
}

const tooMuch = (): Answer => ({ type: 'no', code: 'E_RATE', client: 0, have: 0, say: say('E_RATE') });

function unasked({ doc }: PushPart): never {
  throw new Error(`a part of ${doc.split('/')[0] ?? ''} was not answered`);
}
