/**
 * Patient search at 1,000, 10,000 and 100,000 patients: time to build, percentiles of a query by kind, one change, memory.
 *
 *     node bench/app/search-bench.ts [--seed 1] [--sizes 1000,10000,100000] [--rounds 3]
 *
 * Names are made of syllables after a power law, so that there are as many different ones as in a real directory.
 */
import { parseArgs } from 'node:util';
import { idFrom } from '#domain/ids.ts';
import type { DirectoryEntry } from '#domain/patient/directory.ts';
import { patientIndex, type PatientIndex } from '#domain/patient/search-index.ts';
import { between, pick, seeded, type Random } from '#domain/random.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    sizes: { type: 'string', default: '1000,10000,100000' },
    rounds: { type: 'string', default: '3' }
  }
});
const SYLLABLES = 'ba be bo da de do fa fi ga go ha he ja jo ka ke ko la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se so ta te to va vi wa za an en in on ar er or al el il ol as es is us ert mann berg ez son sen ski ova'.split(' '); // prettier-ignore
const QUERIES_PER_KIND = 400;

const name = (random: Random, syllables: number): string => {
  const text = Array.from({ length: syllables }, () => pick(random, SYLLABLES)).join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Few names are common, most are rare: rank r is taken about as often as 1/r. */
function nameList(random: Random, count: number, syllables: [number, number]): () => string {
  const names = Array.from({ length: count }, () => name(random, between(random, ...syllables)));
  return () => names[Math.floor(count ** random()) - 1] ?? '';
}

function people(count: number, seed: number): DirectoryEntry[] {
  const random = seeded(seed);
  const family = nameList(random, Math.max(500, Math.ceil(count / 2)), [2, 4]);
  const given = nameList(random, Math.max(300, Math.ceil(count / 20)), [2, 3]);
  return Array.from({ length: count }, (_, index): DirectoryEntry => {
    const sex = random() < 0.5 ? 'female' : 'male';
    const phone = () => `+1${between(random, 201, 989)}55501${String(between(random, 0, 99)).padStart(2, '0')}`;
    const other = () => `+1${between(random, 201, 989)}${between(random, 200, 999)}${between(random, 1000, 9999)}`;
    return {
      patient: idFrom(Uint8Array.from({ length: 10 }, () => between(random, 0, 255))),
      family: random() < 0.05 ? `${family()}-${family()}` : random() < 0.03 ? `O'${family()}` : family(),
      given: random() < 0.4 ? `${given()} ${given()}` : given(),
      preferred: random() < 0.08 ? given() : '',
      former: random() < 0.1 ? [family()] : [],
      birthDate: new Date(Date.UTC(1930, 0, 1) + between(random, 0, 96 * 365) * 86_400_000).toISOString().slice(0, 10),
      sex,
      phones: random() < 0.3 ? [phone(), other()] : [random() < 0.5 ? phone() : other()],
      identifier: `M${String(index + 1).padStart(7, '0')}`,
      otherIdentifiers: random() < 0.3 ? [`S${between(random, 10_000_000, 99_999_999)}`] : [],
      deceased: false
    };
  });
}

/** What somebody types, for each kind of query, as the whole and (where a person sees the list narrow) letter by letter. */
function kinds(everyone: readonly DirectoryEntry[], random: Random): ReadonlyMap<string, readonly string[]> {
  const ask = (make: (one: DirectoryEntry) => string | readonly string[]): readonly string[] =>
    Array.from({ length: QUERIES_PER_KIND }, () => make(pick(random, everyone))).flat();
  const letters = (text: string): string[] => Array.from(text, (_, index) => text.slice(0, index + 1));
  const us = (date: string): string => `${date.slice(5, 7)}/${date.slice(8)}/${date.slice(0, 4)}`;
  return new Map([
    ['one letter', ask((one) => one.family.slice(0, 1))],
    ['family, each keystroke', ask((one) => letters(one.family))],
    ['given, each keystroke', ask((one) => letters(one.given))],
    ['family given, each keystroke', ask((one) => letters(`${one.family} ${one.given.split(' ')[0] ?? ''}`))],
    ['two letters each', ask((one) => `${one.given.slice(0, 2)} ${one.family.slice(0, 2)}`)],
    ['birth date, each keystroke', ask((one) => letters(us(one.birthDate ?? '')))],
    ['family and year', ask((one) => `${one.family.slice(0, 3)} ${one.birthDate?.slice(0, 4)}`)],
    ['phone, last four', ask((one) => one.phones[0]?.slice(-4) ?? '')],
    ['phone, each keystroke', ask((one) => letters(one.phones[0]?.slice(2) ?? ''))],
    ['identifier, each keystroke', ask((one) => letters(one.identifier))],
    ['with a slip', ask((one) => one.family.slice(0, 2) + one.family.slice(3))],
    ['nobody', ask((one) => `${one.family}x ${one.given}q`)]
  ]);
}

/** Each query's best of some rounds, milliseconds: what else the machine was doing does not count as ours. */
function timed(index: PatientIndex, queries: readonly string[]): number[] {
  const best = queries.map(() => Infinity);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [at, query] of queries.entries()) {
      const from = performance.now();
      index.find(query, 12);
      best[at] = Math.min(best[at] ?? Infinity, performance.now() - from);
    }
  }
  return best.sort((a, b) => a - b);
}

function percentiles(sorted: readonly number[]): string {
  const share = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return [0.5, 0.95, 0.99, 1].map((part) => share(part).toFixed(3).padStart(8)).join(' ');
}

function report(what: string, sorted: readonly number[]): void {
  console.log(`${what.padEnd(32)} ${String(sorted.length).padStart(8)} ${percentiles(sorted)}`);
}

/** Builds some times and says how long it took: on the wall, and of the processor, which a busy machine blurs less. */
function built(everyone: readonly DirectoryEntry[]): PatientIndex {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  let index = patientIndex();
  const [wall, cpu]: [number[], number[]] = [[], []];
  for (let round = 0; round < Math.max(1, Number(values.rounds)); round++) {
    const [from, used] = [performance.now(), process.threadCpuUsage()];
    index = patientIndex(everyone);
    const { user, system } = process.threadCpuUsage(used);
    wall.push(performance.now() - from);
    cpu.push((user + system) / 1_000);
  }
  globalThis.gc?.();
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - heapUsed - arrayBuffers;
  const [best, first] = [Math.min(...wall), wall[0] ?? 0].map((ms) => ms.toFixed(0));
  console.log(`\n${everyone.length.toLocaleString('en-US')} patients`);
  console.log(`built in ${best} ms (first ${first} ms, processor ${Math.min(...cpu).toFixed(0)} ms)`);
  if (globalThis.gc) console.log(`${(bytes / 1e6).toFixed(0)} MB beside the entries`);
  return index;
}

for (const size of values.sizes.split(',').map(Number)) {
  const everyone = people(size, Number(values.seed));
  const index = built(everyone);
  console.log(`${'query, ms'.padEnd(32)}  queries      p50      p95      p99      max`);
  const all: number[] = [];
  for (const [kind, queries] of kinds(everyone, seeded(9))) {
    const times = timed(index, queries);
    all.push(...times);
    report(kind, times);
  }
  const byTime = (a: number, b: number): number => a - b;
  report('all', all.sort(byTime));

  const changes = everyone.slice(0, Math.min(size, 5_000)).map((entry) => {
    const from = performance.now();
    index.put({ ...entry, preferred: 'Changed' });
    return performance.now() - from;
  });
  report('one change', changes.sort(byTime));
  report('all, after the changes', timed(index, [...kinds(everyone, seeded(9)).values()].flat()));
}
