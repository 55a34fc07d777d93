import type { IncomingMessage } from 'node:http';

/** Origins besides the server's own, exact: each surface may have a host of its own (`ANTEROOM_ORIGINS`, by commas). */
const MORE: ReadonlySet<string> = new Set((process.env['ANTEROOM_ORIGINS'] ?? '').split(',').filter(Boolean));

/**
 * Whether a request comes from a page of ours. Browsers always say where a socket or a POST comes from; clients that are no
 * browser say nothing, and have no sign-in of someone else's to borrow.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (MORE.has(origin)) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false; // `null`, from a sandboxed page or a file
  }
}
