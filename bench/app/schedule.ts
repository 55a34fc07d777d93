import { plusDays, weekdayOf, type LocalDate } from '#domain/time.ts';
import type { BenchDesk } from './desk.ts';
import { BUSY } from './make-clinic.ts';
import { ms, type Figure } from './report.ts';
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
    figures.push(await openDay(desk, { name, date: busy, card: cardOf('busy-') }, runs));
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
  let cards = 0;
  for (let run = 0; run < runs; run++) {
    const page = await desk.newPage();
    await page.goto('/schedule');
    await page.locator('[data-appointment]').first().waitFor();
    await sleep(500);
    painted.push(
      await page.evaluate(([path, first]) => window.benchTimers.goUntil(path, first), [
        `/schedule/${date}`,
        card
      ] as const)
    );
    cards = await page.locator(card).count();
    await page.close();
  }
  return {
    what: `schedule offline, ${name} (${cards} cards): click to painted, median / most`,
    value: `${ms(quantile(painted, 0.5))} / ${ms(Math.max(...painted))}`
  };
}
