import type { AuditNote } from '#domain/audit/audit-facts.ts';
import type { UserId } from '#domain/ids.ts';

/** What others of the server tell its access log: an act that counts each time, of a person where one told the server to. */
export interface AuditTold {
  did(note: AuditNote, by?: UserId): void;
}

/** The same before there is a log: it is opened on what those who tell it stand on. */
export interface LateTold extends AuditTold {
  /** Whether somebody writes it down. */
  readonly isOpen: boolean;
  to(log: AuditTold): void;
}

export function lateTold(): LateTold {
  let log: AuditTold | null = null;
  return {
    get isOpen() {
      return log !== null;
    },
    to: (opened) => void (log = opened),
    did: (note, by) => (by === undefined ? log?.did(note) : log?.did(note, by))
  };
}
