import type { FactId } from './fact.ts';
import { sameValue } from './same-value.ts';

/** Values that were written from one value without knowing of each other, and the fact that wrote each [PAT-4]. */
export interface Split {
  readonly values: readonly unknown[];
  readonly facts: readonly FactId[];
}

/** One value with its history in short: who wrote what stands, and whether it is in question. */
export interface Register {
  readonly value: unknown;
  readonly writer: FactId;
  readonly split: Split | null;
}

/** A value set to another one, and the value it replaced. */
export interface Written {
  readonly from: unknown;
  readonly to: unknown;
  readonly id: FactId;
  /** Whether two of them from one value are a question for a person, or the later one counts. */
  readonly isHighRisk: boolean;
}

/**
 * One change of a register, in order. It follows on when it starts from the value that stands. From another value it is a fork, where that
 * matters. A change from one side of a fork to another (or to itself) settles it: somebody has seen both. A change from one side
 * to something new is that side going on without knowing; the question stays open. The same object comes back where nothing changes.
 */
export function writtenTo(register: Register, { from, to, id, isHighRisk }: Written): Register {
  const { value, writer, split } = register;
  if (!split) {
    if (sameValue(value, to)) return register;
    const isFork = isHighRisk && !sameValue(value, from);
    return { value: to, writer: id, split: isFork ? { values: [value, to], facts: [writer, id] } : null };
  }
  const side = split.values.findIndex((one) => sameValue(one, from));
  if (split.values.some((one) => sameValue(one, to)))
    return side === -1 ? register : { value: to, writer: id, split: null };
  const at = side === -1 ? split.values.length : side;
  const open = { values: replaced(split.values, at, to), facts: replaced(split.facts, at, id) };
  return { value: to, writer: id, split: open };
}

function replaced<T>(list: readonly T[], at: number, value: T): readonly T[] {
  return [...list.slice(0, at), value, ...list.slice(at + 1)];
}
