import type { LocalDate } from '#domain/time.ts';
import type { BenchDesk } from './desk.ts';
import { ms, type Figure } from './report.ts';
import { tasksOf, type Task } from './tracing.ts';
import { quantile, sleep } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

interface FullDay {
  readonly name: string;
  readonly date: LocalDate;
  /** Matches this day's cards. */
  readonly cards: string;
  /** Matches the last one to be drawn. */
  readonly last: string;
}

interface Mounted {
  /** The rows are there: columns, conflicts and cards are worked out and put into the page. */
  readonly made: Task;
  /** Style, layout and paint of what is in sight. */
  readonly frame: Task;
  /** All others until the last card. */
  readonly longestOther: number;
  readonly drawn: number;
}

/**
 * From the day's rows at hand to a frame with all that is in sight: the task that puts the cards into the page, and the one that makes the next frame. Processor
 * time, as other work on the machine lengthens the clock's.
 */
export async function measureMount(desk: BenchDesk, day: FullDay, runs: number): Promise<Part[]> {
  const found: Mounted[] = [];
  for (let run = 0; run < runs; run++) found.push(await mountOnce(desk, day));
  const half = (of: (one: Mounted) => number): number => quantile(found.map(of), 0.5);
  const most = (of: (one: Mounted) => number): number => Math.max(...found.map(of));
  const both = ({ made, frame }: Mounted): number => made.cpuMs + frame.cpuMs;
  const clock = ({ made, frame }: Mounted): number => made.ms + frame.ms;
  const longest = ({ made, frame, longestOther }: Mounted): number => Math.max(made.cpuMs, frame.cpuMs, longestOther);
  return [
    {
      what: `schedule, ${day.name}, mounted (${half(({ drawn }) => drawn)} cards in sight): processor time in the page / in its frame / both, median; both, most; both by the clock, median`,
      value: `${ms(half(({ made }) => made.cpuMs))} / ${ms(half(({ frame }) => frame.cpuMs))} / ${ms(half(both))}; ${ms(most(both))}; ${ms(half(clock))}`
    },
    {
      what: `schedule, ${day.name}, click to last card: longest task of the main thread, processor time, median / most`,
      value: `${ms(half(longest))} / ${ms(most(longest))}`
    }
  ];
}

async function mountOnce(desk: BenchDesk, { date, cards, last }: FullDay): Promise<Mounted> {
  const page = await desk.newPage();
  await page.goto('/schedule');
  await page.locator('[data-appointment]').first().waitFor();
  await sleep(500);
  let drawn = 0;
  const tasks = await tasksOf(page, async () => {
    drawn = await page.evaluate(
      async ([path, first, end]) => {
        const { goUntil } = window.benchTimers;
        const { whenThere } = window.benchProbe;
        performance.mark('bench-click');
        let count = 0;
        whenThere(first, () => {
          performance.mark('bench-cards');
          count = document.querySelectorAll(first).length;
        });
        await goUntil(path, end);
        performance.mark('bench-last');
        return count;
      },
      [`/schedule/${date}`, cards, last] as const
    );
  });
  await page.close();
  const at = tasks.findIndex(({ marks }) => marks.includes('bench-cards'));
  const from = tasks.findIndex(({ marks }) => marks.includes('bench-click'));
  const end = tasks.findIndex(({ marks }) => marks.includes('bench-last'));
  const made = tasks[at];
  const frame = tasks.slice(at + 1).find(({ isFrame }) => isFrame);
  if (!made || !frame) throw new Error('The trace has no frame with the cards.');
  const others = tasks.slice(from, end + 1).filter((task) => task !== made && task !== frame);
  return { made, frame, drawn, longestOther: Math.max(0, ...others.map(({ cpuMs }) => cpuMs)) };
}
