import { entriesIn, type AuditEntry } from '#domain/audit/chain.ts';
import { parseDocId } from '#domain/documents.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Database } from './database.ts';
import { openDoc, readSealedDoc, runsIn } from './raw-doc.ts';
import { recordedIn } from './runs.ts';

/** The first address after all of the access logs: `0` follows `/`. */
const AFTER = 'audit0';

/** What this device wrote to its own access log on these days. All is read before anything is opened (rows.ts, STO-31). */
export async function auditHere(database: Database, from: LocalDate, to: LocalDate): Promise<readonly AuditEntry[]> {
  const all = await database.docs.where('doc').between('audit/', AFTER).primaryKeys();
  const docs = all.filter((doc) => {
    const ref = parseDocId(doc);
    return ref?.kind === 'audit' && from <= ref.date && ref.date <= to;
  });
  const sealed = await Promise.all(docs.map((doc) => readSealedDoc(database, doc)));
  const opened = await Promise.all(sealed.map((doc) => openDoc(database, doc)));
  return opened.flatMap((raw) => entriesIn(recordedIn(parseDocId(raw.doc), runsIn(raw))));
}
