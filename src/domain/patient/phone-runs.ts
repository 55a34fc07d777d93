/** Which rows have which run of digits in a phone number. */
export interface PhoneRuns {
  /** Every number's digits, each in `WIDTH` characters. */
  readonly text: string;
  readonly rowOf: Uint32Array;
  /** For each four digits in a row where their numbers begin in `numbers`; 10,001 of them. */
  readonly starts: Uint32Array;
  readonly numbers: Uint32Array;
}

const WIDTH = 16;
const GRAM = 4;
const GRAMS = 10 ** GRAM;

/** @param phones digits only; @param rowOf the row of each */
export function phoneRuns(phones: readonly string[], rowOf: readonly number[]): PhoneRuns {
  const text = phones.map((phone) => phone.slice(0, WIDTH - 1).padEnd(WIDTH)).join('');
  const counts = new Uint32Array(GRAMS + 1);
  forEachGram(phones, (gram) => (counts[gram + 1] = (counts[gram + 1] ?? 0) + 1));
  const starts = counts; // summed up in place: from counts to where each begins
  for (let gram = 0; gram < GRAMS; gram++) starts[gram + 1] = (starts[gram + 1] ?? 0) + (starts[gram] ?? 0);
  const next = starts.slice();
  const numbers = new Uint32Array(starts[GRAMS] ?? 0);
  forEachGram(phones, (gram, phone) => {
    const place = next[gram] ?? 0;
    numbers[place] = phone;
    next[gram] = place + 1;
  });
  return { text, rowOf: Uint32Array.from(rowOf), starts, numbers };
}

function forEachGram(phones: readonly string[], use: (gram: number, phone: number) => void): void {
  for (const [phone, digits] of phones.entries()) {
    let gram = 0;
    for (let at = 0; at < digits.length && at < WIDTH - 1; at++) {
      gram = (gram % (GRAMS / 10)) * 10 + (digits.charCodeAt(at) - 48);
      if (at >= GRAM - 1) use(gram, phone);
    }
  }
}

/** The rows with a run, in no order; a row may come twice. */
export function* rowsWithRun(runs: PhoneRuns, run: string): Iterable<number> {
  if (run.length < GRAM) {
    yield* scanned(runs, run);
    return;
  }
  const gram = rarestGram(runs, run);
  for (const phone of runs.numbers.subarray(runs.starts[gram], runs.starts[gram + 1])) {
    if (runs.text.slice(phone * WIDTH, (phone + 1) * WIDTH).includes(run)) yield runs.rowOf[phone] ?? 0;
  }
}

/** About how many rows `rowsWithRun` would give. */
export function countWithRun(runs: PhoneRuns, run: string): number {
  if (run.length < GRAM) return runs.rowOf.length;
  const gram = rarestGram(runs, run);
  return (runs.starts[gram + 1] ?? 0) - (runs.starts[gram] ?? 0);
}

function rarestGram({ starts }: PhoneRuns, run: string): number {
  let rarest = 0;
  let fewest = Infinity;
  for (let at = 0; at + GRAM <= run.length; at++) {
    const gram = Number(run.slice(at, at + GRAM));
    const count = (starts[gram + 1] ?? 0) - (starts[gram] ?? 0);
    if (count < fewest) [rarest, fewest] = [gram, count];
  }
  return rarest;
}

/** Runs of three digits are in many numbers: reading from the start finds enough of them soon. */
function* scanned({ text, rowOf }: PhoneRuns, run: string): Iterable<number> {
  for (let at = text.indexOf(run); at !== -1; at = text.indexOf(run, at)) {
    const phone = Math.floor(at / WIDTH);
    yield rowOf[phone] ?? 0;
    at = (phone + 1) * WIDTH;
  }
}
