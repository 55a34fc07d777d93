import type { BenchDesk } from './desk.ts';
import { personAt } from './queries.ts';
import { atMost, GOALS, ms, type Figure } from './report.ts';
import { quantile, sleep } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

/** A tab opened without the server: until the day is on screen and moves under a key, and until a patient is found. */
export async function measureOfflineStart(desk: BenchDesk, runs: number): Promise<Part[]> {
  const rows: number[] = [];
  const usable: number[] = [];
  const searched: number[] = [];
  const longest: number[] = [];
  const identifier = personAt(0).demographics.identifiers[0]?.value ?? '';
  for (let run = 0; run < runs; run++) {
    const page = await desk.newPage();
    await page.goto('/today', { waitUntil: 'commit' });
    await page.waitForFunction(() => window.benchProbe.usableAt !== null, null, { polling: 50 });
    searched.push(await page.evaluate((query) => window.benchTimers.findOnce(query), identifier));
    const seen = await page.evaluate(() => {
      const { rowsAt, usableAt, longTasks } = window.benchProbe;
      return { rows: rowsAt ?? NaN, usable: usableAt ?? NaN, longest: Math.max(0, ...longTasks.map(({ ms }) => ms)) };
    });
    rows.push(seen.rows);
    usable.push(seen.usable);
    longest.push(seen.longest);
    await page.close();
    await sleep(300);
  }
  const twice = (values: readonly number[]): string => `${ms(quantile(values, 0.5))} / ${ms(quantile(values, 0.95))}`;
  return [
    { what: 'offline start: Today’s lines painted, median / p95', value: twice(rows) },
    {
      what: `offline start: Today usable by keys, median / p95 of ${runs}`,
      value: twice(usable),
      ...atMost(quantile(usable, 0.95), GOALS.todayMs, ms(GOALS.todayMs))
    },
    { what: 'offline start: patient search answers, median / p95', value: twice(searched) },
    { what: 'offline start: longest task, median / p95', value: twice(longest) }
  ];
}
