import * as encoding from 'lib0/encoding';
import { deviceOf } from '#domain/ids.ts';
import { encodeAwareness } from '#server/connection/awareness.ts';
import { encodeStep1, encodeStep2, encodeUpdate } from '#protocol/sync-messages.ts';
import { encodeRun, factsRoot } from '#protocol/update.ts';
import { fact } from '../../sync-server/tests/rig.ts';

export type FrameKind = 'random' | 'mutated' | 'grammar';

/** A generator of numbers that can be run again: the frame a run ends at can be made anew. (Mulberry32) */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A frame no honest device sends. @param client whose facts it is made of */
export function badFrame(kind: FrameKind, client: number, random: (below: number) => number): Uint8Array {
  if (kind === 'random') return randomFrame(random);
  if (kind === 'mutated') return mutated(honestFrame(client, random), random);
  return grammarFrame(client, random);
}

function randomFrame(random: (below: number) => number): Uint8Array {
  const bytes = Uint8Array.from({ length: random(random(10) === 0 ? 2_000 : 80) }, () => random(256));
  return random(2) === 0 ? bytes : encodeUpdate(bytes);
}

function honestFrame(client: number, random: (below: number) => number): Uint8Array {
  const facts = Array.from({ length: 1 + random(4) }, (_, i) => fact(random(1e6) + i, `device:${deviceOf(client)}`));
  const update = encodeRun({ client, clock: random(4), facts });
  return [encodeUpdate, encodeStep2, () => encodeStep1(Uint8Array.of(1, 5, random(100)))][
    random(10) < 8 ? 0 : 1 + random(2)
  ]!(update);
}

function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let changed = bytes.slice();
  for (let i = 1 + random(4); i > 0; i--) {
    const at = random(changed.length || 1);
    const how = random(5);
    if (how === 0) changed = changed.slice(0, at);
    else if (how === 1) changed = Uint8Array.of(...changed.subarray(0, at), random(256), ...changed.subarray(at));
    else if (how === 2) changed = Uint8Array.of(...changed.subarray(0, at), ...changed.subarray(at + 1));
    else if (at < changed.length) changed[at] = how === 3 ? random(256) : (changed[at] ?? 0) ^ (1 << random(8));
  }
  return changed;
}

/** Frames that are right in their outer shape and wrong further in: each struct Yjs knows, each way a fact can be one and none. */
function grammarFrame(client: number, random: (below: number) => number): Uint8Array {
  const out = encoding.createEncoder();
  const number = (): number => [0, 1, 2, random(300), 2 ** 31 - 2, 2 ** 32, 2 ** 53 - 1][random(7)] ?? 0;
  const writer = (): number => [client, client, client + 1, client - 2 ** 20, 0, 2 ** 32 - 1][random(6)] ?? 0;
  const shape = random(8);
  if (shape === 0)
    return encodeAwareness(
      Array.from({ length: random(60) }, () => ({ client: writer(), clock: number(), state: '{"a":1}' }))
    );
  if (shape === 1) return nested(client, random);
  encoding.writeVarUint(out, random(20) === 0 ? number() : 1);
  encoding.writeVarUint(out, random(10) === 0 ? number() : 1);
  const of = writer();
  encoding.writeVarUint(out, of);
  encoding.writeVarUint(out, number());
  const info = random(256);
  encoding.writeUint8(out, info);
  if ((info & 31) === 0 || (info & 31) === 10) encoding.writeVarUint(out, number());
  else {
    for (const origin of [0x80, 0x40]) {
      if (!(info & origin)) continue;
      encoding.writeVarUint(out, writer());
      encoding.writeVarUint(out, number());
    }
    if (!(info & 0xc0)) {
      encoding.writeVarUint(out, random(3));
      encoding.writeVarString(out, [factsRoot(of), 'facts/1', '__proto__', ''][random(4)] ?? '');
    }
    encoding.writeVarUint(out, number());
    for (let i = random(4); i > 0; i--) encoding.writeAny(out, oddValue(random));
  }
  const deletions = random(4);
  encoding.writeVarUint(out, deletions === 0 ? 1 : 0);
  if (deletions === 0) for (const value of [client, 1, 0, number()]) encoding.writeVarUint(out, value);
  return (random(2) ? encodeUpdate : encodeStep2)(encoding.toUint8Array(out));
}

/** A value nested deeper than any stack, in few bytes. */
function nested(client: number, random: (below: number) => number): Uint8Array {
  const honest = encodeRun({ client, clock: 0, facts: [0] });
  const depth = 1 + random(30_000);
  const deep = new Uint8Array(depth * 2).map((_, i) => (i % 2 === 0 ? 117 : 1)); // an array of one, of one, of one …
  return encodeUpdate(Uint8Array.of(...honest.subarray(0, honest.length - 3), ...deep));
}

function oddValue(random: (below: number) => number): encoding.AnyEncodable {
  const odd: encoding.AnyEncodable[] = [
    null,
    -1,
    1.5,
    'x'.repeat(random(500)),
    true,
    { kind: 'visit/ready', at: 1, by: 'u-1', of: { visit: 'v' } },
    { kind: 'visit/ready', at: -1, by: 'device:1', of: {} },
    {
      kind: '__proto__',
      at: 1,
      by: 'u-1',
      of: JSON.parse('{"__proto__":{"a":1},"constructor":2}') as encoding.AnyEncodable
    },
    [[[[]]]],
    new Uint8Array(random(200))
  ];
  return odd[random(odd.length)] ?? null;
}
