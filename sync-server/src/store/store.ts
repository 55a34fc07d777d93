import type { DocId } from '#domain/documents.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { ArrivalsKeyPair } from '#protocol/envelope.ts';
import type { Journal } from '../journal/journal.ts';
import type { Records } from '../records/records.ts';

/** Work that only one process of a clinic may be at. */
export type Alone = 'set-up' | 'prepare' | 'hl7' | 'kiosks';

/** Work that one process of a clinic does for all, such as the agent's. */
export interface OnDuty {
  /** This process has it from now on. */
  begin(): void;
  /** It has not any more: its hold on the database was lost. */
  end(): void;
}

/** Where a clinic's data rest, and what follows from that: how many processes may work on them, and how they hear of each other. */
export interface Store {
  readonly journal: Journal;
  readonly records: Records;
  /** Where scans and pictures lie (src/blobs/schema.ts). */
  readonly blobRecords: Records;
  /** The key pair that kiosk submissions are sealed to: one a clinic, made when first asked for. */
  arrivalsKey(): Promise<ArrivalsKeyPair>;
  /** Runs `work` while nobody else of this clinic runs work of that name. */
  alone<T>(name: Alone, work: () => Promise<T>): Promise<T>;
  /** Asks for the duty, which one process of a clinic has; resolves after the first try. It is given up with `close`. */
  seekDuty(seekers: readonly OnDuty[]): Promise<void>;
  /** A device was removed: its sockets end, in whichever process they are. */
  tellRevoked(device: DeviceNo): Promise<void>;
  onRevoked(listener: (device: DeviceNo) => void): void;
  /** A person, a role or a session changed: whoever is out is out, in whichever process their sockets are. */
  tellPeopleChanged(): Promise<void>;
  onPeopleChanged(listener: () => void): void;
  /** A damaged document is sound again (damage.ts). */
  onMended(listener: (doc: DocId) => void): void;
  close(): Promise<void>;
}
