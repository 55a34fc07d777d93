import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { quantile } from '../sync/figures.ts';

/** One line of the report. */
export interface Figure {
  readonly patients: number;
  readonly throttle: number;
  readonly what: string;
  readonly value: string;
  /** What we want; absent for a figure that only explains others. */
  readonly goal?: { readonly text: string; readonly met: boolean };
}

export const GOALS = {
  todayMs: 1_000,
  keystrokeMs: 16,
  longestTaskMs: 50,
  firstRouteBytes: 150_000,
  unlockMs: 1_000,
  unlockedTodayMs: 1_500
} as const;

export const ms = (value: number): string => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
export const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

/** A goal that a figure stays at or below. */
export function atMost(value: number, limit: number, text: string): { goal: NonNullable<Figure['goal']> } {
  return { goal: { text: `≤ ${text}`, met: value <= limit } };
}

/** `1.2 / 3.4 / 5.6 / 7.8 ms`: half, 95 and 99 in a hundred stay below, and the most. */
export function spread(values: readonly number[]): string {
  const parts = [0.5, 0.95, 0.99, 1].map((part) => quantile(values, part).toFixed(1));
  return `${parts.join(' / ')} ms (${values.length})`;
}

export function table(figures: readonly Figure[]): string {
  const head = ['patients', 'CPU', 'figure', 'measured', 'goal', ''];
  const rows = figures.map(({ patients, throttle, what, value, goal }) => [
    patients.toLocaleString('en-US'),
    throttle === 1 ? '1×' : `${throttle}× slower`,
    what,
    value,
    goal?.text ?? '',
    goal ? (goal.met ? 'met' : '**not met**') : ''
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export interface Circumstances {
  readonly command: string;
  readonly chromium: string;
  /** Of the machine in the minute before and at the end: others may have been at work. */
  readonly loadAtStart: number;
}

export function describe({ command, chromium, loadAtStart }: Circumstances): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  return [
    `\`${command}\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}.`,
    `Node ${process.version}, Chromium ${chromium}, Linux ${release()}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), server and browser on the same machine; load ${loadAtStart.toFixed(1)} at the start, ${(loadavg()[0] ?? 0).toFixed(1)} at the end.`,
    'Four figures in a row are p50 / p95 / p99 / the most, with the number of measurements behind them. A slower CPU is a slower main thread: workers keep their speed.',
    '“Painted” is the end of the first frame with the result: on a 60 Hz screen the wait for the frame, up to 16.7 ms, is part of it.'
  ].join('\n');
}

const TITLE = '## App';

/** Puts the section into the file; what others wrote there stays. */
export function writeSection(file: string, body: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Results of the benchmarks\n';
  const from = before.indexOf(`${TITLE}\n`);
  const next = from < 0 ? -1 : before.indexOf('\n## ', from + TITLE.length);
  const rest = from < 0 ? `${before.trimEnd()}\n\n` : before.slice(0, from);
  writeFileSync(file, `${rest}${TITLE}\n\n${body}\n${next < 0 ? '' : before.slice(next)}`);
}
