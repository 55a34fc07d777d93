export type Key = number | string | readonly Key[];

/** The order of keys in IndexedDB: numbers, then texts, then lists, lists by their parts (IndexedDB 3.0 §3.1.3). */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof a === 'string')
    return typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : typeof b === 'number' ? 1 : -1;
  if (typeof b === 'number' || typeof b === 'string') return 1;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareKeys(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export interface Entry {
  readonly key: Key;
  /** The primary key. */
  readonly of: Key;
}

export type Row = Readonly<Record<string, unknown>>;

/** `[a+b]`, `a` or `++a`, as Dexie spells a key. */
export function keyPath(spec: string): (row: Row) => Key | undefined {
  const name = spec.replace(/^\+\+/, '').trim();
  if (!name.startsWith('[')) return (row) => validKey(row[name]);
  const parts = name.slice(1, -1).split('+');
  return (row) => {
    const key: Key[] = [];
    for (const part of parts) {
      const value = validKey(row[part]);
      if (value === undefined) return undefined;
      key.push(value);
    }
    return key;
  };
}

function validKey(value: unknown): Key | undefined {
  return typeof value === 'number' || typeof value === 'string' || Array.isArray(value) ? (value as Key) : undefined;
}

/** Keys in their order, each with the row it leads to. */
class Index {
  readonly entries: Entry[] = [];
  readonly keyOf: (row: Row) => Key | undefined;

  constructor(spec: string) {
    this.keyOf = keyPath(spec);
  }

  add(row: Row, of: Key): void {
    const key = this.keyOf(row);
    if (key !== undefined) this.entries.splice(this.from({ key, of }), 0, { key, of });
  }

  remove(row: Row, of: Key): void {
    const key = this.keyOf(row);
    if (key !== undefined) this.entries.splice(this.from({ key, of }), 1);
  }

  /** The place of the first entry that is not before this one. */
  from(entry: Entry): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.entries[middle]!;
      if ((compareKeys(at.key, entry.key) || compareKeys(at.of, entry.of)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  between(low: Key, high: Key): Entry[] {
    const found: Entry[] = [];
    for (let at = this.from({ key: low, of: -Infinity }); at < this.entries.length; at++) {
      const entry = this.entries[at]!;
      if (compareKeys(entry.key, high) > 0) break;
      found.push(entry);
    }
    return found;
  }
}

/** One object store: rows by primary key, and its indexes. Rows are kept as they are given and never changed in place. */
export class SortedTable {
  readonly name: string;
  readonly rows = new Map<string, Row>();
  readonly #primary: Index;
  readonly #indexes = new Map<string, Index>();
  readonly #counts: boolean;
  #next = 1;

  /** @param schema as Dexie has it: the primary key, then the indexes, by commas */
  constructor(name: string, schema: string) {
    this.name = name;
    const specs = schema.split(/,(?![^[]*\])/).map((part) => part.trim());
    this.#counts = specs[0]!.startsWith('++');
    this.#primary = new Index(specs[0]!);
    this.#indexes.set(nameOf(specs[0]!), this.#primary);
    for (const spec of specs.slice(1)) this.#indexes.set(nameOf(spec), new Index(spec));
  }

  index(name: string): Index {
    const index = this.#indexes.get(nameOf(name));
    if (!index) throw new Error(`no index ${name} on ${this.name}`);
    return index;
  }

  get primary(): Index {
    return this.#primary;
  }

  get(key: Key): Row | undefined {
    return this.rows.get(textOf(key));
  }

  /** Answers what was there before. */
  put(given: Row): { key: Key; before: Row | undefined } {
    const row = this.#counts && given['id'] === undefined ? { ...given, id: this.#next++ } : given;
    const key = this.#primary.keyOf(row);
    if (key === undefined) throw Object.assign(new Error('no key'), { name: 'DataError' });
    const before = this.get(key);
    if (before) for (const index of this.#indexes.values()) index.remove(before, key);
    this.rows.set(textOf(key), row);
    for (const index of this.#indexes.values()) index.add(row, key);
    return { key, before };
  }

  delete(key: Key): Row | undefined {
    const before = this.get(key);
    if (!before) return undefined;
    for (const index of this.#indexes.values()) index.remove(before, key);
    this.rows.delete(textOf(key));
    return before;
  }

  copy(into: SortedTable): void {
    for (const { of } of this.#primary.entries) into.put(this.get(of)!);
    into.#next = this.#next;
  }
}

function nameOf(spec: string): string {
  return spec.replace(/^\+\+/, '').trim();
}

function textOf(key: Key): string {
  if (typeof key === 'string') return key;
  return typeof key === 'number' ? `#${key}` : `[${key.map(textOf).join(' ')}`;
}
