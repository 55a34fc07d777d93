import { findingWords } from '#domain/audit/finding-words.ts';
import type { AuditReport } from '#domain/audit/verify.ts';

const MOST_LINES = 50;

/** What a check of the access log found, line by line. */
export function auditWords({ entries, sessions, checkpoints, findings }: AuditReport, witnesses: number): string[] {
  const seen = witnesses > 0 ? `, ${witnesses} checkpoints as a device was shown them` : '';
  const looked = `${entries} entries of ${sessions} sessions, ${checkpoints} checkpoints${seen}`;
  if (findings.length === 0) return [`${looked}: all in order.`];
  const more = findings.length - MOST_LINES;
  return [
    `${looked}: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.`,
    ...findings.slice(0, MOST_LINES).map(findingWords),
    ...(more > 0 ? [`… and ${more} more.`] : [])
  ];
}
