import { patientDoc, practiceDoc } from '#domain/documents.ts';
import type { Fact, NewFact } from '#domain/fact.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import { between, pick } from '#domain/random.ts';
import { localDateOf, minuteOfDayOf, stampAt, type Instant, type ZoneId } from '#domain/time.ts';
import { ClinicRefusal, type Batch, type Clinic } from '../clinic/clinic.ts';
import { panelsOf } from './bookings.ts';
import { missingDays, weekFor } from './demo-days.ts';
import { CLERKS, PRACTITIONERS, practiceFacts, SITE, STAFF } from './demo-practice.ts';
import { inventedPerson, type InventedPerson } from './invented-person.ts';
import { chanceOf } from './seeds.ts';
import { TICKET_LABELS } from './tickets.ts';

export interface DemoOptions {
  readonly now: Instant;
  /** Where the invented practice is; as it was made, when it is there already. */
  readonly zone: ZoneId;
  readonly seed?: number;
  readonly patients?: number;
  /** Days behind and ahead that have appointments. */
  readonly days?: number;
}

export interface DemoLoaded {
  /** Patients added now; 0 when all were there. */
  readonly patients: number;
  /** Days that were written or filled up. */
  readonly days: number;
}

const SEED = 20_261_121;
const PATIENTS = 2_000;
const DAYS = 14;

/**
 * Puts the demonstration clinic on an empty server, or makes today full again on one that is a demonstration already. Safe to
 * repeat and to interrupt: everything has the same id each time, and what is there is left as it is [DEMO-1, DEMO-4].
 * @throws {ClinicRefusal} on anybody's real data, which is not touched [DEMO-2]
 */
export async function loadDemo(clinic: Clinic, options: DemoOptions): Promise<DemoLoaded> {
  const { now, seed = SEED, patients = PATIENTS, days = DAYS } = options;
  const state = await clinic.state();
  if (!state.isDemo) await claim(clinic, state.isSetUp || state.head > 0);
  await takeLabels(clinic);

  const zone = await providePractice(clinic, options);
  const people = Array.from({ length: patients }, (_, number) => inventedPerson(seed, number));
  const added = await providePatients(clinic, people, seed, now);
  const today = localDateOf(now, zone);
  const panels = panelsOf(people, today);
  const around = { seed, zone, now, panels, daysBack: days, daysAhead: days };
  const { batches, atKiosk } = await missingDays(clinic, around);
  const week = batches.some(({ doc }) => doc.endsWith(today)) ? weekFor(today, minuteOfDayOf(now, zone)) : null;
  if (week) {
    const hours = PRACTITIONERS.map(({ practitioner }): NewFact => ({
      kind: 'hours/set',
      of: { practitioner, site: SITE, week }
    }));
    await append(clinic, [{ doc: practiceDoc, facts: dated(hours, now + 1) }]); // after the practice's own hours
  }
  await append(clinic, batches);
  if (atKiosk.length > 0) await clinic.tellKiosk({ label: TICKET_LABELS.kiosk, date: today, submissions: atKiosk });
  return { patients: added, days: batches.length };
}

/** Makes an empty clinic a demonstration, with people to sign in as. */
async function claim(clinic: Clinic, hasData: boolean): Promise<void> {
  if (hasData) {
    throw new ClinicRefusal(
      'demo/real-data',
      'There is a real clinic’s data here. A demonstration is never put on top of it: start it with another DATA_DIR.'
    );
  }
  await clinic.setDemo(STAFF);
}

/** Takes the labels of the story's tickets, so that no device of a visitor gives the same ones. */
async function takeLabels(clinic: Clinic): Promise<void> {
  for (const role of ['desk', 'kiosk'] as const) {
    await clinic.enrol({ role, site: SITE, label: TICKET_LABELS[role] }).catch(ifTaken);
  }
}

function ifTaken(error: unknown): null {
  if (error instanceof ClinicRefusal && error.code === 'enrol/label-taken') return null;
  throw error;
}

/** The practice, once; answers its zone. */
async function providePractice(clinic: Clinic, { zone, now }: DemoOptions): Promise<ZoneId> {
  const known = await clinic.read(practiceDoc);
  const site = known.map(({ fact }) => fact as PracticeFact).find((fact) => fact.kind === 'site/added'); // an unknown kind is not this one
  if (site) return site.of.zone;
  await append(clinic, [{ doc: practiceDoc, facts: dated(practiceFacts(zone), now) }]);
  return zone;
}

const BATCH = 500;

async function providePatients(
  clinic: Clinic,
  people: readonly InventedPerson[],
  seed: number,
  now: Instant
): Promise<number> {
  let added = 0;
  for (let from = 0; from < people.length; from += BATCH) {
    const some = people.slice(from, from + BATCH);
    const known = await clinic.existing(some.map(({ patient }) => patientDoc(patient)));
    const missing = some.filter(({ patient }) => !known.has(patientDoc(patient)));
    await append(
      clinic,
      missing.map((person) => patientBatch(person, seed, now))
    );
    added += missing.length;
  }
  return added;
}

const DAY_MS = 86_400_000;
const PAST_VISITS = ['Office visit', 'Annual physical', 'Sick visit', 'Blood pressure check', 'Flu shot', 'Follow-up'];

/** A patient's document: registered some time ago, and what visits are remembered from before. */
export function patientBatch({ patient, demographics }: InventedPerson, seed: number, now: Instant): Batch {
  const random = chanceOf(seed, 'history', patient);
  const by = pick(random, CLERKS);
  const registered = now - between(random, 60, 900) * DAY_MS;
  const facts: Fact[] = [
    { kind: 'patient/registered', at: stampAt(registered), by, of: { patient, source: 'desk', ...demographics } }
  ];
  for (let left = between(random, 0, 4); left > 0; left--) {
    const start = registered + between(random, 0, Math.floor((now - registered) / DAY_MS) - 30) * DAY_MS;
    const of = {
      patient,
      encounter: `demo-${left}`,
      class: 'AMB',
      start,
      end: start + 20 * 60_000,
      what: pick(random, PAST_VISITS),
      practitioner: pick(random, PRACTITIONERS).called
    };
    facts.push({ kind: 'encounter/recorded', at: stampAt(start), by, of });
  }
  return { doc: patientDoc(patient), facts };
}

function dated(facts: readonly NewFact[], now: Instant): Fact[] {
  return facts.map(({ kind, of }, place) => ({ kind, of, at: stampAt(now) + place, by: 'ivy' }));
}

async function append(clinic: Clinic, batches: readonly Batch[]): Promise<void> {
  const { refused } = await clinic.append(batches);
  const [first] = refused;
  if (first) throw new Error(`the demonstration’s ${first.doc} was refused: ${first.code} ${first.say}`);
}
