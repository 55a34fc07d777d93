import { plusDays, weekdayOf, type LocalDate } from '#domain/time.ts';
import type { BenchDesk } from './desk.ts';
import { BUSY } from './make-clinic.ts';
import { measureMount } from './mounting.ts';
import { ms, type Figure } from './report.ts';
import { tasksOf } from './tracing.ts';
import { quantile, sleep } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

/** Opens the schedule on another day with the server gone, by its address and from within the app. */
export async function measureSchedule(
  desk: BenchDesk,
  { today, busy, runs }: { readonly today: LocalDate; readonly busy: LocalDate | null; readonly runs: number }
): Promise<Part[]> {
  const another = weekdayAfter(today);
  const figures = [await openDay(desk, { name: 'another day', date: another, card: cardOf(`demo-${another}`) }, runs)];
  if (busy) {
    const name = `${BUSY.practitioners} providers × ${BUSY.appointments} appointments`;
    const { practitioners, appointments } = BUSY;
    const last = `[data-appointment="busy-${practitioners - 1}-${appointments - 1}"]`;
    figures.push(await openDay(desk, { name, date: busy, card: cardOf('busy-') }, runs));
    figures.push(await openDay(desk, { name: `${name}, the last card`, date: busy, card: last }, runs));
    figures.push(...(await measureMount(desk, { name, date: busy, cards: cardOf('busy-'), last }, runs)));
    figures.push(...(await scrollDay(desk, { name, date: busy, card: last })));
  }
  return figures;
}

interface Day {
  readonly name: string;
  readonly date: LocalDate;
  /** Matches this day's cards, not those of the day before it on screen. */
  readonly card: string;
}

const cardOf = (appointment: string): string => `[data-appointment^="${appointment}"]`;

function weekdayAfter(today: LocalDate): LocalDate {
  const next = plusDays(today, 1);
  return [0, 6].includes(weekdayOf(next)) ? weekdayAfter(next) : next;
}

async function openDay(desk: BenchDesk, { name, date, card }: Day, runs: number): Promise<Part> {
  const painted: number[] = [];
  const longest: number[] = [];
  let cards = 0;
  for (let run = 0; run < runs; run++) {
    const page = await desk.newPage();
    await page.goto('/schedule');
    await page.locator('[data-appointment]').first().waitFor();
    await sleep(500);
    const before = await page.evaluate(() => performance.now());
    painted.push(
      await page.evaluate(([path, first]) => window.benchTimers.goUntil(path, first), [
        `/schedule/${date}`,
        card
      ] as const)
    );
    await sleep(500);
    cards = await page.locator('[data-appointment]').count();
    const tasks = await page.evaluate(() => window.benchProbe.longTasks.map(({ at, ms: took }) => ({ at, took })));
    longest.push(Math.max(0, ...tasks.filter(({ at }) => at >= before).map(({ took }) => took)));
    await page.close();
  }
  return {
    what: `schedule offline, ${name} (${cards} cards): click to painted, median / most; longest task, median`,
    value: `${ms(quantile(painted, 0.5))} / ${ms(Math.max(...painted))}; ${ms(quantile(longest, 0.5))}`
  };
}

/** Scrolls a full day both ways for two seconds of frames. */
async function scrollDay(desk: BenchDesk, { name, date, card }: Day): Promise<Part[]> {
  const page = await desk.newPage();
  await page.goto(`/schedule/${date}`);
  await page.locator(card).waitFor({ state: 'attached' });
  await sleep(500);
  let frames: readonly number[] = [];
  const tasks = await tasksOf(page, async () => {
    frames = await page.evaluate(scroll);
  });
  await page.close();
  const made = tasks.filter(({ isFrame }) => isFrame).map(({ cpuMs }) => cpuMs);
  return [
    {
      what: `schedule, ${name}, scrolled: frame, median / p95`,
      value: `${ms(quantile(frames, 0.5))} / ${ms(quantile(frames, 0.95))}`
    },
    {
      what: `schedule, ${name}, scrolled: processor time of the main thread for a frame, median / p95 / most`,
      value: `${ms(quantile(made, 0.5))} / ${ms(quantile(made, 0.95))} / ${ms(Math.max(...made))}`
    }
  ];
}

/** Runs in the page. */
async function scroll(): Promise<number[]> {
  performance.mark('bench-scroll');
  let scrolls: Element | null = document.querySelector('[data-column]');
  while (scrolls && scrolls.scrollHeight <= scrolls.clientHeight) scrolls = scrolls.parentElement;
  const took: number[] = [];
  let last = performance.now();
  for (let frame = 0; frame < 120; frame++) {
    scrolls?.scrollBy(frame < 60 ? 20 : -20, frame % 40 < 20 ? 15 : -15);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    took.push(now - last);
    last = now;
  }
  return took;
}
