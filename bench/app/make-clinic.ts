// A data folder with an invented clinic of any size, to measure on: `node bench/app/make-clinic.ts <folder> [patients]`
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { practiceDoc } from '#domain/documents.ts';
import { plusDays, stampAt, localDateOf, type Instant, type LocalDate, type ZoneId } from '#domain/time.ts';
import type { NewFact } from '../../src/domain/fact.ts';
import { demoDay } from '../../sync-server/src/demo/bookings.ts';
import type { Clinic } from '../../sync-server/src/clinic/clinic.ts';
import { openClinic } from '../../sync-server/src/clinic/open-clinic.ts';
import { OFFICE_WEEK, PRACTITIONERS, SITE, STAFF } from '../../sync-server/src/demo/demo-practice.ts';
import { inventedPerson } from '../../sync-server/src/demo/invented-person.ts';
import { loadDemo, type DemoLoaded } from '../../sync-server/src/demo/load-demo.ts';

/** Somebody to sign in as at a clinic that was made here. */
export const CLERK = STAFF[0];
/** Says who the patients are: the same number is the same person in every clinic made here. */
export const SEED = 20_261_121;
const MORNING_HOUR = 10;

/** A day with very many appointments, some weeks ahead. */
export const BUSY = { practitioners: 20, appointments: 40, daysAhead: 45 } as const;

export interface ClinicToMake {
  readonly patients: number;
  readonly now: Instant;
  /** Also the day of `BUSY`; its practitioners are then on every other day's schedule too. */
  readonly withBusyDay?: boolean;
}

/**
 * Makes the demonstration clinic with that many patients: the same practice, four weeks of appointments and as full a day at `now`
 * whatever the number, so that sizes can be compared. There are 2,000 phone numbers that nobody has, so in a large clinic many
 * share one. A folder that has such a clinic is filled up to today. A new one is where it is ten in the morning: with half the day
 * still to come, and the same whenever it is made.
 */
export async function makeClinic(dataDir: string, { patients, now, withBusyDay }: ClinicToMake): Promise<DemoLoaded> {
  const clinic = await openClinic(dataDir);
  try {
    const zone = zoneOf(now);
    const loaded = await loadDemo(clinic, { now, zone, patients, seed: SEED });
    if (withBusyDay) await addBusyDay(clinic, now, zone);
    return loaded;
  } finally {
    await clinic.close();
  }
}

export function busyDate(now: Instant): LocalDate {
  return plusDays(localDateOf(now, zoneOf(now)), BUSY.daysAhead);
}

/** A zone without summer time, in which it is ten now. Their names count backwards: `Etc/GMT-3` is three hours ahead. */
export function zoneOf(now: Instant): ZoneId {
  const ahead = MORNING_HOUR - new Date(now).getUTCHours();
  const hours = ahead < -12 ? ahead + 24 : ahead;
  return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}

async function addBusyDay(clinic: Clinic, now: Instant, zone: ZoneId): Promise<void> {
  const doc = demoDay(plusDays(localDateOf(now, zone), BUSY.daysAhead));
  if ((await clinic.existing([doc])).has(doc)) return;
  const others = Array.from({ length: BUSY.practitioners - PRACTITIONERS.length }, (_, at) => `locum-${at + 1}`);
  const practice = others.flatMap((practitioner, at): NewFact[] => [
    {
      kind: 'practitioner/added',
      of: { practitioner, family: `Locum${at + 1}`, given: 'Ada', called: `Dr Locum ${at + 1}`, hue: at % 8 }
    },
    { kind: 'hours/set', of: { practitioner, site: SITE, week: OFFICE_WEEK } }
  ]);
  const everyone = [...PRACTITIONERS.map(({ practitioner }) => practitioner), ...others];
  const day = everyone.flatMap((practitioner, column) =>
    Array.from({ length: BUSY.appointments }, (_, row): NewFact => {
      const { patient, demographics } = inventedPerson(SEED, column * BUSY.appointments + row);
      const { name, birthDate } = demographics;
      const label = { family: name.family, given: name.given.join(' '), birthDate };
      const at = { practitioner, start: 8 * 60 + row * 10, minutes: 10 };
      return {
        kind: 'appointment/booked',
        of: { appointment: `busy-${column}-${row}`, patient, label, visitType: 'sick', at }
      };
    })
  );
  const facts = (all: readonly NewFact[]) =>
    all.map((fact, place) => ({ ...fact, at: stampAt(now) + place, by: 'ivy' }));
  const { refused } = await clinic.append([
    { doc: practiceDoc, facts: facts(practice) },
    { doc, facts: facts(day) }
  ]);
  if (refused[0]) throw new Error(`${refused[0].doc}: ${refused[0].code} ${refused[0].say}`);
}

if (import.meta.main) {
  const [folder, count = '1000'] = process.argv.slice(2);
  if (folder === undefined || !/^[1-9]\d*$/.test(count)) {
    console.error('Usage: node bench/app/make-clinic.ts <folder> [patients, 1000]');
    process.exit(1);
  }
  const isNew = !existsSync(folder) || readdirSync(folder).length === 0;
  const started = performance.now();
  const { patients, days } = await makeClinic(path.resolve(folder), { patients: Number(count), now: Date.now() });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${isNew ? 'Made' : 'Filled up'} ${folder}: ${patients} patients and ${days} days in ${seconds} s.`);
}
