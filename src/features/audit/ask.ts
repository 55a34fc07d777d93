import type { TakenOut } from '#station/taking-out.ts';
import { actionsIn } from '#domain/audit/action-groups.ts';
import { lineOf, type AuditLine, type AuditQuestion } from '#domain/audit/audit-line.ts';
import type { AuditEntry } from '#domain/audit/chain.ts';
import type { DeviceNo } from '#domain/ids.ts';

/** Of the station: the server did not answer. */
export const UNREACHABLE = 'unreachable';

export interface AuditDevice {
  readonly device: DeviceNo;
  readonly label: string;
  readonly name: string | null;
}

/** The same question, answered by what this device wrote itself; the latest first. */
/** @param patient whom it is about, where it is about one */
export function logSheet(patient: string | null): TakenOut {
  return { how: 'print', refs: patient === null ? [] : [`patient:${patient}`], fields: ['access-log'] };
}

export function answerHere(entries: readonly AuditEntry[], question: AuditQuestion): readonly AuditLine[] {
  const { about, user, group, from, to } = question;
  const actions: ReadonlySet<string> | null = group === 'all' ? null : new Set(actionsIn(group));
  return entries
    .filter((entry) => from <= entry.wall && entry.wall < to)
    .filter((entry) => user === null || entry.user === user)
    .filter((entry) => about === null || entry.refs.includes(about))
    .filter((entry) => actions === null || actions.has(entry.action))
    .map(lineOf)
    .sort((a, b) => b.at - a.at || b.place[1] - a.place[1]);
}
