import type { PractitionerId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Minutes } from '#domain/time.ts';
import { latenessOf, type DelaySources } from '#domain/visit/delay.ts';

/** Told in steps, rounded up: better too long than too short. */
const STEP: Minutes = 5;

/**
 * How late practitioners are, by how they are called, as a waiting room is told [AGT-4].
 * @param isOf whether that room's patients wait for them
 */
export function delaysOf(
  { practice, ...sources }: DelaySources & { readonly practice: Practice },
  isOf: (practitioner: PractitionerId) => boolean
): Map<string, Minutes> {
  const late = new Map<string, Minutes>();
  for (const [practitioner, minutes] of latenessOf({ ...sources, limits: practice.flow })) {
    if (!isOf(practitioner)) continue;
    const called = practice.practitioners.get(practitioner)?.called;
    if (called !== undefined) late.set(called, Math.max(late.get(called) ?? 0, Math.ceil(minutes / STEP) * STEP));
  }
  return late;
}
