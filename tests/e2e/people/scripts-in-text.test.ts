import { expect } from '@playwright/test';
import { dayDoc, patientDoc, practiceDoc } from '#domain/documents.ts';
import { localDateOf } from '#domain/time.ts';
import { setUpPractice, signIn } from '../day/clinic.ts';
import { DAYTIME_ZONE } from '../daytime-zone.ts';
import { test } from '../harness.ts';
import { headlessDesk } from '../headless-desk.ts';

/** Texts that become scripts where a page is careless (T15). Each would call the same name. */
const CORPUS = [
  '<img src=x onerror=hacked()>',
  '<script>hacked()</script>',
  '"><svg onload=hacked()>',
  "';hacked();//",
  'javascript:hacked()',
  '{{hacked()}}${hacked()}',
  '<iframe srcdoc="<script>parent.hacked()</script>">',
  '<a href="javascript:hacked()">x</a>',
  '</title><script>hacked()</script>',
  '<math><mi xlink:href="data:x,<script>hacked()</script>">'
] as const;

test('[HTTP-2] no text becomes a script, in any place where texts of others are shown, and the policy had nothing to stop', async ({
  open,
  server
}) => {
  const desk = await open();
  const { page } = desk;
  await page.addInitScript(() => {
    Object.assign(window, { hacked: () => Object.assign(window, { wasHacked: true }) });
  });
  await setUpPractice(desk);
  const today = localDateOf(Date.now(), DAYTIME_ZONE);
  const writer = await headlessDesk(server);
  const practice = await writer.read(practiceDoc);
  const added = practice.find(({ kind }) => kind === 'practitioner/added')?.of as { practitioner: string };
  const name = (n: number): string => CORPUS[n % CORPUS.length] ?? '';
  for (const [n, text] of CORPUS.entries()) {
    const patient = `p${n}`;
    await writer.append(patientDoc(patient), 'patient/registered', {
      patient,
      source: 'desk',
      name: { family: text, given: [name(n + 1)], preferred: text },
      birthDate: '1980-02-29',
      sex: 'unknown',
      phones: [{ number: '555-0100', use: 'mobile' }],
      email: text,
      address: { line: [text], city: text, state: 'ME', postalCode: '04101' },
      identifiers: [{ type: 'MRN', system: text, value: text }]
    });
    const at = { practitioner: added.practitioner, start: 600 + n * 20, minutes: 20 };
    const label = { family: text, given: name(n + 1), birthDate: '1980-02-29' };
    const booked = { appointment: `a${n}`, patient, label, visitType: 'follow-up', at, note: text };
    await writer.append(dayDoc('main', today), 'appointment/booked', booked);
    if (n % 2 === 0) {
      const arrived = { visit: `v${n}`, appointment: `a${n}`, patient, label, ticket: `A-0${n}0` };
      await writer.append(dayDoc('main', today), 'visit/arrived', arrived);
    }
  }
  await page.keyboard.press('F9');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByLabel('Name', { exact: true }).fill(CORPUS[0]);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'It is handed over' }).click();
  await expect(page.getByText(CORPUS[0]).first()).toBeVisible();

  await page.keyboard.press('F2');
  await expect(page.getByText(CORPUS[0]).first()).toBeVisible();
  await page.keyboard.press('F3');
  await expect(page.getByText(/onerror=hacked/).first()).toBeVisible();
  for (const n of [0, 1, 6]) {
    await page.goto(`/patients/p${n}`);
    await signIn(desk);
    await expect(page.getByText(name(n)).first()).toBeVisible();
  }
  expect(await page.evaluate(() => 'wasHacked' in window)).toBe(false);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).not.toMatch(/anteroom_csp_reports_total/);
  expect(desk.troubles()).toEqual([]);
  writer.close();
});
