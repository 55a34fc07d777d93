import { parseArgs } from 'node:util';
import { isZone, type ZoneId } from '#domain/time.ts';
import { backTest, WARM_UP, type BackTest, type Score } from '#domain/waits/back-test.ts';
import { FlowLogRefusal, readFlowLog, type RefusedRow } from '../flow/flow-log.ts';
import { bytesOf, inputFiles, InputFault } from '../import/input-files.ts';
import { wordsFor } from '../import/refusals.ts';

export const BACKTEST_USAGE = `backtest <log.csv> [--zone ZONE] [--json]
                             how well each way of foretelling waits would have done on a clinic’s own log`;

const HELP = `Usage: npm run anteroom -- ${BACKTEST_USAGE}

The log is CSV, plain or .gz, in one of two shapes, told apart by the names in its first line:

  visit, arrived, started     one row a wait; where known also queue, ended, left, booked, type
  case, step, lifecycle, time one row an event (lifecycle is start or complete); where steps repeat also instance

Times are 2026-11-21T09:05:00-05:00; without an offset they are wall-clock times in --zone (UTC when not given).
Nothing is written, and nothing of the log is kept.`;

/** Rows named on the terminal; the JSON has all of them. */
const SHOWN = 10;

/** Exit code 0 when every row was read, 2 when some were refused, 1 when nothing could be done. */
export async function backtest(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { zone: { type: 'string', default: 'UTC' }, json: { type: 'boolean', default: false } }
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) return say(HELP);
  const { zone } = values;
  if (!isZone(zone)) return say(`“${zone}” is no time zone. Zones are written America/New_York.`);
  try {
    const { passages, refused } = await readLog(file, zone);
    const result = backTest(passages, zone);
    if (values.json) console.log(JSON.stringify({ ...result, refused }));
    else console.log(report(result, refused));
    return refused.length > 0 ? 2 : 0;
  } catch (error) {
    if (error instanceof FlowLogRefusal) return say(error.message);
    if (error instanceof InputFault) return say(wordsFor(error.refusal));
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return say(`There is no file ${file}.`);
    throw error;
  }
}

function say(words: string): number {
  console.error(words);
  return 1;
}

async function readLog(place: string, zone: ZoneId): Promise<Awaited<ReturnType<typeof readFlowLog>>> {
  const { files } = await inputFiles(place, ['.csv', '.csv.gz']);
  const [file] = files;
  if (!file || files.length > 1) throw new FlowLogRefusal('Name one .csv or .csv.gz file.');
  return await readFlowLog(
    bytesOf(file, () => undefined),
    zone
  );
}

/** What a person reads at a terminal. */
export function report(result: BackTest, refused: readonly RefusedRow[]): string {
  const { chosen, alone, raw, queues } = result;
  const rule = raw.find(({ by }) => by === 'M3');
  const better = rule && rule.meanError > 0 ? 1 - chosen.meanError / rule.meanError : 0;
  return [
    `${result.passages} waits read, ${result.unserved} of them never served, ${refused.length} rows refused.`,
    `The first ${WARM_UP} of each queue are for learning; ${chosen.waits} count.`,
    '',
    `Chosen as told     ${figures(chosen)}`,
    `Queue-length rule  mean error ${minutes(rule?.meanError ?? 0)}; what was chosen is ${percent(better)} better`,
    '',
    'Each alone, set right by its own past:',
    ...alone.map(
      (one) => `  ${one.by}  ${one.name.padEnd(44)} ${one.waits > 0 ? figures(one) : 'never had enough to go by'}`
    ),
    '',
    'By queue:',
    ...queues.map(
      ({ queue, chosen: own, spoke }) => `  ${(queue || '(one)').padEnd(26)} ${figures(own)}; ${spokenBy(spoke)}`
    ),
    ...(refused.length > 0 ? ['', 'Refused:'] : []),
    ...refused.slice(0, SHOWN).map(({ line, say: why }) => `  line ${line}: ${why}`),
    ...(refused.length > SHOWN ? [`  and ${refused.length - SHOWN} more (--json has all)`] : [])
  ].join('\n');
}

function figures({ waits, meanError, underestimated, withinLikely }: Score): string {
  if (waits === 0) return 'no wait counts yet';
  return `mean error ${minutes(meanError)}, ${percent(underestimated)} waited longer than told, ${percent(withinLikely)} no longer than the middle`;
}

function spokenBy(spoke: BackTest['queues'][number]['spoke']): string {
  const most = Object.entries(spoke).toSorted(([, a], [, b]) => b - a);
  return most.length === 0 ? 'nobody spoke' : most.map(([by, times]) => `${by} ${times}×`).join(', ');
}

function minutes(value: number): string {
  return `${value.toFixed(1)} min`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
