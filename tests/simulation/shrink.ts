import type { Plan, Step } from './plan.ts';

/**
 * Cuts a failing plan down to what it takes to fail: first whole kinds of steps, then devices, then single steps (delta debugging,
 * Zeller 1999), then how long it lasts. @param fails whether a plan still fails, the same way
 */
export async function shrink(
  plan: Plan,
  fails: (plan: Plan) => Promise<boolean>,
  tell: (text: string) => void = () => undefined
): Promise<Plan> {
  let best = plan;
  const attempt = async (next: Plan): Promise<boolean> => {
    if (!(await fails(next))) return false;
    best = next;
    return true;
  };
  for (const kind of new Set(plan.steps.map(({ what }) => what)))
    await attempt({ ...best, steps: best.steps.filter(({ what }) => what !== kind) });
  tell(`${best.steps.length} steps of ${new Set(best.steps.map(({ what }) => what)).size} kinds`);
  if (best.hasAgent) await attempt({ ...best, hasAgent: false });
  for (let count = best.devices.length - 1; count >= 2; count = best.devices.length - 1)
    if (!(await attempt(withDevices(best, count)))) break;
  tell(`${best.devices.length} devices`);
  await fewerSteps(
    () => best.steps,
    (steps) => attempt({ ...best, steps })
  );
  tell(`${best.steps.length} steps`);
  for (const [index, device] of best.devices.entries())
    await attempt({ ...best, devices: best.devices.with(index, { ...device, skewMs: 0, latencyMs: 2 }) });
  const last = Math.max(0, ...best.steps.map(({ at }) => at));
  if (best.durationMs > last + 1_000) await attempt({ ...best, durationMs: last + 1_000 });
  return best;
}

function withDevices(plan: Plan, count: number): Plan {
  const steps = plan.steps.filter(({ device }) => device < count);
  return { ...plan, devices: plan.devices.slice(0, count), steps };
}

async function fewerSteps(
  now: () => readonly Step[],
  attempt: (steps: readonly Step[]) => Promise<boolean>
): Promise<void> {
  let size = Math.ceil(now().length / 2);
  while (size >= 1) {
    let isSmaller = false;
    for (let from = 0; from < now().length;) {
      if (await attempt(now().toSpliced(from, size))) isSmaller = true;
      else from += size;
    }
    if (size === 1 && !isSmaller) return;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
}

/** Whether two failures are one: the same words, whatever the numbers and names in them. */
export function sameFailure(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && kindOf(one) === kindOf(other);
}

function kindOf(failure: string): string {
  const [line = ''] = failure.split('\n');
  return line
    .replace(/ of .*/, '')
    .replace(/"[^"]*"|\d+(\.\d+)*/g, '#')
    .slice(0, 60);
}
