import { expect, test } from 'vitest';
import { tidying } from './tidy-memory.ts';

const MIB = 1024 * 1024;

/** A process whose collections leave 20 MiB. */
function processOf(): { cpu: number; heap: number; collected: number; look: () => void } {
  const state = { cpu: 0, heap: 20 * MIB, collected: 0, look: (): void => undefined };
  state.look = tidying({
    cpuMs: () => state.cpu,
    heapUsed: () => state.heap,
    collect: () => {
      state.collected++;
      state.heap = 20 * MIB;
    }
  });
  return state;
}

test('[MEM-1] garbage of a rush is collected in the quiet after it, once', () => {
  const it = processOf();
  it.look();
  expect(it.collected).toBe(1);

  Object.assign(it, { cpu: it.cpu + 4_000, heap: 60 * MIB });
  it.look();
  expect(it.collected).toBe(1);

  it.cpu += 100;
  it.look();
  expect([it.collected, it.heap]).toEqual([2, 20 * MIB]);

  it.cpu += 100;
  it.look();
  expect(it.collected).toBe(2);
});

test('[MEM-1] a little garbage is left lying', () => {
  const it = processOf();
  it.look();
  it.heap += 5 * MIB;
  it.look();
  expect(it.collected).toBe(1);
});
