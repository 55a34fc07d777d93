import type { AuditEntry } from '#domain/audit/chain.ts';
import type { AuditFlag } from '#domain/audit/audit-line.ts';
import { flagsOf } from '#domain/audit/audit-line.ts';
import { isAfterHours } from '#domain/audit/after-hours.ts';
import { LOOKS } from '#domain/audit/action-groups.ts';
import type { DeviceNo, SiteId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Core } from '../core.ts';
import type { Value } from '../records/records.ts';
import type { OnDuty } from '../store/store.ts';
import { auditRows } from './audit-rows.ts';

/**
 * Every entry of the access log by patient, person, device and moment, so that a page of it costs as much as it shows [AUD-16]. Made from
 * the journal and thrown away when it does not fit: no truth lies here, and no name.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS audit_entries (
    seq BIGINT NOT NULL, i INTEGER NOT NULL, dev INTEGER NOT NULL, session TEXT NOT NULL, n BIGINT NOT NULL, at BIGINT NOT NULL,
    by_user TEXT NOT NULL, action TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, refs TEXT NOT NULL, fields TEXT NOT NULL,
    flags INTEGER NOT NULL, PRIMARY KEY (seq, i))`,
  'CREATE INDEX IF NOT EXISTS audit_by_moment ON audit_entries (at, seq, i)',
  'CREATE INDEX IF NOT EXISTS audit_by_person ON audit_entries (by_user, at, seq, i)',
  'CREATE INDEX IF NOT EXISTS audit_by_action ON audit_entries (action, at, seq, i)',
  'CREATE INDEX IF NOT EXISTS audit_by_device ON audit_entries (dev, at)',
  'CREATE INDEX IF NOT EXISTS audit_flagged ON audit_entries (at, seq, i) WHERE flags <> 0',
  `CREATE TABLE IF NOT EXISTS audit_refs (
    ref TEXT NOT NULL, at BIGINT NOT NULL, seq BIGINT NOT NULL, i INTEGER NOT NULL, PRIMARY KEY (ref, at, seq, i))`
] as const;

/** Counted up with every change of what stands in a row. */
const SHAPE = 1;
const NOTE = 'audit-index';
/** Rows written at once: far fewer values than either database takes. */
const AT_ONCE = 1_000;
/** A desk writes every few seconds: what it wrote is looked up by nobody sooner than this. */
const GATHER_MS = 5_000;

/** The bits of `flags`, in the order of the list. */
export const KEPT_FLAGS: readonly AuditFlag[] = ['after-hours', 'broken-glass', 'denied', 'witness-disagreed'];

type Parts = Pick<Core, 'journal' | 'records' | 'notes' | 'devices' | 'practice'>;

export class AuditIndex implements OnDuty {
  readonly #core: Parts;
  readonly #onFault: (error: unknown) => void;
  #upTo: number | null = null;
  #work: Promise<unknown> = Promise.resolve();
  #stopListening: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(core: Parts, onFault: (error: unknown) => void) {
    this.#core = core;
    this.#onFault = onFault;
  }

  begin(): void {
    this.#stopListening ??= this.#core.journal.onCommit((rows) => {
      if (rows.some(({ doc }) => doc.startsWith('audit/'))) this.#soon();
    });
    this.#soon();
  }

  end(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work = this.#work.then(() => (this.#upTo = null));
  }

  async stop(): Promise<void> {
    this.end();
    await this.#work;
  }

  /** Everything that was committed before is in it when this resolves. */
  caughtUp(): Promise<void> {
    const done = this.#work.then(() => this.#catchUp());
    this.#work = done.catch(() => undefined);
    return done;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.caughtUp().catch(this.#onFault);
    }, GATHER_MS).unref();
  }

  async #catchUp(): Promise<void> {
    const { journal, notes } = this.#core;
    const before = (this.#upTo ??= await this.#begun());
    if (journal.head() <= before) return;
    const flagged = await this.#flagger();
    const rows = auditRows(journal, before);
    let entries: Value[][] = [];
    let refs: Value[][] = [];
    for (;;) {
      const next = await rows.next();
      const isOver = next.done === true;
      if (next.done !== true) {
        const { seq } = next.value;
        next.value.entries.forEach((entry, i) => {
          entries.push(valuesOf(entry, seq, i, flagged(entry)));
          for (const ref of new Set(entry.refs)) refs.push([ref, entry.wall, seq, i]);
        });
      }
      if (isOver || entries.length >= AT_ONCE) {
        await this.#insert('audit_entries', entries);
        await this.#insert('audit_refs', refs);
        [entries, refs] = [[], []];
        // What lies in the row under way is written again after a crash, to no harm.
        const upTo = isOver ? next.value : next.value.seq;
        await notes.write(NOTE, JSON.stringify([SHAPE, journal.epoch, upTo]));
        this.#upTo = upTo;
        if (isOver) return;
      }
    }
  }

  /** How far it had come; where it is of another shape or another life of the server, it begins anew. */
  async #begun(): Promise<number> {
    const { journal, records, notes } = this.#core;
    for (const table of TABLES) await records.ask(table);
    const [shape, epoch, upTo] = JSON.parse((await notes.read(NOTE)) ?? '[]') as [number?, string?, number?]; // written above
    if (shape === SHAPE && epoch === journal.epoch && upTo !== undefined && upTo <= journal.head()) return upTo;
    await records.ask('DELETE FROM audit_entries');
    await records.ask('DELETE FROM audit_refs');
    return 0;
  }

  async #insert(table: 'audit_entries' | 'audit_refs', rows: readonly Value[][]): Promise<void> {
    for (let from = 0; from < rows.length;) {
      // A few lengths of statement only: each is prepared once and kept.
      const size = rows.length - from >= AT_ONCE ? AT_ONCE : rows.length - from >= 50 ? 50 : 1;
      const some = rows.slice(from, from + size);
      const holes = some.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
      await this.#core.records.ask(`INSERT INTO ${table} VALUES ${holes} ON CONFLICT DO NOTHING`, ...some.flat());
      from += size;
    }
  }

  async #flagger(): Promise<(entry: AuditEntry) => number> {
    const [practice, devices] = await Promise.all([this.#core.practice(), this.#core.devices.all()]);
    const sites = new Map<DeviceNo, SiteId>(devices.map(({ deviceNo, site }) => [deviceNo, site]));
    const known = new Map<string, boolean>();
    /** Offices open and close on the quarter hour. */
    const isLate = (site: SiteId, at: Instant): boolean => {
      const key = `${site} ${Math.floor(at / 900_000)}`;
      let late = known.get(key);
      if (late === undefined) known.set(key, (late = isAfterHours(practice, site, at)));
      return late;
    };
    const looks: ReadonlySet<string> = new Set(LOOKS);
    return (entry) => {
      const site = sites.get(entry.dev);
      const isLook = looks.has(entry.action) && !entry.user.startsWith('device:');
      const flags = flagsOf(entry, isLook && site !== undefined && isLate(site, entry.wall));
      return flags.reduce((bits, flag) => bits | (1 << KEPT_FLAGS.indexOf(flag)), 0);
    };
  }
}

function valuesOf(entry: AuditEntry, seq: number, i: number, flags: number): Value[] {
  const { dev, session, seq: n, wall, user, action, verdict, reason, refs, fields } = entry;
  return [
    seq,
    i,
    dev,
    session,
    n,
    wall,
    user,
    action,
    verdict,
    reason,
    JSON.stringify(refs),
    JSON.stringify(fields),
    flags
  ];
}
