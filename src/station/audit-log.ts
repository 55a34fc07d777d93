import type { AuditNote } from '#domain/audit/audit-facts.ts';

/**
 * The access log of this device: who saw and did what, beside the facts they wrote (SECURITY.md §5). Entries name things by their ids
 * and are chained, so that none can be changed or taken out without being missed.
 */
export interface AuditLog {
  /** Something is on screen. Costs the screen nothing and is on disk within seconds; the same again within a minute is not written again [AUD-7]. */
  saw(note: AuditNote): void;
  /** Somebody did something: each time counts, a moment after the other too. On disk as soon as the disk takes it. */
  did(note: AuditNote): void;
  /** Resolves when it is on disk: whatever must not happen unknown waits for it [AUD-8]. @throws {StorageFault} */
  note(note: AuditNote): Promise<void>;
}
