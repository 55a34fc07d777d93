import type { DeviceNo } from '../domain/ids.ts';
import type { Instant, LocalDate } from '../domain/time.ts';
import type { DeviceRequest } from './http.ts';

/**
 * `POST /api/kiosk/day-keys`, kiosks only. `keys` come once each time staff have opened the kiosk; null until then, and from then on.
 * Who asks has none: a desk is shown that it waits.
 */
export interface DayKeys {
  readonly keys: {
    readonly date: LocalDate;
    /** Base64, 32 bytes: for codes with a birth date. */
    readonly code: string;
    /** For names with birth date and phone; null where no manager allowed that at this kiosk. */
    readonly person: string | null;
  } | null;
}

/** `GET /api/kiosks`, whoever is signed in at a desk of the site. */
export interface KioskLine {
  readonly deviceNo: DeviceNo;
  readonly label: string;
  readonly name: string | null;
  readonly isConnected: boolean;
  /** The day it has the keys of, as far as the server knows; null when it is to be opened. */
  readonly openedFor: LocalDate | null;
  /** Staff opened it, and it has until then to come for its keys; null otherwise. */
  readonly openingUntil: Instant | null;
  /** It looks people up by name, birth date and phone: a manager allowed it. */
  readonly byName: boolean;
}
/** `POST /api/kiosks/open` (anyone signed in at a desk). Answers `{}`. */
export type OpenKioskRequest = DeviceRequest;
/** `POST /api/kiosks/by-name` (devices). Answers `{}`. */
export interface KioskByNameRequest extends DeviceRequest {
  readonly on: boolean;
}
