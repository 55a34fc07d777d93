import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import { bookAppointment, type Booking } from '#features/scheduling/book-appointment.ts';
import { cancelAppointment } from '#features/scheduling/cancel-appointment.ts';
import { markNoShow } from '#features/scheduling/mark-no-show.ts';
import { moveAppointment } from '#features/scheduling/move-appointment.ts';
import { openingsOf } from '#features/scheduling/openings.ts';
import { restoreAppointment } from '#features/scheduling/restore-appointment.ts';
import { memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { testData } from '#tests/test-data.ts';

/** Where the cases that are not on booking are looked at, or why they are not ours. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...named('registration and search', 1, 11),
  'S-13': 'a visit’s states are worked on Today, one by one',
  'S-14': 'the schedule’s view in its address (SCH-5)',
  'S-16': 'the form and its draft (BOOK-13)',
  'S-21': 'lists take no times from outside',
  'S-22': 'how a cell looks',
  ...named('the queue', 25, 31),
  ...named('the sync server', 38, 40)
};

function named(what: string, from: number, to: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: to - from + 1 }, (_, i) => [`S-${from + i}`, what]));
}

const MANAGER = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
const AT = { practitioner: 'p-kim', start: 600, minutes: 20 };
const ORDER: Booking = {
  appointment: 'a-new',
  date: TODAY,
  patient: 'pat-fern',
  label: FERN,
  visitType: 'established',
  at: AT,
  note: '',
  over: false
};

function clinic(day: readonly DatedFact[] = [], practice: readonly NewFact[] = [], user: object = {}): MemoryStation {
  const { doc, facts } = practiceFacts();
  const at = Date.UTC(2026, 0, 6);
  return memoryStation({
    facts: [{ doc, facts: [...facts, ...practice.map((fact) => ({ ...fact, at }))] }, dayOf(day)],
    user
  });
}

/** What a booking comes to: `ok`, or what is in its way. */
async function booked(station: MemoryStation, part: Partial<Booking> = {}): Promise<string> {
  const result = await bookAppointment(station, { ...ORDER, ...part });
  if (result.ok) return 'ok';
  return 'classes' in result.error ? result.error.classes.join(' ') : result.error.code;
}
const at = (start: number, minutes = 20, practitioner = 'p-kim') => ({ at: { practitioner, start, minutes } });
const code = (result: { ok: boolean; error?: { code: string } }): string =>
  result.ok ? 'ok' : (result.error?.code ?? '');
const off = { date: TODAY, appointment: 'a-1', by: 'patient', reason: 'illness', note: '' } as const;

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  async 'S-12'() {
    const station = clinic();
    const monday = '2026-11-23';
    expect(await booked(station, { date: monday, ...at(600, 60), note: 'first time here' })).toBe('ok');
    expect(await station.rows.appointment(SITE, monday, 'a-new')).toMatchObject({
      note: 'first time here',
      at: { start: 600, minutes: 60 }
    });
    // Another service is another booking here; time and length are moved.
    const to = at(840, 80).at;
    expect(code(await moveAppointment(station, { date: monday, appointment: 'a-new', to, over: false }))).toBe('ok');
    expect(code(await cancelAppointment(station, { ...off, date: monday, appointment: 'a-new' }))).toBe('ok');
    expect(await station.rows.appointment(SITE, monday, 'a-new')).toMatchObject({ status: 'cancelled', at: to });
  },
  async 'S-15'() {
    for (const minutes of [0, 4, 485, NaN]) expect(await booked(clinic(), at(600, minutes))).toBe('place/bad-length');
    for (const minutes of [5, 240]) expect(await booked(clinic(), at(780, minutes))).toBe('ok');
  },
  async 'S-17'() {
    const mine = bookedFact({ appointment: 'a-1', patient: 'pat-fern' }, { practitioner: 'p-moss', start: 605 });
    expect(await booked(clinic([mine]))).toBe('C3');
    const station = clinic([mine]);
    const to = { practitioner: 'p-moss', start: 610, minutes: 20 };
    expect(code(await moveAppointment(station, { date: TODAY, appointment: 'a-1', to, over: false }))).toBe('ok');
    await cancelAppointment(station, off);
    expect(await booked(station)).toBe('ok');
  },
  async 'S-18'() {
    // Nine to twelve and one to five; nobody has said when the new one works.
    const fresh = { practitioner: 'p-new', family: 'Newell', given: 'Ida', called: 'Dr Newell', hue: 1 };
    const added = { kind: 'practitioner/added', of: fresh };
    const seen: string[] = [];
    for (const [start, who] of [
      [480, 'p-kim'],
      [720, 'p-kim'],
      [715, 'p-kim'],
      [780, 'p-kim'],
      [480, 'p-new']
    ] as const)
      seen.push(await booked(clinic([], [added]), at(start, 20, who)));
    expect(seen).toEqual(['C5', 'C5', 'C5', 'ok', 'ok']);
    expect(await booked(clinic(), { date: '2026-11-22' })).toBe('C5');
  },
  async 'S-19'() {
    const taken = [bookedFact({ patient: 'pat-x' }, { start: 600, minutes: 60 })];
    const tries = [
      [600, 60],
      [630, 60],
      [570, 60],
      [570, 120],
      [615, 20],
      [660, 60],
      [540, 60]
    ] as const;
    const seen: string[] = [];
    for (const [start, minutes] of tries) seen.push(await booked(clinic(taken), at(start, minutes)));
    expect(seen).toEqual(['C1', 'C1', 'C1', 'C1', 'C1', 'ok', 'ok']);
  },
  async 'S-20'() {
    const station = clinic([
      bookedFact({ patient: 'pat-x' }, { start: 600 }),
      bookedFact({ appointment: 'a-2', patient: 'pat-y' }, { start: 660 })
    ]);
    const move = () => moveAppointment(station, { date: TODAY, appointment: 'a-2', to: AT, over: false });
    expect(code(await move())).toBe('place/taken');
    await cancelAppointment(station, off);
    expect(code(await move())).toBe('ok');
  },
  async 'S-23'() {
    const early = [bookedFact({}, { start: 540 })];
    expect(code(await cancelAppointment(clinic(early), off))).toBe('ok');
    expect(code(await markNoShow(clinic(early), { date: TODAY, appointment: 'a-1', reason: 'no-call' }))).toBe('ok');
  },
  async 'S-24'() {
    const over = { date: TODAY, appointment: 'a-1', over: false };
    const clerk = clinic([bookedFact()]);
    await cancelAppointment(clerk, off);
    expect(code(await cancelAppointment(clerk, off))).toBe('appointment/not-live');
    expect(code(await markNoShow(clerk, { date: TODAY, appointment: 'a-1', reason: 'no-call' }))).toBe(
      'appointment/not-live'
    );
    expect(code(await restoreAppointment(clerk, over))).toBe('restore/not-allowed');
    const manager = clinic([bookedFact()], [], MANAGER);
    expect(code(await restoreAppointment(manager, over))).toBe('restore/nothing');
    await cancelAppointment(manager, off);
    expect(code(await restoreAppointment(manager, over))).toBe('ok');
    expect(await manager.rows.appointment(SITE, TODAY, 'a-1')).toMatchObject({ status: 'booked' });
  },
  async 'S-32'() {
    const station = clinic();
    const whole = { kind: 'practitioner', offset: 0, minutes: 20 } as const;
    const segments = [
      { ...whole, any: [] },
      { ...whole, any: ['p-moss'] }
    ];
    expect(await booked(station, { details: { segments } })).toBe('ok');
    const day = await station.rows.appointments(SITE, TODAY);
    expect(day).toHaveLength(1);
    const free = openingsOf(await station.rows.practice(), day, {
      site: SITE,
      date: TODAY,
      minutes: 20,
      practitioner: 'p-moss',
      from: 540
    });
    expect(free.some(({ start }) => start > 580 && start < 620)).toBe(false);
    expect(await booked(station, { appointment: 'a-2', patient: 'pat-x', ...at(600, 20, 'p-moss') })).not.toBe('ok');
  },
  async 'S-33'() {
    const station = clinic([bookedFact({ patient: 'pat-x' }, { start: 600 })]);
    expect(await booked(station)).toBe('C1');
    expect(station.recorded).toEqual([]);
  },
  async 'S-34'() {
    const week = Array.from({ length: 7 }, () => [
      { from: 540, to: 600 },
      { from: 600, to: 660 }
    ]);
    const hours = { kind: 'hours/set', of: { practitioner: 'p-kim', site: SITE, week } };
    expect(await booked(clinic([], [hours]), at(580, 40))).toBe('ok');
    expect(await booked(clinic([], [hours]), at(640, 40))).toBe('C5');
  },
  async 'S-35'() {
    // The desk may choose a length; a start off the grid it may not.
    expect(await booked(clinic(), at(600, 30))).toBe('ok');
    expect(await booked(clinic(), at(612))).toBe('place/bad-start');
  },
  async 'S-36'() {
    const rules = {
      visitType: 'established',
      segments: [],
      dailyCap: null,
      intervalDays: null,
      referral: false,
      authorization: false
    };
    const before = { kind: 'visit-type/ruled', of: { ...rules, before: 20, after: 0 } };
    const after = { kind: 'visit-type/ruled', of: { ...rules, before: 0, after: 20 } };
    const starts = async (rule: NewFact, day: readonly DatedFact[] = []): Promise<readonly number[]> => {
      const station = clinic(day, [rule]);
      const asked = {
        site: SITE,
        date: TODAY,
        minutes: 20,
        visitType: 'established',
        practitioner: 'p-kim',
        from: 540
      };
      return openingsOf(await station.rows.practice(), await station.rows.appointments(SITE, TODAY), asked).map(
        ({ start }) => start
      );
    };
    expect((await starts(before))[0]).toBe(560);
    expect((await starts(after)).filter((start) => start < 720).at(-1)).toBeLessThanOrEqual(680);
    const held = await starts(before, [bookedFact({ patient: 'pat-x' }, { start: 600 })]);
    expect(held.some((start) => start > 560 && start < 620)).toBe(false);
  },
  async 'S-37'() {
    const week = (from: number, to: number) => Array.from({ length: 7 }, () => [{ from, to }]);
    const office = { kind: 'site-hours/set', of: { site: SITE, week: week(480, 1020) } };
    const own = { kind: 'hours/set', of: { practitioner: 'p-kim', site: SITE, week: week(600, 720) } };
    const fresh = {
      kind: 'practitioner/added',
      of: { practitioner: 'p-new', family: 'Newell', given: 'Ida', called: 'Dr Newell', hue: 1 }
    };
    const seen: string[] = [];
    for (const [start, who] of [
      [540, 'p-kim'],
      [600, 'p-kim'],
      [540, 'p-new'],
      [1020, 'p-new']
    ] as const)
      seen.push(await booked(clinic([], [office, own, fresh]), at(start, 20, who)));
    expect(seen).toEqual(['C5', 'ok', 'ok', 'C8']);
  }
};

const folder = testData('acceptance-cases');

describe.skipIf(!folder)('the acceptance cases of peers’ tests', () => {
  const page = folder ? readFileSync(path.join(folder, 'README.md'), 'utf8') : '';
  const cases = [...page.matchAll(/^- (S-\d+) (.+)$/gm)].map(([, id = '', words = '']) => ({ id, words }));

  test('each is driven here, or it is said where it is', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
    expect(cases.map(({ id }) => id).filter((id) => !(id in CASES) && !(id in ELSEWHERE))).toEqual([]);
    expect(Object.keys(CASES).filter((id) => id in ELSEWHERE)).toEqual([]);
    expect(dayDoc(SITE, TODAY)).toBe(`day/${SITE}/${TODAY}`);
  });

  test.for(cases.filter(({ id }) => id in CASES))('$id $words', async ({ id }) => {
    await CASES[id]!();
  });
});
