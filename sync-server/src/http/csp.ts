import { hash } from 'node:crypto';

/**
 * The Content-Security-Policy of the app's pages. Scripts come from here alone, and inline none but those that the build put into the
 * page itself, each by its digest. `connect-src 'self'` covers the WebSocket of the same host (CSP Level 3, §6.7.2.8).
 * @param page the text of index.html
 */
export function policyFor(page: string): string {
  const scripts = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/gi)].map(
    ([, text]) => `'sha256-${hash('sha256', text ?? '', 'base64')}'`
  );
  return [
    "default-src 'self'",
    // WebAssembly reads QR codes and checks passphrases; it is compiled from our own files.
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts].join(' '),
    // Style attributes in the page's markup; style sheets come from files.
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // A text becomes a script, a worker or markup under two policies of ours (src/boot/trusted-types.ts, Svelte's) or not at all.
    "require-trusted-types-for 'script'",
    'trusted-types default svelte-trusted-html',
    `report-uri ${CSP_REPORTS}`
  ].join('; ');
}

/** Where browsers tell of what the policy stopped: it is counted, and nothing of it is kept. */
export const CSP_REPORTS = '/csp-report';

/** A year, on connections that are secure (SECURITY §1.1, 164.312(e)). */
export const HSTS = 'max-age=31536000; includeSubDomains';

/** What every answer says, page or not. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=()'
};
