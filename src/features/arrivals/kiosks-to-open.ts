import type { Instant } from '#domain/time.ts';
import type { Result } from '#domain/result.ts';

/** A kiosk of this office, as the server tells it (`KioskLine`, src/protocol/http.ts). */
export interface KioskHere {
  readonly deviceNo: number;
  readonly label: string;
  readonly name: string | null;
  readonly isConnected: boolean;
  readonly openedFor: string | null;
  readonly openingUntil: Instant | null;
}

/** What a desk asks of the server: the path below `/api`, a body where it changes something. */
export type AskServer = <T>(path: string, body?: object) => Promise<Result<T, { readonly say: string }>>;

/** Kiosks that somebody stands in front of and that look no codes up yet [KDAY-3]. */
export function kiosksToOpen(kiosks: readonly KioskHere[]): readonly KioskHere[] {
  return kiosks.filter(({ isConnected, openedFor }) => isConnected && openedFor === null);
}

/** `K1, K2 and K3` */
export function labelsText(kiosks: readonly KioskHere[]): string {
  const labels = kiosks.map(({ label, name }) => (name ? `${label} (${name})` : label));
  const last = labels.pop() ?? '';
  return labels.length > 0 ? `${labels.join(', ')} and ${last}` : last;
}
