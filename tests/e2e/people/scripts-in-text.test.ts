import { pathToFileURL } from 'node:url';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { SCRIPTS } from '#tests/fixtures/scripts.ts';
import { addDevice, MANAGER } from '../day/clinic.ts';
import { DAYTIME_ZONE } from '../daytime-zone.ts';
import { test, type Surface } from '../harness.ts';
import { headlessDesk } from '../headless-desk.ts';
import { confirmKit } from '../recovery-kit.ts';
import { importScripts, plantFacts } from './plant-scripts.ts';
import { goTo, walkPage } from './walk-page.ts';

const text = (n: number): string => SCRIPTS[n % SCRIPTS.length] ?? '';
/** A picture of one dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64'
);

/** What ran, and what the policy stopped, in all pages of a screen. */
interface Counted {
  readonly ran: string[];
  readonly stopped: string[];
}

/** Counts in every page and frame, whatever is loaded anew. */
async function countIn(context: BrowserContext): Promise<Counted> {
  const counted: Counted = { ran: [], stopped: [] };
  await context.exposeBinding('countRun', ({ frame }) => void counted.ran.push(frame.url()));
  await context.exposeBinding('countStopped', (_, what: string) => void counted.stopped.push(what));
  await context.addInitScript(() => {
    const counters = window as unknown as Record<'countRun' | 'countStopped', (what?: string) => void>;
    Object.assign(window, { hacked: () => counters.countRun(), print: () => undefined });
    // Trusted Types tell of themselves in the same way.
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sample }) =>
      counters.countStopped(`${effectiveDirective} ${sample}`)
    );
  });
  return counted;
}

/** The set-up page of a new clinic, with scripts for the names of everything. */
async function setUpWithScripts({ page }: Surface): Promise<void> {
  await page.getByLabel('Practice', { exact: true }).fill(text(0));
  await page.getByLabel('Office', { exact: true }).fill(text(6));
  await page.getByLabel('Time zone').selectOption(DAYTIME_ZONE);
  await page.getByLabel('Name', { exact: true }).fill(text(12));
  await page.getByLabel('Passphrase', { exact: true }).fill(MANAGER.passphrase);
  await page.getByLabel('Given name').fill(text(7));
  await page.getByLabel('Family name').fill(text(28));
  await page.getByLabel('Called').fill(text(5));
  for (const day of ['Sunday', 'Saturday']) await page.getByRole('checkbox', { name: day }).check();
  await page.getByLabel('Rooms').fill([text(7), text(12), text(29)].join('\n'));
  await page.getByRole('button', { name: 'Open the practice' }).click();
  await confirmKit(page);
  await expect(page.getByRole('navigation').getByRole('link', { name: /Today/ })).toBeVisible({ timeout: 30_000 });
}

/** Every page of a desk, some with what names nothing in their addresses. */
const odd = encodeURIComponent(text(28));
const PAGES = [
  '/today',
  '/schedule',
  `/schedule/${odd}`,
  '/patients',
  '/patients/p1-0',
  '/patients/p1-1',
  '/patients/fhir0',
  '/patients/p1-0/merge',
  '/patients/p1-0/merge/p1-2',
  '/patients/duplicates',
  '/patients/new/draft1',
  ...['waitlist', 'asap', 'schedule', 'confirm', 'missing', 'on-call', 'procedures', 'messages'].map(
    (list) => `/work/${list}`
  ),
  '/documents',
  '/forms',
  '/forms/packet-0',
  '/forms/packet-1',
  '/practice',
  '/devices',
  '/people',
  '/attention',
  '/access-log',
  `/patients/${odd}`,
  `/today?visit=${odd}`
] as const;

test('[HTTP-2] every text of everything that is kept, imported or typed, on every screen: none runs, and the policy has nothing to stop', async ({
  open,
  server,
  browser
}) => {
  const desk = await open({ path: null });
  const { page } = desk;
  page.setDefaultTimeout(10_000);
  const counted = [await countIn(desk.context)];
  const screen = async (kind: 'kiosk' | 'board' | 'room'): Promise<Surface> => {
    const surface = await open({ path: null });
    counted.push(await countIn(surface.context));
    await surface.page.goto(`/${kind}`);
    return surface;
  };
  const quiet = (): void => expect(counted).toEqual(counted.map(() => ({ ran: [], stopped: [] })));

  // Some forty screens and dialogs.
  test.setTimeout(240_000);
  await test.step('set up, plant, import', async () => {
    await page.goto('/');
    await setUpWithScripts(desk);
    const writer = await headlessDesk(server);
    const practice = await writer.read('practice');
    const { practitioner } = practice.find(({ kind }) => kind === 'practitioner/added')?.of as { practitioner: string };
    const kinds = await plantFacts(writer);
    expect(kinds.length).toBeGreaterThan(35);
    await importScripts(server, practitioner);
    writer.close();
  });

  const pressed = new Set<string>();
  const entries = new Set<string>();
  const walk = async (of: Page, some: readonly string[]): Promise<void> => {
    for (const name of (await walkPage(of, some, pressed)).entries) entries.add(name);
  };

  let kiosk = desk;
  await test.step('the other screens', async () => {
    for (const [kind, label] of [
      ['kiosk', 'kiosk'],
      ['board', 'board'],
      ['room', 'room tablet']
    ] as const) {
      const surface = await screen(kind);
      await addDevice(desk, label, surface);
      await walk(surface.page, SCRIPTS);
      if (kind === 'kiosk') kiosk = surface;
    }
  });

  await test.step('a person, a role, a document', async () => {
    await goTo(page, '/people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.getByLabel('Name', { exact: true }).fill(text(0));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'It is handed over' }).click();
    await page.getByRole('checkbox', { name: 'Manager: Audit' }).check();
    await goTo(page, '/documents');
    await page.getByLabel('Files to add').setInputFiles({ name: `${text(7)}.png`, mimeType: 'image/png', buffer: PNG });
    await expect(page.getByText(text(7).slice(0, 20)).first()).toBeVisible();
  });

  for (const address of PAGES)
    await test.step(address, async () => {
      await goTo(page, address);
      await walk(
        page,
        [0, 1, 2].map((n) => text(PAGES.indexOf(address) * 3 + n))
      );
      quiet();
    });
  expect(entries.size).toBeGreaterThan(40);
  expect(pressed.size).toBeGreaterThan(100);

  await test.step('a patient at the kiosk, and the desk that is told', async () => {
    await kiosk.page.goto('/kiosk');
    await kiosk.page.locator('button[lang=en]').click();
    await kiosk.page.getByRole('button', { name: /no appointment/ }).click();
    for (const answer of [text(7), text(28), '03091971', '0142', text(4)]) {
      const entry = kiosk.page.locator('input, textarea').first();
      await expect(entry).toBeFocused();
      await (/^\d+$/.test(answer) ? kiosk.page.keyboard.type(answer) : entry.fill(answer));
      await kiosk.page.keyboard.press('Enter');
    }
    await kiosk.page.locator('button.primary').press('Enter');
    await expect(kiosk.page.locator('.code')).toBeVisible();
    await goTo(page, '/today');
    await expect(page.getByText(text(7)).first()).toBeVisible();
    await walk(page, [text(9)]);
  });

  await test.step('what leaves: a calendar, the access log and the page that checks it', async () => {
    await goTo(page, '/practice');
    await page.getByRole('tab', { name: 'Calendars' }).click();
    await page.getByRole('button', { name: 'Share a calendar' }).click();
    await page.getByRole('combobox', { name: /Provider/ }).selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const feed = await page.context().request.get(await page.getByText(/\.ics$/).innerText());
    await page.getByRole('button', { name: 'It is handed over' }).click();
    expect(feed.headers()).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(feed.headers()['content-type']).toContain('text/calendar');
    await goTo(page, '/access-log');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const checker = await desk.context.newPage();
    await checker.goto(pathToFileURL('build/access-log-verifier.html').href);
    await checker.locator('input[type=file]').setInputFiles(await (await saved).path());
    await expect(checker.locator('#verdict')).toHaveClass(/good/);
    await checker.goto(`/nowhere/${odd}`);
    await checker.waitForLoadState('networkidle');
  });
  quiet();
  const reports = async (): Promise<string> => await (await fetch(`${server.url}/metrics`)).text();
  expect(await reports()).not.toMatch(/anteroom_csp_reports_total/);
  // The app says of an address that it is none of its own.
  expect(desk.troubles().filter((trouble) => !/Not found: /.test(trouble))).toEqual([]);

  await test.step('the control: what runs is counted, and so is what is stopped', async () => {
    const careless = await browser.newContext({ bypassCSP: true });
    const ran = await countIn(careless);
    await (await careless.newPage()).setContent(SCRIPTS.join('\n'));
    await expect.poll(() => ran.ran.length).toBeGreaterThan(5);
    await careless.close();
    await page.evaluate((script) => {
      try {
        document.body.innerHTML = script;
      } catch {
        // Trusted Types throw as well.
      }
    }, text(7));
    await expect.poll(() => counted[0]?.stopped.length).toBeGreaterThan(0);
    await expect.poll(reports).toMatch(/anteroom_csp_reports_total/);
  });
});
