import type { BenchDesk } from './desk.ts';
import { CLERK } from './make-clinic.ts';
import { atMost, GOALS, ms, type Figure } from './report.ts';
import { quantile, sleep } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

/** The only tab of a desk, opened without the server: from Enter after the passphrase to the desk's frame, and to Today's lines. */
export async function measureUnlock(desk: BenchDesk, runs: number): Promise<Part[]> {
  await desk.closePages();
  const unlocked: number[] = [];
  const rows: number[] = [];
  for (let run = 0; run < runs; run++) {
    const page = await desk.newPage();
    await page.goto('/today');
    await page.getByLabel('Name').fill(CLERK?.name ?? '');
    await page.getByLabel('Passphrase').fill(CLERK?.passphrase ?? '');
    await page.evaluate(() => {
      const marks = window as { enterAt?: number; shellAt?: number };
      addEventListener('keydown', ({ key, timeStamp }) => key === 'Enter' && (marks.enterAt = timeStamp), true);
      window.benchProbe.whenThere('nav', () => (marks.shellAt = performance.now()));
    });
    await page.getByLabel('Passphrase').press('Enter');
    await page.waitForFunction(() => window.benchProbe.rowsAt !== null, null, { polling: 50 });
    const seen = await page.evaluate(() => {
      const { enterAt = NaN, shellAt = NaN } = window as { enterAt?: number; shellAt?: number };
      return { shell: shellAt - enterAt, rows: (window.benchProbe.rowsAt ?? NaN) - enterAt };
    });
    unlocked.push(seen.shell);
    rows.push(seen.rows);
    await page.close();
    await sleep(300);
  }
  const twice = (values: readonly number[]): string => `${ms(quantile(values, 0.5))} / ${ms(quantile(values, 0.95))}`;
  return [
    {
      what: 'unlock by passphrase: the desk is open, median / p95',
      value: twice(unlocked),
      ...atMost(quantile(unlocked, 0.5), GOALS.unlockMs, ms(GOALS.unlockMs))
    },
    {
      what: 'unlock by passphrase: Today’s lines painted, median / p95',
      value: twice(rows),
      ...atMost(quantile(rows, 0.5), GOALS.unlockedTodayMs, ms(GOALS.unlockedTodayMs))
    }
  ];
}
