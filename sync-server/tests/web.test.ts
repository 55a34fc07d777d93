import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { MUX_PROTOCOL } from '#protocol/mux-frames.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { hostsFrom } from '#server/http/hosts.ts';
import { BadTls, tlsFrom } from '#server/http/tls.ts';
import { PRACTICE, startRig, type Rig } from './rig.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function rigWith(options: Parameters<typeof startRig>[0]): Promise<Rig> {
  const build = folder();
  writeFileSync(path.join(build, 'index.html'), '<!doctype html><script>1</script>');
  const rig = await startRig({ build, ...options });
  cleanUp.push(() => rig.dispose());
  return rig;
}

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'anteroom-web-'));
  cleanUp.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const hosts = hostsFrom('desk=http://desk.test,kiosk=http://kiosk.test,board=http://board.test,room=http://room.test')!;

test('[HTTP-6] a page is shown at its own address, refused with words at another’s, and nobody signs in at a kiosk’s', async () => {
  const rig = await rigWith({ hosts });
  const get = (
    host: string,
    where: string,
    init: RequestInit = {}
  ): Promise<{ status: number; text: string; to: string | null }> =>
    new Promise((resolve, reject) => {
      void import('node:http').then(({ request: plain }) => {
        const asked = plain(
          `${rig.http}${where}`,
          { method: init.method ?? 'GET', headers: { host, 'content-type': 'application/json' } },
          (answer) => {
            let text = '';
            answer.on('data', (part: Buffer) => (text += part.toString()));
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, text, to: answer.headers.location ?? null })
            );
          }
        );
        asked.on('error', reject);
        asked.end(init.body as string | undefined);
      });
    });
  expect((await get('desk.test', '/today')).status).toBe(200);
  expect((await get('kiosk.test', '/kiosk')).status).toBe(200);
  expect(await get('kiosk.test', '/')).toMatchObject({ status: 302, to: '/kiosk' });
  expect(await get('kiosk.test', '/patients')).toMatchObject({
    status: 403,
    text: 'This address is for the kiosk. Open the desk at http://desk.test.\n'
  });
  expect((await get('desk.test', '/kiosk')).status).toBe(403);
  expect((await get('10.1.2.3', '/')).text).toMatch(/Nothing is shown at this address/);
  expect((await get('kiosk.test', '/healthz')).status).toBe(200);
  const body = JSON.stringify(PRACTICE);
  expect((await get('kiosk.test', '/api/setup', { method: 'POST', body })).status).toBe(403);
  expect((await get('desk.test', '/api/setup', { method: 'POST', body })).status).toBe(200);
  const signIn = JSON.stringify(PRACTICE.manager);
  expect((await get('board.test', '/api/sign-in', { method: 'POST', body: signIn })).status).toBe(403);
});

test('[HTTP-2] pages ask for trusted types, and say where to tell of what was stopped; reports are counted and nothing kept', async () => {
  const rig = await rigWith({});
  const policy = (await fetch(`${rig.http}/today`)).headers.get('content-security-policy') ?? '';
  expect(policy).toContain(
    "require-trusted-types-for 'script'; trusted-types default svelte-trusted-html; report-uri /csp-report"
  );
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
  const report = { 'csp-report': { 'document-uri': 'http://desk.test/patients/ada-quill' } };
  const send = (body: string): Promise<Response> =>
    fetch(`${rig.http}/csp-report`, { method: 'POST', headers: { 'content-type': 'application/csp-report' }, body });
  expect((await send(JSON.stringify(report))).status).toBe(204);
  expect((await send('no report')).status).toBe(204);
  expect((await send('x'.repeat(100_000))).status).toBe(413);
  expect((await fetch(`${rig.http}/csp-report`)).status).toBe(405);
  const metrics = await (await fetch(`${rig.http}/metrics`)).text();
  expect(metrics).toMatch(/^anteroom_csp_reports_total 2$/m);
  expect(metrics).not.toMatch(/quill/);
});

test('[HTTP-5] over TLS, straight or behind a proxy, browsers are told to stay with it; in the clear they are not', async () => {
  const rig = await rigWith({});
  const hsts = async (headers = {}): Promise<string | null> =>
    (await fetch(`${rig.http}/healthz`, { headers })).headers.get('strict-transport-security');
  expect(await hsts()).toBeNull();
  expect(await hsts({ 'x-forwarded-proto': 'https' })).toBe('max-age=31536000; includeSubDomains');
});

test('no cookie is ever set: there is nothing for another site to ride on', async () => {
  const rig = await rigWith({});
  for (const where of ['/', '/today', '/api/clinic', '/healthz'])
    expect((await fetch(`${rig.http}${where}`)).headers.get('set-cookie')).toBeNull();
});

test.each([{ TLS_CERT: 'a.pem' }, { TLS_KEY: 'a.key' }])('%j alone is refused in words', (env) =>
  expect(() => tlsFrom(env)).toThrow(BadTls)
);

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function certificate(dir: string, name: string): { cert: string; key: string } {
  const files = { cert: path.join(dir, 'cert.pem'), key: path.join(dir, 'key.pem') };
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...kind, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert], {
    stdio: 'ignore'
  });
  return files;
}

test.skipIf(!hasOpenssl())(
  '[HTTP-8] TLS from certificate files: pages, sockets and the command line; a renewed certificate is taken, a broken one not',
  async () => {
    const dir = folder();
    const tls = certificate(dir, 'first.test');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const rig = await rigWith({ tls });
    const shown = (): Promise<{ name: string; hsts: string | undefined; protocol: string | null }> =>
      new Promise((resolve, reject) => {
        const asked = request(
          { port: rig.port, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false, agent: false },
          (answer) => {
            const socket = answer.socket as TLSSocket; // it is https
            const subject: unknown = socket.getPeerCertificate().subject.CN;
            answer.resume();
            resolve({
              name: String(subject),
              hsts: answer.headers['strict-transport-security'],
              protocol: socket.getProtocol()
            });
          }
        );
        asked.on('error', reject);
        asked.end();
      });
    expect(await shown()).toEqual({
      name: 'first.test',
      hsts: 'max-age=31536000; includeSubDomains',
      protocol: 'TLSv1.3'
    });
    const socket = new WebSocket(`wss://127.0.0.1:${rig.port}/sync`, [MUX_PROTOCOL, 'x'], {
      rejectUnauthorized: false
    });
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4401);
    const clinic = await openClinic(rig.dataDir);
    expect(await clinic.state()).toMatchObject({ isSetUp: false });
    await clinic.close();

    certificate(dir, 'second.test');
    vi.advanceTimersByTime(10_000);
    expect((await shown()).name).toBe('second.test');
    writeFileSync(tls.cert, 'no certificate');
    utimesSync(tls.cert, 1, 1);
    vi.advanceTimersByTime(10_000);
    expect((await shown()).name).toBe('second.test');
  }
);
