import type { Practice } from '#domain/practice/practice.ts';
import type { Minutes } from '#domain/time.ts';
import { latenessOf, type DelaySources } from '#domain/visit/delay.ts';

/** Told in steps, rounded up: better too long than too short. */
const STEP: Minutes = 5;

/** How late practitioners are, by how they are called, as the waiting room is told [AGT-4]. */
export function delaysOf({
  practice,
  ...sources
}: DelaySources & { readonly practice: Practice }): Map<string, Minutes> {
  const late = new Map<string, Minutes>();
  for (const [practitioner, minutes] of latenessOf({ ...sources, limits: practice.flow })) {
    const called = practice.practitioners.get(practitioner)?.called;
    if (called !== undefined) late.set(called, Math.max(late.get(called) ?? 0, Math.ceil(minutes / STEP) * STEP));
  }
  return late;
}
