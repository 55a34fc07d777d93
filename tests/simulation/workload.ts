import { boardDoc, dayDoc, patientDoc } from '#domain/documents.ts';
import { between, pick, seeded, type Random } from '#domain/random.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import { plusDays } from '#domain/time.ts';
import { acceptSubmission, acceptWalkIn, dismissSubmission, labelFrom } from '#features/arrivals/accept-submission.ts';
import { markArrived } from '#features/arrivals/mark-arrived.ts';
import { arriveWalkIn } from '#features/arrivals/walk-in.ts';
import { submitArrival } from '#features/kiosk/submit-arrival.ts';
import { changePatient } from '#features/patients/change-patient.ts';
import { registerPatient } from '#features/patients/register-patient.ts';
import { callPatient } from '#features/queue/call-patient.ts';
import { checkOut } from '#features/queue/check-out.ts';
import { markLeft } from '#features/queue/mark-left.ts';
import { takeBack } from '#features/queue/take-back.ts';
import { freeRoom } from '#features/room/free-room.ts';
import { moveOn, nextStep } from '#features/room/move-on.ts';
import { bookAppointment } from '#features/scheduling/book-appointment.ts';
import { cancelAppointment } from '#features/scheduling/cancel-appointment.ts';
import { issueSlip } from '#features/scheduling/issue-slip.ts';
import { moveAppointment } from '#features/scheduling/move-appointment.ts';
import { rescheduleAppointment } from '#features/scheduling/reschedule-appointment.ts';
import type { Done } from '#station/done.ts';
import { StorageFault, type Station } from '#station/station.ts';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { PRACTITIONERS, ROOMS, SITE, VISIT_TYPES } from '#tests/fixtures/practice.ts';

/** A word in every patient's name: where it is found that no name may be, a name got out (I9). */
export const CANARY = 'Canarium';

/** What people do at each kind of screen, the frequent more often. */
export const ACTS: Readonly<Record<Station['device']['surface'], readonly string[]>> = {
  desk: [
    ...['book', 'book', 'book', 'book', 'move', 'move', 'cancel', 'reschedule', 'slip'],
    ...['arrive', 'arrive', 'arrive', 'walk-in', 'call', 'call', 'check-out', 'left', 'undo'],
    ...['register', 'register', 'change', 'change', 'accept', 'accept', 'dismiss', 'newer', 'burst', 'look']
  ],
  kiosk: ['submit', 'submit', 'look'],
  room: ['step', 'step', 'step', 'free', 'look'],
  board: ['look']
};

/** What a person has at hand at one device: what they did last can be taken back. */
export interface AtHand {
  last: Done | null;
}

/** Does one thing at a station; what cannot be done just then is left. The disk may refuse: that is said on screen. */
export async function act(what: string, station: Station, n: number, hand: AtHand): Promise<void> {
  const random = seeded(n * 7919 + 17);
  try {
    await DO[what]!(station, random, hand);
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error;
  }
}

type Deed = (station: Station, random: Random, hand: AtHand) => Promise<unknown>;

const DO: Readonly<Record<string, Deed>> = {
  book: async (station, random, hand) => {
    const patient = pick(random, PATIENTS);
    const booking = {
      appointment: station.newId(),
      date: random() < 0.8 ? station.today() : plusDays(station.today(), 1),
      patient,
      label: { family: `${CANARY} ${patient}`, given: 'Ida', birthDate: '1980-02-29' },
      visitType: pick(random, VISIT_TYPES).visitType,
      at: placement(random),
      note: random() < 0.2 ? 'Brings a chair.' : '',
      over: random() < 0.9
    };
    hand.last = doneOf(await bookAppointment(station, booking), hand);
  },
  move: async (station, random) => {
    const one = await standing(station, random);
    const date = station.today();
    if (one) await moveAppointment(station, { date, appointment: one, to: placement(random), over: true });
  },
  cancel: async (station, random, hand) => {
    const one = await standing(station, random);
    const how = { date: station.today(), by: 'patient', reason: 'illness', note: '' } as const;
    if (one) hand.last = doneOf(await cancelAppointment(station, { ...how, appointment: one }), hand);
  },
  reschedule: async (station, random) => {
    const one = await standing(station, random);
    const to = { appointment: station.newId(), date: plusDays(station.today(), 1), at: placement(random) };
    if (one) await rescheduleAppointment(station, { date: station.today(), appointment: one, to, over: true });
  },
  slip: async (station, random) => {
    const one = await standing(station, random);
    if (one) await issueSlip(station, station.today(), one);
  },
  arrive: async (station, random, hand) => {
    const one = await standing(station, random);
    const result = one === null ? null : await markArrived(station, one);
    if (result?.ok) hand.last = result.value.done;
  },
  'walk-in': (station, random) =>
    arriveWalkIn(station, {
      patient: null,
      label: { family: `${CANARY} ${between(random, 1, 99)}`, given: 'Bo', birthDate: null }
    }),
  call: async (station, random, hand) => {
    const visit = await someVisit(station, random);
    if (visit) hand.last = doneOf(await callPatient(station, visit, pick(random, ROOMS.slice(0, 3)).room), hand);
  },
  'check-out': async (station, random) => {
    const visit = await someVisit(station, random);
    if (visit) await checkOut(station, visit);
  },
  left: async (station, random) => {
    const visit = await someVisit(station, random);
    if (visit) await markLeft(station, visit, 'without-being-seen');
  },
  undo: async (station, _random, hand) => {
    const { last } = hand;
    hand.last = null;
    if (last) await takeBack(station, last);
  },
  register: async (station, random) => {
    const person = inventedPerson(random, between(random, 1, 9_999), station.today());
    const demographics = { ...person, name: { ...person.name, family: `${CANARY} ${person.name.family}` } };
    await registerPatient(station, { patient: pick(random, PATIENTS), demographics });
  },
  change: async (station, random) => {
    const patient = pick(random, PATIENTS);
    const known = await station.rows.patient(patient);
    if (!known) return;
    const change =
      random() < 0.5
        ? ({ field: 'birthDate', to: `19${between(random, 40, 99)}-03-0${between(random, 1, 9)}` } as const)
        : ({ field: 'email', to: `c${between(random, 1, 999)}@example.test` } as const);
    await changePatient(station, patient, change, known[change.field] ?? null);
  },
  accept: async (station, random) => {
    const [sealed, one] = [await someSubmission(station, random), await standing(station, random)];
    if (!sealed) return;
    const told = await station.openSubmission(sealed);
    if (one && random() < 0.6) await acceptSubmission(station, sealed, one);
    else if (told) await acceptWalkIn(station, sealed, { patient: null, label: labelFrom(told) });
  },
  dismiss: async (station, random) => {
    const sealed = await someSubmission(station, random);
    if (sealed) await dismissSubmission(station, sealed);
  },
  /** A build that is newer writes what this one does not know. */
  newer: (station, random) =>
    station.record('sim/newer', dayDoc(SITE, station.today()), [
      { kind: 'transport/ordered', of: { visit: `v-${between(random, 1, 9)}`, wheels: 4 } }
    ]),
  /** A long form, or a held key: many commands at once. */
  burst: (station, random) =>
    Promise.all(
      Array.from({ length: between(random, 5, 40) }, () =>
        station.record('sim/burst', dayDoc(SITE, station.today()), [
          { kind: 'room/freed', of: { room: pick(random, ROOMS).room } }
        ])
      )
    ),
  submit: async (station, random) => {
    const arrivals = await station.rows.arrivals(SITE, station.today());
    if (!arrivals) return;
    const name = { family: `${CANARY} ${between(random, 1, 99)}`, given: 'Cy', birthDate: '1980-02-29' };
    await submitArrival(station, arrivals, { language: 'en', ...name });
  },
  step: async (station, random) => {
    const visits = (await station.rows.visits(SITE, station.today())).filter(({ room }) => room !== null);
    if (visits.length === 0) return;
    const { visit, room, state } = pick(random, visits);
    const step = nextStep(state);
    if (step && room) await moveOn(station, room, visit, step);
  },
  free: (station, random) => freeRoom(station, pick(random, ROOMS.slice(0, 3)).room),
  /** A screen shows a document for a while, and lets go of it, perhaps with something under way. */
  look: async (station, random) => {
    const { surface, no } = station.device;
    const today = station.today();
    const docs = {
      desk: [dayDoc(SITE, today), patientDoc(pick(random, PATIENTS))],
      room: [dayDoc(SITE, today)],
      kiosk: [`inbox/${no}`, `arrivals/${SITE}/${today}`],
      board: [boardDoc(SITE, 'front', today)]
    }[surface];
    const doc = pick(random, docs);
    const close = station.open(doc);
    if (doc.startsWith('patient/'))
      station.audit.saw({ action: 'patient/viewed', refs: [`patient:${doc.slice('patient/'.length)}`] });
    else if (doc.startsWith('day/')) station.audit.saw({ action: 'day/viewed', refs: [`day:${SITE}/${today}`] });
    setTimeout(close, between(random, 0, 8_000)); // of the world
  }
};

const PATIENTS = Array.from({ length: 12 }, (_, index) => `pt-${index}`);

function placement(random: Random): Placement {
  const practitioner = pick(random, PRACTITIONERS.slice(0, 3)).practitioner;
  return { practitioner, start: 540 + 20 * between(random, 0, 12), minutes: pick(random, [20, 20, 40]) };
}

function doneOf(result: { ok: true; value: Done } | { ok: false }, hand: AtHand): Done | null {
  return result.ok ? result.value : hand.last;
}

async function standing(station: Station, random: Random): Promise<string | null> {
  const live = (await station.rows.appointments(SITE, station.today())).filter(isLive);
  return live.length > 0 ? pick(random, live).appointment : null;
}

async function someVisit(station: Station, random: Random): Promise<string | null> {
  const visits = await station.rows.visits(SITE, station.today());
  return visits.length > 0 ? pick(random, visits).visit : null;
}

async function someSubmission(station: Station, random: Random) {
  const all = await station.rows.submissions(station.today());
  return all.length > 0 ? pick(random, all) : null;
}
