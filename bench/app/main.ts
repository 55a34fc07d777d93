// The client at 1,000 to 100,000 patients: `npm run bench:app -- [--sizes 1000,10000,100000] [--throttle 1,4] [--runs 15]`
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { localDateOf } from '#domain/time.ts';
import { ROOT } from '../../scripts/paths.ts';
import { startServer } from '../../tests/e2e/server.ts';
import { openBenchDesk, type BenchDesk } from './desk.ts';
import { measureFirstSync } from './first-sync.ts';
import { busyDate, makeClinic, zoneOf } from './make-clinic.ts';
import { measureOfflineStart } from './offline-start.ts';
import { measureRecording } from './recording.ts';
import { describe, table, writeSection, type Figure } from './report.ts';
import { measureSchedule } from './schedule.ts';
import { measureDeskScripts, measureSurfaceScripts } from './script-size.ts';
import { measureTyping } from './typing.ts';
import { measureUnlock } from './unlock.ts';

const USAGE = `Usage: npm run bench:app -- [options]

  --sizes 1000,10000,100000   numbers of patients, measured from the smallest
  --throttle 1,4              how many times slower the main thread is made
  --runs 15                   offline starts of each
  --keys 300                  keystrokes in each field
  --only search               figures whose name contains this
  --clinics FOLDER            keeps the clinics there for the next run
  --write                     puts the table into bench/RESULTS.md`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    throttle: { type: 'string', default: '1,4' },
    runs: { type: 'string', default: '15' },
    keys: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
    clinics: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const numbers = (text: string): number[] =>
  text
    .split(',')
    .map(Number)
    .sort((a, b) => a - b);
const sizes = numbers(values.sizes);
const throttles = numbers(values.throttle);
const loadAtStart = loadavg()[0] ?? 0;
const folder = values.clinics ?? mkdtempSync(path.join(tmpdir(), 'anteroom-bench-'));
const figures: Figure[] = [];
let chromium = '';

for (const patients of sizes) {
  const now = Date.now();
  const isFirst = patients === sizes[0];
  const dataDir = path.resolve(folder, String(patients));
  console.error(`Making a clinic of ${patients.toLocaleString('en-US')} patients …`);
  await makeClinic(dataDir, { patients, now, withBusyDay: isFirst });
  for (const throttle of throttles) {
    const server = await startServer({ dataDir });
    const desk = await openBenchDesk({ port: server.port, throttle });
    chromium = desk.version;
    try {
      await measure(desk, { patients, throttle, isFirst, now });
    } finally {
      await desk.close();
      await server.dispose();
    }
  }
}
if (!values.clinics) rmSync(folder, { recursive: true, force: true });

const command = ['npm run bench:app --', ...process.argv.slice(2).filter((arg) => arg !== '--write')].join(' ');
const report = `${describe({ command, chromium, loadAtStart })}\n\n${table(figures)}`;
console.log(`\n${report}`);
if (values.write) writeSection(path.join(ROOT, 'bench', 'RESULTS.md'), report);
process.exit(0);

interface Round {
  readonly patients: number;
  readonly throttle: number;
  /** The smallest clinic: it also has what does not depend on size. */
  readonly isFirst: boolean;
  readonly now: number;
}

async function measure(desk: BenchDesk, { patients, throttle, isFirst, now }: Round): Promise<void> {
  const note = async (name: string, work: () => Promise<readonly Omit<Figure, 'patients' | 'throttle'>[]>) => {
    if (!name.includes(values.only)) return;
    for (const part of await work()) {
      figures.push({ patients, throttle, ...part });
      console.error(`  ${patients} at ${throttle}×  ${part.what}: ${part.value}`);
    }
  };
  const runs = Number(values.runs);
  const first = await measureFirstSync(desk, patients);
  await note('first sync', async () => await Promise.resolve(first)); // all that follows needs it
  if (isFirst && throttle === throttles[0]) {
    await note('scripts', () => measureDeskScripts(desk));
    for (const surface of ['kiosk', 'board', 'room'])
      await note('scripts', async () => [await measureSurfaceScripts(desk, surface)]);
  }
  await desk.goOffline();
  await note('offline start', () => measureOfflineStart(desk, runs));
  await note('search', () => measureTyping(desk, patients, Number(values.keys)));
  const dates = { today: localDateOf(now, zoneOf(now)), busy: isFirst ? busyDate(now) : null };
  await note('schedule', () => measureSchedule(desk, { ...dates, runs: 5 }));
  await note('step', () => measureRecording(desk, 102));
  await note('unlock', () => measureUnlock(desk, runs));
}
