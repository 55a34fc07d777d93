import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { codeSecret } from '#domain/intake/kiosk-secret.ts';
import { localDateOf } from '#domain/time.ts';
import { daySaltOf, daySeedOf, STRETCH } from '#protocol/day-keys.ts';
import { envelopeIdOf, envelopeKeyOf, slipCode } from '#protocol/envelope.ts';
import { SESSION_HEADER, type ArrivalsKey, type ClinicInfo, type SignedIn } from '#protocol/http.ts';
import type { KioskLine } from '#protocol/kiosk-http.ts';
import { stretch } from '#vault/stretch.ts';
import { layCable } from '../cable.ts';
import { CANARIES, canaryFile, foundBelow, foundIn, heapSnapshotOf } from '../canaries.ts';
import { headlessDesk } from '../headless-desk.ts';
import { test } from '../harness.ts';
import { startNow, type Booking } from './near-now.ts';
import { within, type Server } from '../server.ts';

test.use({ serverArgs: ['--demo'] });

/** What takes moments is waited for no longer than this: a test that hangs says nothing. */
const WAIT_MS = 30_000;
const CODE = '7K2M9QXA';
const SECRET = new Uint8Array(16).fill(11);

/** What somebody at a desk asks of the server. */
async function signedInAt({ url }: Server) {
  const ask = async <T>(route: string, body?: object, headers: Record<string, string> = {}): Promise<T> => {
    const sent = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const response = await fetch(`${url}/api/${route}`, {
      ...sent,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers }
    });
    return (await response.json()) as T;
  };
  const { name, passphrase } = (await ask<ClinicInfo>('clinic')).demo!.people[0]!;
  const { device, session } = await ask<SignedIn>('sign-in', { name, passphrase });
  const headers = { authorization: `Bearer ${device!.token}`, [SESSION_HEADER]: session.token };
  return <T>(route: string, body?: object) => ask<T>(route, body, headers);
}

/** Books planted people today, and gives one of them a slip with a QR and a code. Answers how they come and are called. */
async function plantedDay(server: Server, ask: Awaited<ReturnType<typeof signedInAt>>) {
  const desk = await headlessDesk(server);
  const site = (await desk.read('practice')).find(({ kind }) => kind === 'site/added')!.of as { zone: string };
  const today = localDateOf(Date.now(), site.zone);
  const day = `day/main/${today}`;
  const booked = (await desk.read(day)).find(({ kind }) => kind === 'appointment/booked')!.of as Booking;
  const labelOf = (index: number) => {
    const { family, birthDate } = CANARIES[index]!;
    return { family, given: 'Canary', birthDate };
  };
  for (const index of [1, 2, 3]) {
    const of = { ...booked, appointment: `canary-${index}`, patient: `canary${index}`, label: labelOf(index) };
    await desk.append(day, 'appointment/booked', { ...of, at: { ...booked.at, start: startNow(site.zone) } });
  }
  const seed = await daySeedOf((await ask<ArrivalsKey>('arrivals-key')).privateKey);
  const salt = await daySaltOf(seed, 'main', today);
  for (const [index, code] of [
    [1, undefined],
    [2, CODE]
  ] as const) {
    const secret = index === 1 ? SECRET : new Uint8Array(16).fill(12);
    const stretched = code && (await stretch(codeSecret(code, CANARIES[index]!.birthDate), salt, STRETCH));
    const [envelope, key] = [await envelopeIdOf(secret), await envelopeKeyOf(secret)];
    const of = { appointment: `canary-${index}`, envelope, key, ...(stretched && { code: stretched }) };
    await desk.append(day, 'appointment/slip-issued', of);
  }
  const room = (await desk.read('practice')).find(({ kind }) => kind === 'room/added')!.of as { room: string };
  return {
    callIn: async (index: number, ticket: string) => {
      const [visit, appointment] = [`v-canary-${index}`, `canary-${index}`];
      const patient = `canary${index}`;
      await desk.append(day, 'visit/arrived', { visit, appointment, patient, label: labelOf(index), ticket });
      await desk.append(day, 'visit/called', { visit, room: room.room });
    },
    close: () => desk.close()
  };
}

const typed = async (page: Page, text: string): Promise<void> => {
  await expect(page.locator('input, textarea').first()).toBeFocused();
  // Slower than a scanner, which these names begin to look like.
  await page.keyboard.type(text, { delay: 60 });
  await page.keyboard.press('Enter');
};
const parts = (birthDate: string): string => birthDate.slice(5, 7) + birthDate.slice(8) + birthDate.slice(0, 4);
const begin = async (page: Page, way: RegExp): Promise<void> => {
  await page.locator('button[lang=en]').click();
  await page.getByRole('button', { name: way }).click();
};
const finish = async (page: Page): Promise<void> => {
  await expect(page.locator('.code')).toHaveText(/K\d+-\d{3}/);
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.locator('button[lang=en]')).toBeVisible();
};

test('[KIO-9] [KIO-21] P15: of 500 planted texts none is in what a kiosk and a board keep, send, get or remember, after a day of use', async ({
  server
}) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-planted-'));
  writeFileSync(path.join(folder, 'planted.ndjson'), canaryFile());
  await server.anteroom('import', 'fhir', path.join(folder, 'planted.ndjson'));
  rmSync(path.join(folder, 'planted.ndjson'));
  const ask = await signedInAt(server);
  const planted = await plantedDay(server, ask);

  const cable = await layCable(server.port);
  const profile = path.join(folder, 'profile');
  const executablePath = process.env['ANTEROOM_CHROMIUM'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    baseURL: cable.url,
    viewport: { width: 1080, height: 1920 }
  });
  // Without it a button that never comes is waited for until the whole test is over, which says nothing of it.
  context.setDefaultTimeout(WAIT_MS);
  /** What goes over the wire and into the console, either way. */
  const heard: Buffer[] = [];
  const bodies = new Map<string, Promise<void>>();
  context.on('console', (message) => heard.push(Buffer.from(message.text())));
  context.on('request', (request) => heard.push(Buffer.from(`${request.url()} ${request.postData() ?? ''}`)));
  context.on('response', (response) => {
    if (!/\/(api|sync)/.test(response.url())) return;
    bodies.set(
      `${bodies.size} ${response.url()}`,
      response.body().then(
        (body) => void heard.push(body),
        () => undefined
      )
    );
  });
  context.on('page', (page) =>
    page.on('websocket', (socket) => {
      const hear = ({ payload }: { readonly payload: string | Buffer }) =>
        void heard.push(typeof payload === 'string' ? Buffer.from(payload) : payload);
      socket.on('framesent', hear);
      socket.on('framereceived', hear);
    })
  );

  try {
    const page = await context.newPage();
    await page.goto('/kiosk');
    await page.getByRole('button', { name: /^Use this screen as/ }).click();
    await expect(page.locator('button[lang=en]')).toBeVisible();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    // The demonstration has a kiosk of its own story; this one is there.
    await expect(async () => {
      const here = (await ask<readonly KioskLine[]>('kiosks')).find(({ isConnected }) => isConnected);
      expect(await ask('kiosks/open', { deviceNo: here!.deviceNo })).toEqual({});
    }).toPass();

    await test.step('the drop-box', async () => {
      const { family, birthDate, phone } = CANARIES[5]!;
      await begin(page, /I have an appointment/);
      for (const text of [family, 'Canary', parts(birthDate), phone.slice(-4)]) await typed(page, text);
      await page.getByRole('button', { name: 'No, nothing has changed' }).click();
      await page.getByRole('button', { name: 'No, it is the same' }).click();
      await expect(page.locator('dl')).toBeVisible();
      // The scanner finds what is there to be found.
      expect(foundIn(await heapSnapshotOf(page))).toContain(family);
      await page.getByRole('button', { name: 'Check in' }).click();
      await finish(page);
    });
    await test.step('a slip', async () => {
      await begin(page, /slip with a code/);
      await page.evaluate((keys) => {
        for (const key of [...keys, 'Enter'])
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }, slipCode(SECRET));
      await page.getByRole('button', { name: 'Yes, that is me' }).click();
      await page.getByRole('button', { name: 'No, nothing has changed' }).click();
      await page.getByRole('button', { name: 'No, it is the same' }).click();
      await finish(page);
    });
    await test.step('a code', async () => {
      await page.locator('button[lang=en]').click();
      await page.getByRole('button', { name: /code of 8/ }).click({ timeout: 20_000 });
      await typed(page, CODE);
      await typed(page, parts(CANARIES[2]!.birthDate));
      await page.getByRole('button', { name: 'Yes, that is me' }).click();
      await page.getByRole('button', { name: 'No, nothing has changed' }).click();
      await page.getByRole('button', { name: 'No, it is the same' }).click();
      await finish(page);
    });
    await test.step('[KIO-8] walked away from', async () => {
      await begin(page, /I have an appointment/);
      await typed(page, CANARIES[6]!.family);
      await page.getByRole('button', { name: 'Start over' }).click();
      await expect(page.locator('button[lang=en]')).toBeVisible();
      await page.clock.install();
      await begin(page, /I have an appointment/);
      await typed(page, CANARIES[7]!.family);
      await page.clock.runFor(42_000);
      await expect(page.locator('button[lang=en]')).toBeVisible();
      expect(foundIn(await heapSnapshotOf(page))).toEqual([]);
    });
    await test.step('a crash', async () => {
      await begin(page, /I have an appointment/);
      await typed(page, CANARIES[8]!.family);
      const devtools = await context.newCDPSession(page);
      // Listened for first: it may be over before the answer is.
      const crashed = page.waitForEvent('crash', { timeout: WAIT_MS });
      void devtools.send('Page.crash').catch(() => undefined);
      await crashed;
      await page.close();
      const again = await context.newPage();
      await again.goto('/kiosk');
      await expect(again.locator('button[lang=en]')).toBeVisible();
      expect(foundIn(await heapSnapshotOf(again))).toEqual([]);
    });
    await test.step('a board', async () => {
      const board = await context.newPage();
      await board.goto('/board');
      await board.getByRole('button', { name: /^Use this screen as/ }).click();
      await planted.callIn(3, 'A-903');
      await expect(board.locator('main')).toContainText('A-903', { timeout: 20_000 });
      expect(foundIn(await heapSnapshotOf(board))).toEqual([]);
    });

    // An answer to a page that crashed or was replaced may never end.
    const open = new Set(bodies.keys());
    for (const [address, body] of bodies) void body.then(() => open.delete(address));
    await expect.poll(() => [...open], { timeout: WAIT_MS, message: 'answers that do not end' }).toEqual([]);
    expect(heard.length).toBeGreaterThan(50);
    expect(foundIn(Buffer.concat(heard))).toEqual([]);
    expect(foundIn(Buffer.from(server.printed()))).toEqual([]);
    const copied = (name: string): string => {
      cpSync(profile, path.join(folder, name), { recursive: true, filter: (file) => !/Singleton/.test(file) });
      return path.join(folder, name);
    };
    expect(foundBelow(copied('after'))).toEqual([]);

    // The control: one text in the kiosk's own store, and the same search finds it.
    await context
      .pages()
      .at(-1)!
      .evaluate(async (text) => {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const opening = indexedDB.open('control');
          opening.onupgradeneeded = () => void opening.result.createObjectStore('texts', { autoIncrement: true });
          opening.onsuccess = () => resolve(opening.result);
        });
        const transaction = database.transaction('texts', 'readwrite', { durability: 'strict' });
        transaction.objectStore('texts').add(text);
        await new Promise((resolve) => (transaction.oncomplete = resolve));
      }, CANARIES[9]!.family);
    expect(foundBelow(copied('control'))).toContain(CANARIES[9]!.family);
  } finally {
    planted.close();
    await within(WAIT_MS, context.close(), () => 'the browser did not close');
    await cable.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});
