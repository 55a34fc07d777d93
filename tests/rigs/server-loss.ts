import { chromium, expect, type Page } from '@playwright/test';
import type { Fact } from '#domain/fact.ts';
import { localDateOf } from '#domain/time.ts';
import { knownChromium } from '../../scripts/chromium.ts';
import { addDevice, MANAGER, setUpPractice, signIn } from '../e2e/day/clinic.ts';
import { book, checkInAtKiosk, goTo, line, type Person } from '../e2e/day/steps.ts';
import { DAYTIME_ZONE } from '../e2e/daytime-zone.ts';
import { openSurface, type Surface, type SurfaceOptions } from '../e2e/harness.ts';
import { headlessDesk } from '../e2e/headless-desk.ts';
import { startServer, type Server } from '../e2e/server.ts';

export interface ServerLossReport {
  readonly minutes: number;
  /** What two desks, a kiosk and a room tablet wrote meanwhile. */
  readonly acts: number;
  /** Of these, what the server does not have afterwards, and what it has more than once. */
  readonly lost: number;
  readonly twice: number;
  /** Lines of Today that are not the same at both desks afterwards. */
  readonly differing: number;
  /** What the board said in the first minute, for most of the time, and when all was mended. */
  readonly boardAtFirst: 'age' | 'other';
  readonly boardWhenGone: 'safe' | 'other';
  readonly boardAfterwards: 'tickets' | 'other';
  /** From the server’s being there again to every screen’s saying that all is sent, and to the board’s showing the kiosk’s tickets. Seconds. */
  readonly mendedAfterS: number;
}

const MINUTES = 10;
const invented = (given: string, family: string, born: string, n: number): Person => ({
  ...{ given, family, born },
  phone: `206-555-01${60 + n}`
});
const SEEN = invented('Delphine', 'Okafor', '3/9/1971', 1);
const AT_KIOSK = [invented('Tomás', 'Villaquieta', '12/24/1988', 2), invented('Noor', 'Hazelgrove', '5/6/1990', 3)];
const BY_DESKS = [invented('Beatrix', 'Applethorn', '7/4/1950', 4), invented('Callum', 'Marigold', '1/15/2001', 5)];
/** A new patient takes 40 minutes. */
const AFTERNOON = ['5:10 pm', '5:50 pm'];
const TAPS = ['In room', 'Ready for provider', 'With provider', 'Done'];

/** Two desks, a kiosk, a room tablet and a board in real browsers; their server is killed and stays away for ten minutes of their clocks. */
export async function serverLoss(): Promise<ServerLossReport> {
  const server = await startServer();
  const executablePath = knownChromium();
  const browser = await chromium.launch(executablePath ? { executablePath } : {});
  const open = async (options?: SurfaceOptions): Promise<Surface> => {
    const { surface } = await openSurface(browser, server.port, options);
    surface.page.setDefaultTimeout(20_000);
    return surface;
  };
  try {
    const deskA = await open();
    await setUpPractice(deskA);
    const deskB = await open();
    await signIn(deskB);
    const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
    await addDevice(deskA, 'kiosk', kiosk);
    const board = await open({ path: '/board', viewport: { width: 1920, height: 1080 } });
    await addDevice(deskA, 'board', board);
    const room = await open({ path: '/room', viewport: { width: 1180, height: 820 } });
    await addDevice(deskA, 'room tablet', room);
    await room.page.getByRole('button', { name: 'Room 1' }).click();
    return await lose({ server, deskA, deskB, kiosk, board, room });
  } finally {
    await browser.close();
    await server.dispose();
  }
}

type Clinic = Readonly<Record<'deskA' | 'deskB' | 'kiosk' | 'board' | 'room', Surface>> & { readonly server: Server };

async function lose(clinic: Clinic): Promise<ServerLossReport> {
  const { server, deskA, deskB, kiosk, board, room } = clinic;
  await book(deskA, { person: SEEN, provider: 'Dr Kimball', time: '4:30 pm' });
  for (const [n, person] of AT_KIOSK.entries())
    await book(deskA, { person, provider: 'Dr Kimball', time: AFTERNOON[n] ?? '' });
  await toRoom(clinic);
  const screens = [deskA, deskB, kiosk, board, room];
  const before = await dayOf(server);
  for (const { page } of screens) {
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.clock.install();
  }

  await server.kill9();
  await board.page.clock.runFor(20_000);
  const age = board.page.locator('.age').waitFor({ timeout: 5_000 });
  const boardAtFirst = await age.then(
    () => 'age' as const,
    () => 'other' as const
  );
  const tickets: string[] = [];
  const acts: (() => Promise<unknown>)[] = [
    () => book(deskA, { person: BY_DESKS[0]!, provider: 'Dr Pereira', time: '4:30 pm' }),
    async () => tickets.push(await checkInAtKiosk(kiosk, AT_KIOSK[0]!, ['12', '24', '1988'])),
    () => room.page.getByRole('button', { name: TAPS[0]!, exact: true }).click(),
    () => room.page.getByRole('button', { name: TAPS[1]!, exact: true }).click(),
    () => book(deskB, { person: BY_DESKS[1]!, provider: 'Dr Pereira', time: '5:30 pm' }),
    () => room.page.getByRole('button', { name: TAPS[2]!, exact: true }).click(),
    async () => tickets.push(await checkInAtKiosk(kiosk, AT_KIOSK[1]!, ['5', '6', '1990'])),
    () => room.page.getByRole('button', { name: TAPS[3]!, exact: true }).click()
  ];
  for (let minute = 0; minute < MINUTES; minute++) {
    for (const desk of [deskA, deskB]) await unlock(desk);
    await acts[minute]?.();
    for (const { page } of screens) await page.clock.runFor(60_000);
  }
  const isSafe = await board.page.getByRole('heading', { name: 'Please see reception' }).isVisible();

  await server.start();
  const from = performance.now();
  await mended(clinic, tickets);
  const mendedAfterS = Math.round((performance.now() - from) / 100) / 10;
  const isShown = await board.page.locator('.clock').isVisible();
  const { lost, twice } = wroteOnce(before, await dayOf(server));
  const sealed = tickets.length === new Set(tickets).size ? 0 : 1;
  return {
    ...{ minutes: MINUTES, acts: acts.length, lost, twice: twice + sealed },
    differing: await differing(deskA, deskB),
    ...{ boardAtFirst, boardWhenGone: isSafe ? 'safe' : 'other', boardAfterwards: isShown ? 'tickets' : 'other' },
    mendedAfterS
  };
}

/** Somebody is called to the room before the server goes. */
async function toRoom({ deskA, kiosk, room }: Clinic): Promise<void> {
  await checkInAtKiosk(kiosk, SEEN, ['3', '9', '1971']);
  await goTo(deskA.page, 'Today');
  await line(deskA.page, SEEN).filter({ hasText: /K\d+-/ }).focus();
  await expect(deskA.page.getByRole('button', { name: `Accept ${SEEN.family}, ${SEEN.given}` })).toBeVisible();
  await deskA.page.keyboard.press('Enter');
  await expect(deskA.page.getByRole('log')).toContainText('is here.');
  const waiting = line(deskA.page, SEEN);
  await expect(waiting).toHaveCount(1);
  await waiting.focus();
  await deskA.page.keyboard.press('Enter');
  await deskA.page
    .getByRole('group', { name: /room/i })
    .getByRole('button', { name: /Room 1/ })
    .click();
  await expect(room.page.getByText(SEEN.family)).toBeVisible();
}

/** A desk that nobody touched for minutes asks who is there. */
async function unlock(desk: Surface): Promise<void> {
  // It looks at its clock once a second or so, by timers that were there before the clock was taken over.
  await desk.page.waitForTimeout(1_500);
  // A screen that is only covered shows itself to the first key.
  await desk.page.keyboard.press('Shift');
  const passphrase = desk.page.getByLabel('Passphrase', { exact: true });
  if (!(await passphrase.isVisible())) return;
  const name = desk.page.getByLabel('Name', { exact: true });
  if (await name.isVisible()) return await signIn(desk);
  await passphrase.fill(MANAGER.passphrase);
  await passphrase.press('Enter');
  await expect(passphrase).toBeHidden();
}

/** All that was written is sent, and the board shows who came to the kiosk meanwhile. */
async function mended({ deskA, deskB, room, board }: Clinic, tickets: readonly string[]): Promise<void> {
  const soon = { timeout: 60_000, intervals: [200] };
  for (const { page } of [deskA, deskB])
    await expect
      .poll(async () => await page.getByRole('button', { name: /^Saved · Sent/ }).isVisible(), soon)
      .toBe(true);
  await expect.poll(async () => await textOf(room.page, 'header'), soon).toContain('Sent');
  for (const ticket of tickets)
    await expect.poll(async () => await board.page.getByText(ticket).first().isVisible(), soon).toBe(true);
}

const textOf = async (page: Page, part: string): Promise<string> =>
  (await page.locator(part).first().textContent()) ?? '';

async function dayOf(server: Server): Promise<readonly Fact[]> {
  const desk = await headlessDesk(server);
  const facts = await desk.read(`day/main/${localDateOf(Date.now(), DAYTIME_ZONE)}`);
  desk.close();
  return facts;
}

/** What was written meanwhile, each of which must be there once: two bookings, and four taps in the room. */
function wroteOnce(before: readonly Fact[], after: readonly Fact[]): { readonly lost: number; readonly twice: number } {
  const count = (facts: readonly Fact[], kind: string): number => facts.filter((fact) => fact.kind === kind).length;
  const expected = [
    ['appointment/booked', 2],
    ['visit/roomed', 1],
    ['visit/ready', 1],
    ['visit/with-provider', 1],
    ['visit/done', 1]
  ] as const;
  const more = expected.map(([kind, times]) => count(after, kind) - count(before, kind) - times);
  return {
    lost: more.filter((one) => one < 0).reduce((sum, one) => sum - one, 0),
    twice: more.filter((one) => one > 0).reduce((sum, one) => sum + one, 0)
  };
}

async function differing(...desks: readonly [Surface, Surface]): Promise<number> {
  const lists: string[][] = [];
  for (const desk of desks) {
    const { page } = desk;
    await unlock(desk);
    await goTo(page, 'Schedule');
    lists.push(
      (await page.getByRole('group', { name: /^(Dr|NP|PA) / }).allInnerTexts()).flatMap((text) => text.split('\n'))
    );
  }
  const [a = [], b = []] = lists;
  return a.filter((text) => !b.includes(text)).length + b.filter((text) => !a.includes(text)).length;
}
