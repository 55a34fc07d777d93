import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { isOfficeOn, officesOn } from '#domain/practice/offices.ts';
import { conflictsOf } from '#domain/scheduling/conflicts.ts';
import { startsFor } from '#domain/scheduling/find-slots.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { minutesOf } from '#domain/scheduling/cells.ts';
import { ANY_SLOT } from '#domain/scheduling/slot-search.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { QUAY, quayDay, quayFacts } from '#tests/fixtures/second-office.ts';
import { addOffice, closeOffice, renameOffice } from './change-offices.ts';
import { wordsFor } from './rule-words.ts';
import { wouldConflict } from './would-conflict.ts';

const MANAGER = { user: 'u-dot', role: 'manager' } as const;
const atPatel = bookedFact({}, { practitioner: 'p-patel', start: 600 });
const station = (user: { user: string; role: 'manager' | 'clerk' } = MANAGER, two = false) =>
  memoryStation({ facts: [practiceFacts(), ...(two ? [quayFacts(), quayDay([atPatel])] : [])], user });
const NEW = { site: 'quay-2', area: 'quay-2-wait', name: ' Quay  Two ', zone: 'America/Chicago' };

test('[OFF-1] a manager adds an office with a waiting room, and renames it; its clock stays', async () => {
  const here = station();
  expect(await addOffice(here, NEW)).toMatchObject({ ok: true });
  expect(await addOffice(here, NEW)).toMatchObject({ ok: true });
  expect(await renameOffice(here, NEW.site, 'Quay Second')).toMatchObject({ ok: true });
  const practice = await here.rows.practice();
  expect([...practice.sites.values()].at(-1)).toEqual({ site: NEW.site, name: 'Quay Second', zone: 'America/Chicago' });
  expect(practice.areas.get(NEW.area)).toEqual({ area: NEW.area, site: NEW.site, name: 'Waiting room' });
  expect(here.recorded.map(({ doc }) => doc)).toEqual([practiceDoc, practiceDoc, practiceDoc]);
});

test('[OFF-1] what is refused, in words; nobody but who may change the practice adds, renames or closes', async () => {
  const here = station();
  await addOffice(here, NEW);
  const other = { ...NEW, site: 'other' };
  const said = async (result: ReturnType<typeof addOffice>) => {
    const done = await result;
    return done.ok ? 'ok' : wordsFor(done.error);
  };
  expect(await said(addOffice(here, { ...other, name: '  ' }))).toBe('Type a name of up to 120 characters.');
  expect(await said(addOffice(here, { ...other, name: 'x'.repeat(121) }))).toBe('Type a name of up to 120 characters.');
  expect(await said(addOffice(here, { ...other, name: 'quay two' }))).toBe('Another office has that name.');
  expect(await said(addOffice(here, { ...other, name: 'Third', zone: '' }))).toBe('Choose the time zone it goes by.');
  expect(await said(closeOffice(here, SITE, 'soon'))).toBe('Choose the first day on which it is closed.');
  const clerk = station({ user: 'u-new', role: 'clerk' });
  for (const command of [addOffice(clerk, NEW), renameOffice(clerk, SITE, 'X'), closeOffice(clerk, SITE, null)])
    expect(await said(command)).toBe('Only a manager may change the practice.');
  expect(clerk.recorded).toEqual([]);
});

test('[OFF-2] from its last day on an office offers nothing and what is booked there is a conflict; the last one stays', async () => {
  const here = station(MANAGER, true);
  const closed = { kind: 'site/closed' as const, of: { site: QUAY, from: TODAY } };
  expect(await wouldConflict(here.rows, QUAY, TODAY, closed)).toEqual({ count: 1, first: TODAY });
  expect(await closeOffice(here, QUAY, TODAY)).toMatchObject({ ok: true });
  expect(await closeOffice(here, SITE, TODAY)).toMatchObject({ ok: false, error: { code: 'office/last' } });

  const practice = await here.rows.practice();
  const appointments = await here.rows.appointments(QUAY, TODAY);
  const day = { practice, site: QUAY, date: TODAY, appointments };
  expect(conflictsOf(day)).toMatchObject([{ classes: expect.arrayContaining(['C8']) }]);
  const starts = (date: string) =>
    minutesOf(
      startsFor(freeDay(practice, QUAY, date, []), { ...ANY_SLOT, visitType: 'established', minutes: 20 }, 'p-patel')
    );
  expect(starts(TODAY)).toEqual([]);
  expect(starts('2026-11-13').length).toBeGreaterThan(0);

  expect(await closeOffice(here, QUAY, null)).toMatchObject({ ok: true });
  expect(conflictsOf({ ...day, practice: await here.rows.practice() })).toEqual([]);
});

test('[OFF-3] an office is offered until the day it closes, and an unknown one is taken to be there', async () => {
  const here = station(MANAGER, true);
  await closeOffice(here, QUAY, '2026-12-01');
  const practice = await here.rows.practice();
  expect(officesOn(practice, '2026-11-30').map(({ site }) => site)).toEqual([SITE, QUAY]);
  expect(officesOn(practice, '2026-12-01').map(({ site }) => site)).toEqual([SITE]);
  expect(isOfficeOn(practice, 'nowhere', TODAY)).toBe(true);
  expect(practice.sites.get(SITE)?.zone).toBe(ZONE);
});
