const HOUR = 3_600_000;
/** How long a device opens without having heard of the server (SECURITY.md §3, S5). Policy, not cryptography: the key fits longer. */
export const LEASE_MS = 12 * HOUR;
/** So long when a manager says so by opening it. */
export const GRACE_MS = 72 * HOUR;

export type Lease = 'open' | 'open-as-grace' | 'ask-manager' | 'over';

/**
 * Whether somebody may open a device that the server was last heard of at `heardAt` [VAU-6].
 * @param leaseMs shorter where the practice says so
 * @param graceOf the `heardAt` of which a manager has said that it may be longer ago; each contact ends that
 */
export function leaseNow(
  now: number,
  heardAt: number,
  {
    isManager,
    graceOf,
    leaseMs = LEASE_MS
  }: { readonly isManager: boolean; readonly graceOf: number | null; readonly leaseMs?: number }
): Lease {
  // A clock that was set back is as far from that moment as one that went on.
  const away = Math.abs(now - heardAt);
  if (away <= leaseMs) return 'open';
  if (away > GRACE_MS) return 'over';
  if (isManager) return 'open-as-grace';
  return graceOf === heardAt ? 'open' : 'ask-manager';
}
