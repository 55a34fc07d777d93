import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyFor } from '#server/http/csp.ts';
import { startRig, type Rig } from './rig.ts';

const PAGE = `<!doctype html><script>
  start({ base: "" });
</script><script type="module" src="/_app/x.js"></script><p style="display: contents">Anteroom</p>`;
const CHUNK = `export const x = ${JSON.stringify('x'.repeat(5_000))};`;

let rig: Rig;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'anteroom-build-'));
  mkdirSync(path.join(folder, '_app/immutable'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), PAGE);
  writeFileSync(path.join(folder, 'verifier.html'), '<script>check()</script>');
  writeFileSync(path.join(folder, 'service-worker.js'), 'self.x = 1;');
  writeFileSync(path.join(folder, '_app/immutable/chunk.abc.js'), CHUNK);
  writeFileSync(path.join(folder, 'reader.wasm'), Buffer.from('0061736d01000000', 'hex'));
  writeFileSync(path.join(folder, '..', path.basename(folder) + '-secret.txt'), 'secret');
  rig = await startRig({ build: folder });
});
afterAll(async () => {
  await rig.dispose();
  rmSync(folder, { recursive: true });
  rmSync(`${folder}-secret.txt`);
});

/** As it goes over the wire: fetch would tidy the path and undo the coding. */
function raw(
  at: string,
  headers: Record<string, string> = {},
  method = 'GET'
): Promise<{ status: number; body: Buffer; header: (name: string) => string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: rig.port, host: '127.0.0.1', path: at, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts),
          header: (name) => String(response.headers[name] ?? '')
        })
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('[AUD-18] a page that is no address of the app is saved, not opened: its own script is nobody’s here', async () => {
  expect((await raw('/verifier.html')).header('content-disposition')).toBe('attachment');
  expect((await raw('/index.html')).header('content-disposition')).toBe('');
});

test('[HTTP-1] every address of the app is the page; a file that is missing is not', async () => {
  for (const at of ['/', '/today', '/kiosk', '/patients/p-1?x=1', '/index.html']) {
    const { status, body, header } = await raw(at);
    expect([status, body.toString(), header('cache-control')]).toEqual([200, PAGE, 'no-cache']);
  }
  for (const at of ['/_app/immutable/gone.js', '/favicon.ico', '/_app/x']) expect((await raw(at)).status).toBe(404);
});

test.each([
  '/../package.json',
  '/..%2f..%2fetc%2fpasswd',
  '/%2e%2e/etc/passwd',
  '//etc/passwd',
  '/_app/../../x.txt',
  '/.\\..\\x.txt'
])('[HTTP-1] nothing outside the folder: %s', async (at) => {
  const { status, body } = await raw(at);
  expect(status === 404 || body.toString() === PAGE).toBe(true);
});

test('hashed files are kept for ever, the service worker is asked for each time', async () => {
  const chunk = await raw('/_app/immutable/chunk.abc.js');
  expect(chunk.header('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(chunk.header('content-type')).toBe('text/javascript; charset=utf-8');
  expect((await raw('/service-worker.js')).header('cache-control')).toBe('no-cache');
  expect((await raw('/reader.wasm')).header('content-type')).toBe('application/wasm');
});

test('files are sent compressed, once made, and not again when unchanged', async () => {
  const at = '/_app/immutable/chunk.abc.js';
  const [br, gz, plain] = [
    await raw(at, { 'accept-encoding': 'gzip, br' }),
    await raw(at, { 'accept-encoding': 'gzip' }),
    await raw(at)
  ];
  expect(brotliDecompressSync(br.body).toString()).toBe(CHUNK);
  expect(gunzipSync(gz.body).toString()).toBe(CHUNK);
  expect(plain.body.toString()).toBe(CHUNK);
  expect(gz.body.length).toBeLessThan(500);
  const again = await raw(at, { 'if-none-match': plain.header('etag') });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  const head = await raw(at, {}, 'HEAD');
  expect([head.status, head.body.length, head.header('content-length')]).toEqual([200, 0, String(CHUNK.length)]);
  expect((await raw(at, {}, 'DELETE')).status).toBe(405);
});

test('[HTTP-2] the page runs our scripts alone: inline ones by their digest, and no page may frame it', async () => {
  const policy = (await raw('/today')).header('content-security-policy');
  expect(policy).toBe(policyFor(PAGE));
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-");
  expect(policy.match(/'sha256-/g)).toHaveLength(1);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline|'unsafe-eval'|https?:/);
});

test('without a build it says how to make one', async () => {
  const bare = await startRig({ build: path.join(folder, 'nothing') });
  const answer = await fetch(`${bare.http}/`);
  expect([answer.status, await answer.text()]).toEqual([503, 'The app is not built yet: npm run build.']);
  await bare.dispose();
});
