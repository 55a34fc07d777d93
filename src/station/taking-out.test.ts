import { expect, test } from 'vitest';
import { BEGINNING_VERBS } from '#domain/practice/role-verbs.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { memoryStation } from './memory-station.ts';
import { rightsFrom } from './rights-from.ts';
import type { Rights } from './rights.svelte.ts';
import { StorageFault } from './station.ts';
import { printMark, takeOut, takeOutWords } from './taking-out.ts';

function rightsOf(role: StaffRole): Rights {
  const verbs = BEGINNING_VERBS.get(role)!;
  return rightsFrom(() => ({ asked: verbs, seen: verbs }));
}

const DAY = { how: 'print', refs: ['day:main/2026-11-20'], fields: ['identity', 'scheduling', 'clinical'] } as const;
const COPY = { how: 'copy', refs: ['patient:p1'], fields: [] } as const;

test.each([
  ['clerk', DAY, true],
  ['assistant', DAY, true],
  // What is masked on screen is not printed either.
  ['biller', DAY, false],
  ['privacy-officer', DAY, false],
  ['clerk', COPY, true],
  ['assistant', COPY, false]
] as const)('[MIN-4] %s: %o', async (role, out, isDone) => {
  const station = memoryStation();
  const answer = await takeOut(station, rightsOf(role), out);
  expect(answer.ok).toBe(isDone);
  if (!answer.ok) expect(takeOutWords(answer.error)).toMatch(/^Your role does not .+\. Ask a manager\.$/);
  const action = out.how === 'print' ? 'sheet/printed' : 'field/copied';
  const note = { action, refs: out.refs, fields: out.fields };
  expect(station.noted).toEqual([isDone ? note : { ...note, verdict: 'denied' }]);
});

test('[MIN-4] what cannot be written down does not leave', async () => {
  const station = memoryStation();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(takeOut(station, rightsOf('clerk'), COPY)).rejects.toThrow('This device is full.');
});

test('[MIN-5] a sheet says who printed it, when and on what', () => {
  expect(printMark(memoryStation(), '11/20/2026 10:00 am')).toBe('Ada Quill · 11/20/2026 10:00 am · device A');
});
