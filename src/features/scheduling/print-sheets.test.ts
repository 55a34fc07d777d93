import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { cancelAppointment } from './cancel-appointment.ts';
import { printChanges, printSheets } from './print-sheets.ts';
import { changedVisits, changeText, pageTitle, stalePages } from './sheet-pages.ts';

const KIM = { site: SITE, date: TODAY, page: 'provider:p-kim' };
const ALL = { site: SITE, date: TODAY, page: `site:${SITE}` };
const two = [bookedFact(), bookedFact({ appointment: 'a-2', patient: 'pat-fern' }, { start: 600 })];
const station = () => memoryStation({ facts: [practiceFacts(), dayOf(two)] });
const cancelled = { date: TODAY, appointment: 'a-2', by: 'patient', reason: 'illness', note: '' } as const;

test('[SHEET-1] each print of a page has the next number, and is written where every desk reads it', async () => {
  const here = station();
  expect(await printSheets(here, [KIM, ALL], true)).toMatchObject({ value: [{ version: 1 }, { version: 1 }] });
  expect(await printSheets(here, [KIM], false)).toMatchObject({ value: [{ version: 2 }] });
  expect(here.recorded.map(({ command, doc }) => [command, doc])).toEqual(
    Array.from({ length: here.recorded.length }, () => ['schedule/print-sheet', dayDoc(SITE, TODAY)])
  );
  expect(await here.rows.printedSheets(SITE, TODAY)).toMatchObject([
    { page: 'provider:p-kim', version: 2, names: false, lines: [{ appointment: 'a-1' }, { appointment: 'a-2' }] },
    { page: `site:${SITE}`, version: 1, names: true }
  ]);
});

test('[SHEET-3] the changes are printed once, with the number of the paper they belong to; then the paper is true again', async () => {
  const here = station();
  await printSheets(here, [KIM, ALL], true);
  expect(await printChanges(here, [KIM, ALL])).toMatchObject({ ok: false, error: { code: 'sheet/nothing-changed' } });
  await cancelAppointment(here, cancelled);

  const printed = await printChanges(here, [KIM, ALL]);
  expect(printed).toMatchObject({
    value: [KIM, ALL].map(({ page }) => ({
      page,
      version: 2,
      since: { version: 1 },
      changes: [{ appointment: 'a-2', what: 'gone' }]
    }))
  });
  expect(await here.rows.printedSheets(SITE, TODAY)).toMatchObject([{ since: 1 }, { since: 1 }]);
  expect(await printChanges(here, [KIM, ALL])).toMatchObject({ ok: false });
});

test('[SHEET-2] one visit on two pages is one that changed, and says where it went', async () => {
  const here = station();
  await printSheets(here, [KIM, ALL], true);
  await cancelAppointment(here, cancelled);
  const [appointments, prints, practice] = await Promise.all([
    here.rows.appointments(SITE, TODAY),
    here.rows.printedSheets(SITE, TODAY),
    here.rows.practice()
  ]);
  const stale = stalePages([{ site: SITE, date: TODAY, appointments, prints }]);
  expect(changedVisits(stale)).toBe(1);
  expect(stale.map(({ page }) => pageTitle(practice, page))).toEqual(['Dr Kimball', practice.sites.get(SITE)?.name]);
  const [change] = stale[0]?.changes ?? [];
  expect(change && changeText(practice, change, appointments[1])).toBe('Cancelled');
  expect(change && changeText(practice, change, undefined)).toBe('Taken back');
});
