import { dayDoc, inboxDoc } from '#domain/documents.ts';
import type { VisitId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { MEMORY_NOW, memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { clinicFacts, peopleOf } from '#tests/fixtures/day.ts';
import { patientsFacts, practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';

interface Scene {
  readonly station: MemoryStation;
  readonly visit: VisitId | null;
}

const MINUTE = 60_000;
// The memory station asks only whether there is a key.
const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };

/** A desk in one of its states, always the same. */
export function stationOf(scene: string): Scene {
  switch (scene) {
    case 'empty':
      return { station: memoryStation({ facts: [practiceFacts(), ...patientsFacts(20)] }), visit: null };
    case 'offline':
      return offline();
    case 'many':
      return { station: many(), visit: null };
    default:
      return full();
  }
}

function full(): Scene {
  const station = memoryStation({ facts: clinicFacts({ now: MEMORY_NOW, patients: 300 }), arrivalsKey });
  void submitAll(station);
  void bookOver(station);
  void draft(station);
  return { station, visit: null };
}

function offline(): Scene {
  const station = full().station;
  station.setOnline(false);
  station.setStatus({
    offlineSince: MEMORY_NOW - 12 * MINUTE,
    unsent: 3,
    unsentSince: MEMORY_NOW - 11 * MINUTE,
    waiting: [
      { doc: dayDoc(SITE, TODAY), facts: 2 },
      { doc: 'patient/0000000000000000', facts: 1 }
    ],
    refused: [{ doc: dayDoc(SITE, TODAY), code: 'E_SCHEMA', say: 'The server did not understand this change.' }],
    firstSync: 0.42
  });
  return { station, visit: null };
}

/** Two hundred people wait, with the longest names there are. */
function many(): MemoryStation {
  const patients = patientsFacts(220);
  const station = memoryStation({ facts: [practiceFacts(), ...patients], arrivalsKey });
  const people = peopleOf(patients);
  const facts = people.slice(0, 200).map(({ patient, label }, index) => ({
    kind: 'visit/arrived',
    at: MEMORY_NOW - (200 - index) * MINUTE,
    of: {
      visit: `v-many-${index}`,
      appointment: null,
      patient,
      label:
        index % 7 === 0
          ? {
              ...label,
              family: `${label.family}-Wolfeschlegelsteinhausenbergerdorff`,
              given: 'Maximiliana Theodora Alexandrina'
            }
          : label,
      ticket: `K2-${String(index + 1).padStart(3, '0')}`
    }
  }));
  station.receive(dayDoc(SITE, TODAY), facts, 7);
  return station;
}

async function submitAll(station: MemoryStation): Promise<void> {
  const expected = (await station.rows.appointments(SITE, TODAY)).filter(({ at }) => at.start > 10 * 60);
  const [one, two] = expected;
  if (!one || !two) return;
  const said: Partial<Submission>[] = [
    {
      family: one.label.family.toLowerCase(),
      given: one.label.given,
      birthDate: one.label.birthDate,
      phoneLast4: '0142'
    },
    { family: two.label.family.slice(0, -1), given: '', birthDate: two.label.birthDate },
    {
      family: 'Unknownsen',
      given: 'Pat',
      birthDate: '1990-01-02',
      walkIn: true,
      reason: 'My ear hurts since Tuesday',
      language: 'es'
    }
  ];
  for (const [index, part] of said.entries()) {
    const at = MEMORY_NOW - (7 - index * 3) * MINUTE;
    const submission = { submission: `s-${index}`, ticket: `K2-01${index}`, at, language: 'en' as const, ...part };
    const sealed = await station.sealSubmission(submission, { keyId: 'key-1', key: new Uint8Array(65) });
    const of = { submission: submission.submission, ticket: submission.ticket, date: TODAY, keyId: 'key-1', sealed };
    station.receive(inboxDoc(2), [{ kind: 'submission/sealed', at, of }], 2);
  }
}

/** Another desk booked over somebody while it was offline, and moved someone whom this desk moved too. */
async function bookOver(station: MemoryStation): Promise<void> {
  const later = (await station.rows.appointments(SITE, TODAY)).filter(({ at }) => at.start > 14 * 60);
  const [one, , two] = later;
  if (!one || !two) return;
  const label = { family: 'Mac an Ghealaigh', given: 'Siobhán', birthDate: '1984-11-02' };
  const of = { appointment: 'a-off', patient: 'p-off', label, visitType: 'established', at: one.at, provisional: true };
  station.receive(dayDoc(SITE, TODAY), [{ kind: 'appointment/booked', of }], 9);
  for (const start of [15 * 60 + 40, 16 * 60]) {
    const moved = { appointment: two.appointment, from: two.at, to: { ...two.at, start } };
    station.receive(dayDoc(SITE, TODAY), [{ kind: 'appointment/moved', of: moved }], start === 960 ? 8 : 9);
  }
}

async function draft(station: MemoryStation): Promise<void> {
  await station.keepDraft({
    key: 'register/1',
    title: 'New patient “Okaf…”',
    path: '/patients/new?draft=1',
    content: {}
  });
}
