import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Manage } from '#station/manage.ts';
import { ok } from '#domain/result.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import AuditStage from './AuditStage.svelte';

/** 21 November 2026, 23:59:30 in New York: the next day already by UTC. */
const LATE = Date.UTC(2026, 10, 22, 4, 59, 30);
const MIDNIGHT = Date.UTC(2026, 10, 22, 5);
const DAY_MS = 86_400_000;

test('[AUD-21] days are the site’s, and a page that stays open over midnight asks for the new one', async () => {
  await page.viewport(1366, 768);
  const asked: { from: number; to: number }[] = [];
  const manage = async (path: string, body?: object) => {
    if (path !== 'audit/exceptions') return ok([]);
    asked.push(body as { from: number; to: number }); // what the page asks
    return ok({ answer: { lines: [], more: false }, cards: { failures: [], silent: [] } });
  };
  const station = memoryStation({ facts: [practiceFacts()], now: LATE });
  const screen = await render(AuditStage, { station, manage: manage as Manage });
  await expect.poll(() => asked.at(-1)).toMatchObject({ from: MIDNIGHT - 7 * DAY_MS, to: MIDNIGHT });

  station.setNow(MIDNIGHT + 1_000);
  await screen.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(() => asked.at(-1)).toMatchObject({ from: MIDNIGHT - 6 * DAY_MS, to: MIDNIGHT + DAY_MS });
  const count = asked.length;
  await screen.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(() => asked.length).toBe(count + 1);
});

test('[AUD-8] [ROLE-5] the log is printed by who may print, and it is written down; others are not offered it', async () => {
  const line = { dev: 7, session: 's', n: 0, at: LATE, user: 'u-ada', action: 'session/began', refs: [], reason: '' };
  const lines = [{ ...line, fields: [], verdict: 'done', flags: ['denied'], explained: null, place: [LATE, 1, 0] }];
  const manage = (async (path: string) =>
    ok(path === 'audit/exceptions' ? { answer: { lines, more: false }, cards: null } : [])) as Manage;
  const facts = [practiceFacts()];
  const officer = memoryStation({ facts, user: { user: 'u-officer', role: 'privacy-officer' }, now: LATE });
  const screen = await render(AuditStage, { station: officer, manage });
  await screen.getByRole('button', { name: 'Print' }).click();
  const printed = { action: 'sheet/printed', refs: [], fields: ['access-log'] };
  await expect.poll(() => officer.noted).toContainEqual(printed);
  await screen.unmount();

  const of = { role: 'privacy-officer' as const, verbs: ['audit' as const] };
  const { doc } = practiceFacts();
  const narrowed = [...facts, { doc, facts: [{ kind: 'role/set' as const, of }] }];
  const other = memoryStation({ facts: narrowed, user: { user: 'u-officer', role: 'privacy-officer' }, now: LATE });
  const barred = await render(AuditStage, { station: other, manage });
  await expect.element(barred.getByRole('button', { name: 'Refresh' })).toBeVisible();
  await expect.element(barred.getByRole('button', { name: 'Print' })).not.toBeInTheDocument();
});
