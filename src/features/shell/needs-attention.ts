import { parseDocId, type DocId, type DocRef } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { UserId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { ConflictClass, Override, PatientLabel } from '#domain/scheduling/appointment-facts.ts';
import { instantOf, localDateOf, minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import type { RefusedChange, Rows } from '#station/rows.ts';
import { clockText, dayText } from '#ui/format.ts';
import { detailText, kindText } from './refused-words.ts';
import { docText } from './sync-words.ts';

/** A change that the server would not take, as a person reads it [SHELL-9]. */
export interface AttentionCard {
  readonly id: string;
  /** What was done: `Arrived · Called`. */
  readonly what: string;
  /** Room, time, reason: what the words for it leave open. */
  readonly details: readonly string[];
  /** Null where it is about no patient, or nobody here knows whom. */
  readonly who: PatientLabel | null;
  readonly where: string;
  /** When it was done, and by whom; null when it cannot be read. */
  readonly doneAt: Instant | null;
  readonly doneBy: string;
  /** The server's words, and when they came. */
  readonly say: string;
  readonly refusedAt: Instant;
  /** Whether this version can write it again; who may is another question. */
  readonly canApply: boolean;
  readonly doc: DocId;
  readonly kinds: readonly string[];
  /** Conflicts that it lets stand. */
  readonly over: readonly ConflictClass[];
  readonly settled: { readonly how: 'applied' | 'discarded'; readonly by: string; readonly at: Instant } | null;
}

/** Words for a changed field of a patient, which another slice has. */
export type FieldText = (fact: Fact) => string;

/** What waits for a person, the latest first; then what was dealt with. */
export function attentionQuery(fieldText: FieldText): (rows: Rows) => Promise<readonly AttentionCard[]> {
  return async (rows) => {
    const [changes, practice] = await Promise.all([rows.refused(), rows.practice()]);
    return await Promise.all(changes.map((change) => cardOf(rows, practice, change, fieldText)));
  };
}

/** `Fri, Nov 20, 10:02 am`. */
export function momentText(at: Instant, zone: ZoneId): string {
  return `${dayText(localDateOf(at, zone))}, ${clockText(minuteOfDayOf(at, zone))}`;
}

async function cardOf(
  rows: Rows,
  practice: Practice,
  change: RefusedChange,
  fieldText: FieldText
): Promise<AttentionCard> {
  const { id, doc, say, at, canApply, settled } = change;
  const facts = change.facts ?? [];
  const ref = parseDocId(doc);
  const first = facts[0];
  const nameOf = (user: UserId): string => practice.staff.get(user)?.name ?? user;
  const details = facts.map((fact) => (fact.kind === 'patient/changed' ? fieldText(fact) : detailText(fact, practice)));
  return {
    id,
    what: [...new Set(facts.map(({ kind }) => kindText(kind)))].join(' · ') || 'Cannot be read by this version',
    details: [...new Set(details.filter(Boolean))],
    who: ref && (await whoOf(rows, ref, facts)),
    where: docText(doc),
    doneAt: first ? instantOf(first.at) : null,
    doneBy: first ? nameOf(first.by) : '',
    say,
    refusedAt: at,
    canApply,
    doc,
    kinds: facts.map(({ kind }) => kind),
    over: facts.flatMap(({ of }) => (of as { readonly over?: Override }).over?.classes ?? []),
    settled: settled && { ...settled, by: nameOf(settled.by) }
  };
}

/** Whom the facts are about: as they say it themselves, else as this device knows the visit, appointment or patient. */
async function whoOf(rows: Rows, ref: DocRef, facts: readonly Fact[]): Promise<PatientLabel | null> {
  for (const { of } of facts) {
    const { label, appointment, visit, name, birthDate } = of as Readonly<Record<string, unknown>>; // an object: it was checked
    if (ref.kind === 'day') {
      if (label) return label as PatientLabel;
      const known =
        (typeof visit === 'string' && (await rows.visit(ref.site, ref.date, visit))) ||
        (typeof appointment === 'string' && (await rows.appointment(ref.site, ref.date, appointment)));
      if (known) return known.label;
    } else if (ref.kind === 'patient') {
      const known = (await rows.patient(ref.patient)) ?? (name ? { name, birthDate } : null);
      if (known) return labelOf(known as Parameters<typeof labelOf>[0]);
    }
  }
  return null;
}

function labelOf(of: {
  readonly name: { readonly family: string; readonly given: readonly string[] };
  readonly birthDate: PatientLabel['birthDate'];
}): PatientLabel {
  return { family: of.name.family, given: of.name.given.join(' '), birthDate: of.birthDate };
}
