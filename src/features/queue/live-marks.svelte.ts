import type { VisitId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { marksOf } from './marks.ts';
import type { TodayRow, TodayRows } from './today.ts';

/** Whoever comes within this time is read ahead. */
const AHEAD_MS = 90 * 60_000;

interface Sources {
  readonly rows: TodayRows | undefined;
  readonly visits: readonly Visit[];
  readonly practice: Practice | undefined;
  readonly date: LocalDate;
}

/** What to know of those who are here or about to come [FLAG-3], read once the day is on screen and again as their records change. */
export function liveMarks(
  station: Station,
  sources: () => Sources,
  isOn: () => boolean
): { readonly value: ReadonlyMap<VisitId, string> } {
  let value = $state.raw<ReadonlyMap<VisitId, string>>(new Map());
  $effect(() => {
    const { rows, visits, practice, date } = sources();
    if (!isOn() || !rows || !practice) return;
    const soon = rows.expected.filter(({ since }) => since - station.now() <= AHEAD_MS);
    const wanted = [...rows.waiting, ...rows.rooms, ...soon];
    const byId = new Map(visits.map((visit) => [visit.visit, visit]));
    return station.watch(
      async (read) =>
        await Promise.all(
          wanted.map(async (row) => {
            const [patient, isFirst] = await recordOf(read, row, date);
            const parts = { row, patient, visit: byId.get(row.visit), isFirst, rules: practice.checkIn };
            return [row.visit, marksOf({ ...parts, now: station.now(), zone: station.zone }).join(' · ')] as const;
          })
        ),
      (marks) => (value = new Map(marks))
    );
  });
  return {
    get value() {
      return value;
    }
  };
}

async function recordOf(read: Rows, { patient: id }: TodayRow, date: LocalDate) {
  if (id === null) return [undefined, false] as const;
  const [patient, booked] = await Promise.all([read.patient(id), read.appointmentsOf(id)]);
  const isFirst = patient?.encounters.length === 0 && booked.every((one) => one.date >= date);
  return [patient, isFirst] as const;
}
