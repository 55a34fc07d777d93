import { byTime, type FactId, type Recorded } from '../fact.ts';
import type { PatientId } from '../ids.ts';
import { sameValue } from '../same-value.ts';
import type { EvidenceFact } from './evidence.ts';
import { DEMOGRAPHIC_FIELDS, type DemographicField } from './patient-facts.ts';
import { foldedInOrder, LANDS, type MergeNote, type Patient } from './patient.ts';

/** A record as its own document says it is; undefined where it is not on this device. */
export type OwnRecord = (patient: PatientId) => Promise<Patient | undefined>;

/** A record that another one took in. */
export interface Absorbed {
  readonly record: Patient;
  /** The record it went into: the survivor, or one that the survivor took in. */
  readonly into: PatientId;
  /** Two, where two desks did the same. */
  readonly notes: readonly MergeNote[];
  /** Another desk merged it into this one, without knowing: a person undoes one of the two [MRG-6]. */
  readonly alsoInto: PatientId | null;
  /** False where that other merge came first: nothing of it is read here. */
  readonly counts: boolean;
}

/** A person, all of whose records are read as one. */
export interface JoinedPatient extends Patient {
  /** Absent where nothing was merged into it. */
  readonly absorbed?: readonly Absorbed[];
}

/**
 * The person a record is of, wherever it was merged to, with what was written elsewhere to the records that gave way [MRG-2] [MRG-3].
 * Undefined where no such record is here.
 */
export async function joinedPatient(patient: PatientId, own: OwnRecord): Promise<JoinedPatient | undefined> {
  const asked = await own(patient);
  if (!asked?.merges) return asked;
  const survivor = await survivorOf(asked, own);
  const found = await absorbedBy(survivor, own);
  if (!survivor.merges || found.length === 0) return survivor;
  const { merges, last } = survivor;
  const counting = found.filter(({ counts }) => counts);
  const ours: readonly InTurn[] = merges.facts.map((recorded) => ({ recorded, rank: 0 }));
  const landed = [...ours, ...counting.flatMap(landedOf)];
  const said = foldedTogether(landed);
  const looked = said ? counting.flatMap((one) => lookedAtSame(one, said)) : [];
  const folded = looked.length > 0 ? foldedTogether([...landed, ...looked]) : said;
  const { last: _, ...rest } = folded ?? survivor; // facts of several documents have no one list of last ones
  return {
    ...rest,
    ...(last ? { last } : {}),
    merges,
    absorbed: found.map(({ seen: _seen, since: _since, ...one }) => one)
  };
}

/** The records that are read as one person's, the survivor first. */
export function recordsOf(patient: JoinedPatient): readonly PatientId[] {
  const counting = (patient.absorbed ?? []).filter(({ counts }) => counts);
  return [patient.patient, ...counting.map(({ record }) => record.patient)];
}

/**
 * Where a record's merges lead. Two desks that merged two records into each other made a ring: of those in it the one with the least id is
 * the survivor, on every device [MRG-5].
 */
async function survivorOf(asked: Patient, own: OwnRecord): Promise<Patient> {
  const path = [asked];
  for (;;) {
    const last = path.at(-1) ?? asked;
    const into = last.merges?.into[0]?.other;
    if (into === undefined) return last;
    const ring = path.findIndex(({ patient }) => patient === into);
    if (ring >= 0) return path.slice(ring).reduce((least, one) => (one.patient < least.patient ? one : least));
    const next = await own(into);
    if (!next) return last;
    path.push(next);
  }
}

interface Found extends Absorbed {
  /** What any merge on the way knew of the record. */
  readonly seen: readonly FactId[];
  /** The latest merge on the way: what nobody knew counts after it. */
  readonly since: number;
}

async function absorbedBy(survivor: Patient, own: OwnRecord): Promise<readonly Found[]> {
  const found: Found[] = [];
  const visited = new Set([survivor.patient]);
  const open: { record: Patient; way: readonly MergeNote[]; counts: boolean }[] = [
    { record: survivor, way: [], counts: true }
  ];
  for (let at = open.shift(); at; at = open.shift()) {
    const from = at.record.merges?.from ?? [];
    for (const { other } of from) {
      if (visited.has(other)) continue;
      visited.add(other);
      const record = await own(other);
      const into = record?.merges?.into ?? [];
      // Said by one of the two documents only: the other is still on its way, or it was taken back.
      if (!record || !into.some((note) => note.other === at?.record.patient)) continue;
      const notes = from.filter((note) => note.other === other);
      const way = [...at.way, ...notes];
      const counts = at.counts && into[0]?.other === at.record.patient;
      const alsoInto = into.find((note) => note.other !== at?.record.patient)?.other ?? null;
      const seen = way
        .flatMap((note) => note.seen.filter(({ patient }) => patient === other))
        .flatMap((one) => one.last);
      const since = Math.max(...way.map((note) => note.at));
      found.push({ record, into: at.record.patient, notes, alsoInto, counts, seen, since });
      open.push({ record, way, counts });
    }
  }
  return found;
}

function foldedTogether(facts: readonly InTurn[]): Patient | null {
  return foldedInOrder([...facts].sort(inTurn).map(({ recorded }) => recorded));
}

interface InTurn {
  readonly recorded: Recorded;
  /** What landed counts after what the survivor's own desk wrote with the same stamp. */
  readonly rank: number;
}

function landedOf({ record, seen, since }: Found): readonly InTurn[] {
  return (record.merges?.facts ?? []).flatMap((recorded) => {
    const lands = LANDS[recorded.fact.kind as keyof typeof LANDS]; // Merges has no others
    if (lands === 'always') return [{ recorded, rank: 1 }];
    if (lands !== 'unknown' || isCovered(recorded, seen)) return [];
    const at = Math.max(recorded.fact.at, since);
    return [{ recorded: { ...recorded, fact: { ...recorded.fact, at } }, rank: 1 }];
  });
}

/**
 * Evidence of a record that gave way: what somebody made sure of there is so of the person where it speaks of a paper or a card, or of a field
 * that says the same of the person [MRG-10].
 */
function lookedAtSame({ record }: Found, person: Patient): readonly InTurn[] {
  return (record.merges?.facts ?? []).flatMap((recorded) => {
    if (LANDS[recorded.fact.kind as keyof typeof LANDS] !== 'where-same') return []; // as above
    const { field } = (recorded.fact as EvidenceFact).of; // the one kind that lands so
    const isSame = spokenOf(field).every((one) => sameValue(record[one] ?? null, person[one] ?? null));
    return isSame ? [{ recorded, rank: 1 }] : [];
  });
}

/** The fields of a registration that evidence speaks of; none for a paper or a card. */
function spokenOf(field: string): readonly DemographicField[] {
  if (field === 'identity') return ['name', 'birthDate'];
  return DEMOGRAPHIC_FIELDS.filter((one) => one === field);
}

function isCovered({ client, clock }: Recorded, seen: readonly FactId[]): boolean {
  return seen.some((id) => {
    const [writer, upTo] = id.split('.').map(Number);
    return writer === client && clock <= (upTo ?? -1);
  });
}

function inTurn(a: InTurn, b: InTurn): number {
  return a.recorded.fact.at - b.recorded.fact.at || a.rank - b.rank || byTime(a.recorded, b.recorded);
}
