import { dayDoc } from '#domain/documents.ts';
import type { PatientId, SiteId } from '#domain/ids.ts';
import type { JoinedPatient } from '#domain/patient/joined.ts';
import { downtimeDays, downtimePacket, dueFor, type DowntimePacket } from '#domain/scheduling/downtime.ts';
import type { Instant, LocalDate, ZoneId } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';
import { breather } from '#storage/breathe.ts';
import type { Database } from '#storage/database.ts';
import { readSealed, writeSealed } from '#storage/meta.ts';
import { LOCKED } from '#storage/sealing.ts';
import { pause, type Seams } from '#sync/seams.ts';

/** What the packet is made from, and where it is kept. */
export interface DowntimeOptions {
  readonly database: Database;
  /** Asked for only when the first packet is looked at. */
  readonly rows: () => Pick<Rows, 'practice' | 'appointments' | 'patient'>;
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly now: () => Instant;
  readonly seams: Seams;
}

/** A tab is left to draw its first screen. */
const FIRST_LOOK_MS = 20_000;
const LOOK_EVERY_MS = 60_000;

/**
 * Keeps the downtime packet of this desk, in the tab that leads: sealed in the device's store, made from what is on it, with or without a server
 * [DOWN-1]. A device that nobody has unlocked keeps the one it has.
 */
export async function keepDowntimePacket(options: DowntimeOptions, signal: AbortSignal): Promise<void> {
  await pause(options.seams, FIRST_LOOK_MS, signal);
  while (!signal.aborted) {
    // A full disk, or one that is locked meanwhile: it is tried again with the next look.
    await lookOnce(options).catch(() => undefined);
    await pause(options.seams, LOOK_EVERY_MS, signal);
  }
}

/** Makes the packet anew where that is due, or notes that it is still true. */
export async function lookOnce(options: DowntimeOptions): Promise<void> {
  const { database, now, zone } = options;
  if (database.sealing === LOCKED) return;
  const kept = await readSealed<DowntimePacket>(database, 'downtime');
  const seen = kept
    ? await changesOf(
        options,
        kept.days.map(({ date }) => date)
      )
    : 0;
  const due = dueFor(kept, seen, now(), zone);
  if (due === 'stamp') await writeSealed(database, 'downtime', { ...kept, trueAt: now() });
  if (due === 'make') await writeSealed(database, 'downtime', await made(options));
}

/** Reads a few records at a time and lets others have the thread in between: nobody at the desk is to feel it. */
async function made(options: DowntimeOptions): Promise<DowntimePacket> {
  const { site, zone, now } = options;
  const rows = options.rows();
  const breathe = breather();
  const dates = downtimeDays(now(), zone);
  const began = now();
  // Before anything is read: what changes meanwhile is a change since.
  const seen = await changesOf(options, dates);
  const practice = await rows.practice();
  const days: { date: LocalDate; appointments: Awaited<ReturnType<Rows['appointments']>> }[] = [];
  for (const date of dates) days.push({ date, appointments: await rows.appointments(site, date) });
  const patients = new Map<PatientId, JoinedPatient>();
  for (const patient of new Set(days.flatMap(({ appointments }) => appointments.map((one) => one.patient)))) {
    const found = await rows.patient(patient);
    if (found) patients.set(patient, found);
    await breathe();
  }
  return downtimePacket({ practice, site, zone, now: began, days, patients, seen });
}

/** How often these days were appended to. */
async function changesOf({ database, site }: DowntimeOptions, dates: readonly LocalDate[]): Promise<number> {
  const docs = await database.docs.bulkGet(dates.map((date) => dayDoc(site, date)));
  return docs.reduce((sum, doc) => sum + (doc?.version ?? 0), 0);
}
