import { actionsIn, LOOKS } from '#domain/audit/action-groups.ts';
import {
  entryName,
  type AuditAnswer,
  type AuditCards,
  type AuditLine,
  type AuditPlace,
  type AuditQuestion,
  type Watch
} from '#domain/audit/audit-line.ts';
import { watchFlags } from '#domain/audit/watch-list.ts';
import type { Instant } from '#domain/time.ts';
import type { Core } from '../core.ts';
import { IDLE_MS } from '../people/sessions.ts';
import type { Columns, Value } from '../records/records.ts';
import { KEPT_FLAGS } from './audit-index.ts';

/** Lines of one answer. */
export const PAGE = 100;
/** Places looked up in one statement. */
const TOGETHER = 100;
const DAY_MS = 24 * 3_600_000;
/** As many tries that fail are no slip any more (SECURITY.md §1.1, log-in monitoring). */
const MANY_FAILURES = 5;
/** After everything there is. */
const END: AuditPlace = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0];

type Parts = Pick<Core, 'records' | 'devices' | 'now'>;

/** A page of entries, the latest first. Costs as much as it shows: each way to ask has an index [AUD-16]. */
export async function linesFor({ records }: Parts, question: AuditQuestion): Promise<AuditAnswer> {
  const { about, user, group, from, to, before } = question;
  const where: string[] = [];
  const values: Value[] = [];
  const and = (sql: string, ...more: Value[]): void => {
    where.push(sql);
    values.push(...more);
  };
  const place = about === null ? 'e' : 'r';
  if (about !== null) and('r.ref = ?', about);
  and(`${place}.at >= ? AND ${place}.at < ?`, from, to);
  and(`(${place}.at, ${place}.seq, ${place}.i) < (?, ?, ?)`, ...(before ?? END));
  if (user !== null) and('e.by_user = ?', user);
  if (group !== 'all') {
    const actions = actionsIn(group);
    and(`e.action IN (${actions.map(() => '?').join(', ')})`, ...actions);
  }
  const tables =
    about === null ? 'audit_entries e' : 'audit_refs r JOIN audit_entries e ON e.seq = r.seq AND e.i = r.i';
  const order = `ORDER BY ${place}.at DESC, ${place}.seq DESC, ${place}.i DESC LIMIT ${PAGE + 1}`;
  const rows = await records.ask(`SELECT e.* FROM ${tables} WHERE ${where.join(' AND ')} ${order}`, ...values);
  return await answerOf(records, rows.map(lineIn));
}

/** The exceptions of a stretch of time: what the entries themselves say, and looks of those on the list at those on the list [AUD-17]. */
export async function exceptionsFor(
  { records }: Parts,
  { from, to, before, watches }: Pick<AuditQuestion, 'from' | 'to' | 'before'> & { readonly watches: readonly Watch[] }
): Promise<AuditAnswer> {
  const flagged = await records.ask(
    `SELECT * FROM audit_entries WHERE flags <> 0 AND at >= ? AND at < ? AND (at, seq, i) < (?, ?, ?)
     ORDER BY at DESC, seq DESC, i DESC LIMIT ${PAGE + 1}`,
    from,
    to,
    ...(before ?? END)
  );
  const flagsFor = watchFlags(watches);
  const found = new Map<string, AuditLine>();
  for (const line of flagged.map(lineIn)) found.set(entryName(line), line);
  for (const row of await watchedRows(records, watches, { from, to, before })) {
    const line = lineIn(row);
    if (flagsFor(line).length > 0) found.set(entryName(line), line);
  }
  const lines = [...found.values()]
    .map((line) => ({ ...line, flags: [...flagsFor(line), ...line.flags] }))
    .sort((a, b) => comparePlaces(b.place, a.place));
  return await answerOf(records, lines.slice(0, PAGE + 1));
}

/** Looks at anybody on the list; whose they are is seen from each. */
async function watchedRows(
  records: Parts['records'],
  watches: readonly Watch[],
  { from, to, before }: Pick<AuditQuestion, 'from' | 'to' | 'before'>
): Promise<Columns[]> {
  const patients = [...new Set(watches.map(({ patient }) => patient))];
  const rows: Columns[] = [];
  for (let at = 0; at < patients.length; at += TOGETHER) {
    const refs = padded(patients.slice(at, at + TOGETHER).map((patient) => `patient:${patient}`));
    const sql = `SELECT e.* FROM audit_refs r JOIN audit_entries e ON e.seq = r.seq AND e.i = r.i
      WHERE r.ref IN (${refs.map(() => '?').join(', ')}) AND r.at >= ? AND r.at < ? AND (r.at, r.seq, r.i) < (?, ?, ?)
      AND e.action IN (${LOOKS.map(() => '?').join(', ')})`;
    rows.push(...(await records.ask(sql, ...refs, from, to, ...(before ?? END), ...LOOKS)));
  }
  return rows;
}

/** What is no entry by itself: many tries that failed, and devices that say nothing. */
export async function cardsFor({ records, devices, now }: Parts, from: Instant, to: Instant): Promise<AuditCards> {
  const sql = `SELECT * FROM audit_entries WHERE action = 'sign-in/failed' AND at >= ? AND at < ? ORDER BY at`;
  const failures = new Map<string, AuditCards['failures'][number]>();
  for (const row of await records.ask(sql, from, to)) {
    const { refs, dev, at, reason } = lineIn(row);
    const device = refNumber(refs, 'device') ?? (dev === 1 ? null : dev);
    const user = refText(refs, 'user');
    const key = `${device} ${user} ${Math.floor(at / DAY_MS)}`;
    const count = (failures.get(key)?.count ?? 0) + (Number(/^\d+/.exec(reason)?.[0]) || 1);
    failures.set(key, { device, user, count, last: at });
  }
  const silent: AuditCards['silent'][number][] = [];
  for (const { deviceNo, label, role, revokedAt, enrolledAt } of await devices.all()) {
    if (revokedAt !== null || (role !== 'desk' && role !== 'room' && role !== 'kiosk')) continue;
    const [row] = await records.ask('SELECT at FROM audit_entries WHERE dev = ? ORDER BY at DESC LIMIT 1', deviceNo);
    const last = row ? Number(row['at']) : null;
    if (now() - (last ?? enrolledAt) > IDLE_MS) silent.push({ device: deviceNo, label, last });
  }
  return { failures: [...failures.values()].filter(({ count }) => count >= MANY_FAILURES), silent };
}

async function answerOf(records: Parts['records'], found: readonly AuditLine[]): Promise<AuditAnswer> {
  const lines = found.slice(0, PAGE);
  if (lines.length === 0) return { lines, more: false };
  const names = padded(
    lines.map((line) => `entry:${entryName(line)}`),
    PAGE
  );
  const sql = `SELECT r.ref, e.by_user, e.at, e.reason FROM audit_refs r JOIN audit_entries e ON e.seq = r.seq AND e.i = r.i
    WHERE r.ref IN (${names.map(() => '?').join(', ')}) AND e.action = 'access-log/explained' AND e.dev = 1 ORDER BY e.at`;
  const said = new Map<string, AuditLine['explained']>();
  for (const row of await records.ask(sql, ...names))
    said.set(String(row['ref']), { by: String(row['by_user']), at: Number(row['at']), note: String(row['reason']) });
  return {
    lines: lines.map((line) => ({ ...line, explained: said.get(`entry:${entryName(line)}`) ?? null })),
    more: found.length > PAGE
  };
}

/** A statement of one length, whatever is asked for: it is prepared once. No reference is empty. */
function padded(refs: readonly string[], size = TOGETHER): string[] {
  return [...refs, ...Array.from({ length: size - refs.length }, () => '')];
}

function lineIn(row: Columns): AuditLine {
  const bits = Number(row['flags']);
  const at = Number(row['at']);
  return {
    dev: Number(row['dev']),
    session: String(row['session']),
    n: Number(row['n']),
    at,
    user: String(row['by_user']),
    action: String(row['action']),
    refs: JSON.parse(String(row['refs'])) as string[], // written by the index
    fields: JSON.parse(String(row['fields'])) as string[], // the same
    reason: String(row['reason']),
    verdict: row['verdict'] === 'denied' ? 'denied' : 'done',
    flags: KEPT_FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0),
    explained: null,
    place: [at, Number(row['seq']), Number(row['i'])]
  };
}

function comparePlaces(a: AuditPlace, b: AuditPlace): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function refText(refs: readonly string[], kind: string): string | null {
  const ref = refs.find((one) => one.startsWith(`${kind}:`));
  return ref === undefined ? null : ref.slice(kind.length + 1);
}

function refNumber(refs: readonly string[], kind: string): number | null {
  const text = refText(refs, kind);
  return text === null ? null : Number(text);
}
