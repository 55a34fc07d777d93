import type { Page } from '@playwright/test';
import type { BenchDesk } from './desk.ts';
import type { Answered, LongTask } from './page-probe.ts';
import { queriesOf } from './queries.ts';
import { atMost, GOALS, ms, spread, type Figure } from './report.ts';
import { quantile, sleep, within } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

interface Field {
  readonly name: string;
  readonly path: string;
  readonly selector: string;
  /** Matches while the answer to what is typed is shown. */
  readonly settled: string;
}

const FIELDS: readonly Field[] = [
  {
    name: 'find box',
    path: '/today',
    selector: 'input[aria-label^="Find a patient, visit"]',
    settled: '[role=listbox][aria-label=Found][aria-busy=false]'
  },
  {
    name: 'Patients',
    path: '/patients',
    selector: 'input[type=search][aria-label="Find a patient"]',
    settled: 'input[type=search] ~ [role=status]:not(:empty)'
  }
];
/** Between an answer and the next key: as fast as anybody types. */
const PAUSE_MS = 40;

/** Types what people type, a key at a time, and times each answer. */
export async function measureTyping(desk: BenchDesk, patients: number, keystrokes: number): Promise<Part[]> {
  const figures: Part[] = [];
  for (const field of FIELDS) figures.push(...(await measureField(desk, field, queriesOf(patients, keystrokes))));
  return figures;
}

async function measureField(desk: BenchDesk, field: Field, queries: readonly string[]): Promise<Part[]> {
  const page = await desk.newPage();
  await page.goto(field.path);
  await page.locator(field.selector).click();
  await page.evaluate((query) => window.benchTimers.findOnce(query), queries[0] ?? ''); // the directory is in memory
  await page.locator(field.selector).fill('');
  await page.locator(field.selector).focus();
  await sleep(500);
  const from = await page.evaluate(() => performance.now());
  await page.evaluate(({ selector, settled }) => window.benchTimers.watchField(selector, settled), field);
  const answers: Answered[] = [];
  for (const query of queries) {
    for (const key of query) answers.push(await answerTo(page, key));
    await page.locator(field.selector).fill('');
    await sleep(PAUSE_MS);
  }
  const tasks: readonly LongTask[] = await page.evaluate(() => window.benchProbe.longTasks);
  const longest = Math.max(0, ...tasks.filter(({ at }) => at >= from).map((task) => task.ms));
  await page.close();
  const inPage = answers.map((answer) => answer.inPage);
  const painted = answers.map((answer) => answer.painted);
  return [
    {
      what: `search in ${field.name}: key to result in the page`,
      value: spread(inPage),
      ...atMost(quantile(inPage, 0.99), GOALS.keystrokeMs, `${GOALS.keystrokeMs} ms p99`)
    },
    { what: `search in ${field.name}: key to result painted`, value: spread(painted) },
    {
      what: `search in ${field.name}: longest task while typing`,
      value: longest === 0 ? 'none over 50 ms' : ms(longest),
      ...atMost(longest, GOALS.longestTaskMs, ms(GOALS.longestTaskMs))
    }
  ];
}

async function answerTo(page: Page, key: string): Promise<Answered> {
  await page.evaluate(() => window.benchTimers.expect());
  await sleep(PAUSE_MS);
  await page.keyboard.press(key === ' ' ? 'Space' : key);
  const answer = page.evaluate(() => window.benchTimers.answer());
  return await within(20_000, `the answer to ${JSON.stringify(key)}`, answer);
}
