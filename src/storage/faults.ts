/** The disk or its database failed. `boot` gives it words; here it has only its code. */
export class DiskFault extends Error {
  override readonly name = 'DiskFault';
  readonly code: 'disk-full' | 'database-lost' | 'database-blocked';

  constructor(code: DiskFault['code'], cause?: unknown) {
    // QuotaExceededError comes with an empty message: the code is all that may be shown.
    super(code, { cause });
    this.code = code;
  }
}

const DEAD = new Set(['DatabaseClosedError', 'InvalidStateError', 'UnknownError', 'OpenFailedError', 'NotFoundError']);

/** Whether the browser closed the connection under us (a suspended tablet, a restarted backend): reopening may mend it. */
export function isDeadConnection(error: unknown): boolean {
  return causes(error).some((cause) => DEAD.has(cause.name));
}

/** The fault an error of the database means, or null when it is none (a bug, or our own). */
export function faultOf(error: unknown): DiskFault | null {
  if (error instanceof DiskFault) return error;
  const names = causes(error).map((cause) => cause.name);
  if (names.some((name) => name === 'QuotaExceededError')) return new DiskFault('disk-full', error);
  if (names.some((name) => name === 'VersionError' || name === 'UpgradeError'))
    return new DiskFault('database-blocked', error);
  if (names.some((name) => DEAD.has(name) || name === 'AbortError' || name === 'MissingAPIError')) {
    return new DiskFault('database-lost', error);
  }
  return null;
}

/** An error, what it wraps, and what that wraps: Dexie keeps the browser's own error in `inner` or in a list of failures. */
function causes(error: unknown): { name: string }[] {
  const found: { name: string }[] = [];
  const open = [error];
  while (open.length > 0 && found.length < 20) {
    const next = open.shift();
    if (typeof next !== 'object' || next === null) continue;
    const { name, inner, cause, failures } = next as Record<string, unknown>;
    found.push({ name: typeof name === 'string' ? name : '' });
    open.push(inner, cause, ...(Array.isArray(failures) ? (failures as unknown[]) : []));
  }
  return found;
}
