import type { Page } from '@playwright/test';

/** One task of a page's main thread. Processor time counts what the thread itself did; other work on the machine does not lengthen it. */
export interface Task {
  /** Microseconds of the trace's clock. */
  readonly at: number;
  readonly ms: number;
  readonly cpuMs: number;
  /** It made a frame. */
  readonly isFrame: boolean;
  /** Names of what the page marked in it (`performance.mark`). */
  readonly marks: readonly string[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/** The tasks of the page's main thread while `work` runs, in order. `work` marks something in the page, by which its thread is known. */
export async function tasksOf(page: Page, work: () => Promise<unknown>): Promise<readonly Task[]> {
  const devtools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[]))); // as Chromium writes them
  const includedCategories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
  await devtools.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  await work();
  const ended = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
  await devtools.send('Tracing.end');
  await ended;
  await devtools.detach();
  return tasksIn(events);
}

function tasksIn(events: readonly TraceEvent[]): readonly Task[] {
  // Only what the page itself marks is an instant of this kind.
  const marks = events.filter(({ name, ph }) => ph === 'I' && name.startsWith('bench-'));
  const thread = marks[0];
  if (!thread) throw new Error('The page marked nothing.');
  const here = events.filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid);
  const frames = here.filter(({ name }) => name === 'Commit');
  const isWithin = (task: TraceEvent, { ts }: TraceEvent): boolean => ts >= task.ts && ts <= task.ts + (task.dur ?? 0);
  return here
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .toSorted((a, b) => a.ts - b.ts)
    .map((task) => ({
      at: task.ts,
      ms: (task.dur ?? 0) / 1000,
      cpuMs: (task.tdur ?? 0) / 1000,
      isFrame: frames.some((frame) => isWithin(task, frame)),
      marks: marks.filter((mark) => isWithin(task, mark)).map(({ name }) => name)
    }));
}
