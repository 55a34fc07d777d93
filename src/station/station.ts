import type { DocId } from '#domain/documents.ts';
import type { NewFact, Recorded } from '#domain/fact.ts';
import type { DeviceNo, SiteId, UserId } from '#domain/ids.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Instant, LocalDate, ZoneId } from '#domain/time.ts';
import type { Rows } from './rows.ts';

/** What commands and views may touch. Boot builds one for each tab; tests build one over memory. */
export interface Station {
  readonly device: { readonly no: DeviceNo; readonly label: string; readonly site: SiteId; readonly role: string };
  readonly user: { readonly user: UserId; readonly name: string; readonly initials: string; readonly role: StaffRole };
  /** The site's zone: every time on screen is shown in it. */
  readonly zone: ZoneId;
  now(): Instant;
  today(): LocalDate;
  newId(): string;
  /** The next ticket of this device today; never given twice, also after a crash. */
  newTicket(): Promise<string>;
  /** True while the server answers. */
  online(): boolean;
  /** Dates, signs and stores facts. Resolves when they are on this device's disk ("Saved"). @throws {StorageFault} */
  record(command: string, doc: DocId, facts: readonly NewFact[]): Promise<readonly Recorded[]>;
  readonly rows: Rows;
}
