/** A name and at most one label; never anything of a patient, a person or a document [HTTP-4]. */
type Labels = Readonly<Record<string, string>>;

const COMMIT_BUCKETS_MS = [0.5, 1, 2, 5, 10, 25, 50, 100, 250];

/** Counters and gauges in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #commits = COMMIT_BUCKETS_MS.map(() => 0);
  #commitCount = 0;
  #commitSumMs = 0;

  count(name: string, labels: Labels = {}, by = 1): void {
    const key = `${name}${textOf(labels)}`;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + by);
  }

  commit(rows: number, ms: number): void {
    this.count('anteroom_journal_rows_total', {}, rows);
    this.#commitCount++;
    this.#commitSumMs += ms;
    COMMIT_BUCKETS_MS.forEach((limit, i) => {
      if (ms <= limit) this.#commits[i] = (this.#commits[i] ?? 0) + 1;
    });
  }

  /** @param gauges read at this moment */
  text(gauges: Readonly<Record<string, number>>): string {
    const lines = [
      ...this.#typed('counter', [...this.#counters]),
      ...this.#typed('gauge', Object.entries(gauges)),
      '# TYPE anteroom_commit_ms histogram',
      ...COMMIT_BUCKETS_MS.map((limit, i) => `anteroom_commit_ms_bucket{le="${limit}"} ${this.#commits[i] ?? 0}`),
      `anteroom_commit_ms_bucket{le="+Inf"} ${this.#commitCount}`,
      `anteroom_commit_ms_sum ${this.#commitSumMs.toFixed(3)}`,
      `anteroom_commit_ms_count ${this.#commitCount}`
    ];
    return `${lines.join('\n')}\n`;
  }

  #typed(type: string, values: readonly (readonly [string, number])[]): string[] {
    const lines: string[] = [];
    let last = '';
    for (const [key, value] of values.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const name = key.split('{')[0] ?? key;
      if (name !== last) lines.push(`# TYPE ${name} ${type}`);
      last = name;
      lines.push(`${key} ${value}`);
    }
    return lines;
  }
}

function textOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
