import type { Procedure } from '#domain/casework/case.ts';
import type {
  ProcedureCancelReason,
  ProcedureDetail,
  ProcedureStep,
  ProcedureTerms,
  ProcedureTime
} from '#domain/casework/procedure.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { caseDoc, practiceDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import { overlap, spanOf } from '#domain/scheduling/grid.ts';
import { cleanText } from '#domain/text.ts';
import { isLocalDate, plusDays, type LocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { checkNote, type NoteRefusal } from '../note.ts';
import { recordedAs } from './offer-time.ts';

export type ProcedureRefusal =
  | NoteRefusal
  | { readonly code: 'waitlist/no-patient' }
  | { readonly code: 'waitlist/no-such-day' }
  | { readonly code: 'waitlist/days-turned' }
  | { readonly code: 'procedure/no-facility' }
  | { readonly code: 'procedure/no-wording' }
  | { readonly code: 'procedure/bad-code' }
  | { readonly code: 'procedure/no-such-surgeon' }
  | { readonly code: 'procedure/no-such-time' }
  | { readonly code: 'procedure/surgeon-busy' }
  | { readonly code: 'procedure/not-yours' }
  | { readonly code: 'procedure/ended' }
  | { readonly code: 'procedure/not-yet' }
  | { readonly code: 'procedure/in-future' }
  | { readonly code: 'case/unknown' };

type Outcome = Promise<Result<Done, ProcedureRefusal>>;

const CPT = /^[0-9A-Z]{5}(?:-[0-9A-Z]{2})?$/;
const ICD10 = /^[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?$/;
/** A number, a name and a word or two. */
const LONGEST_STEP_NOTE = 200;
const FARTHEST_DAYS = 2 * 366;

/** Asks a facility for a procedure [PROC-1]. The form chooses the case's id once; said again it changes what was asked for. */
export async function requestProcedure(station: Station, terms: Omit<ProcedureTerms, 'site'>): Outcome {
  const practice = await station.rows.practice();
  const [facility, wording] = [cleanText(terms.facility), cleanText(terms.wording)];
  if (terms.patient === '') return err({ code: 'waitlist/no-patient' });
  if (practice.practitioners.get(terms.surgeon)?.retired !== false) return err({ code: 'procedure/no-such-surgeon' });
  if (facility === '' || facility.length > 200) return err({ code: 'procedure/no-facility' });
  if (wording === '' || wording.length > 1_000) return err({ code: 'procedure/no-wording' });
  if (hasCardNumber(facility) || hasCardNumber(wording)) return err({ code: 'note/card-number' });
  if (!terms.cpt.every((code) => CPT.test(code)) || !terms.icd10.every((code) => ICD10.test(code)))
    return err({ code: 'procedure/bad-code' });
  const { earliest, latest } = terms;
  if (!isLocalDate(earliest) || (latest !== null && !isLocalDate(latest))) return err({ code: 'waitlist/no-such-day' });
  if (latest !== null && latest < earliest) return err({ code: 'waitlist/days-turned' });
  const of = { ...terms, facility, wording, site: station.device.site };
  return ok(await said(station, 'procedure/request', terms.case, { kind: 'procedure/requested', of }));
}

/**
 * Sets the day, moves it, or takes it away (postponed) [PROC-3]. The surgeon's calendar is blocked at the facility in the same commit; the block names the
 * facility, never the patient.
 */
export async function dateProcedure(
  station: Station,
  { case: id, time }: { readonly case: CaseId; readonly time: ProcedureTime | null }
): Outcome {
  const found = await standing(station, id);
  if (!found.ok) return found;
  if (!(await may(station, 'procedure/date'))) return err({ code: 'procedure/not-yours' });
  const { surgeon, facility, site } = found.value;
  if (time) {
    const today = station.today();
    const isDay = isLocalDate(time.date) && time.date >= today && time.date <= plusDays(today, FARTHEST_DAYS);
    const isTime =
      Number.isInteger(time.start) && time.start >= 0 && time.minutes >= 5 && time.start + time.minutes <= 1440;
    if (!isDay || !isTime || !Number.isInteger(time.minutes)) return err({ code: 'procedure/no-such-time' });
    const day = await station.rows.appointments(site, time.date);
    const mine = day.filter((one) => isLive(one) && one.at.practitioner === surgeon);
    if (mine.some(({ at }) => overlap(spanOf(at), spanOf(time)))) return err({ code: 'procedure/surgeon-busy' });
  }
  const block = blockOf(id);
  const kept: NewFact[] = time
    ? [
        {
          kind: 'block/placed',
          of: { block, kind: 'surgery', title: facility, resources: [{ kind: 'practitioner', id: surgeon }], ...time }
        }
      ]
    : removed(found.value);
  const dated: NewFact = { kind: 'procedure/dated', of: { case: id, time } };
  return ok(await recordedAs(station, 'procedure/date', partsOf(id, dated, kept)));
}

/** Writes down that a step was done, on which day, and by which number or whom; or that it was not after all [PROC-2] [PROC-7]. Without a note the one that stands stays. */
export async function stepProcedure(
  station: Station,
  {
    case: id,
    step,
    done,
    on,
    note: typed
  }: {
    readonly case: CaseId;
    readonly step: ProcedureStep;
    readonly done: boolean;
    readonly on: LocalDate;
    readonly note?: string;
  }
): Outcome {
  const found = await standing(station, id);
  if (!found.ok) return found;
  if (!isLocalDate(on)) return err({ code: 'waitlist/no-such-day' });
  if (on > station.today()) return err({ code: 'procedure/in-future' });
  const note = checkNote((typed ?? found.value.steps[step]?.note ?? '').replaceAll(/\s+/g, ' '));
  if (!note.ok) return note;
  if (note.value.length > LONGEST_STEP_NOTE) return err({ code: 'note/too-long' });
  const of = { case: id, step, done, on, ...(done && note.value !== '' && { note: note.value }) };
  return ok(await said(station, 'procedure/step', id, { kind: 'procedure/stepped', of }));
}

/** Writes down what else the facility asks for; empty takes it away. */
export async function noteProcedure(
  station: Station,
  { case: id, detail, text }: { readonly case: CaseId; readonly detail: ProcedureDetail; readonly text: string }
): Outcome {
  const found = await standing(station, id);
  if (!found.ok) return found;
  const note = checkNote(text.replaceAll(/\s+/g, ' '));
  if (!note.ok) return note;
  if (note.value.length > 200) return err({ code: 'note/too-long' });
  return ok(
    await said(station, 'procedure/note', id, { kind: 'procedure/noted', of: { case: id, detail, text: note.value } })
  );
}

/** The procedure is over, or called off with why; the surgeon's time is given back where its day has not come [PROC-4]. */
export async function endProcedure(
  station: Station,
  { case: id, reason }: { readonly case: CaseId; readonly reason: ProcedureCancelReason | null }
): Outcome {
  const found = await standing(station, id);
  if (!found.ok) return found;
  const { time } = found.value;
  if (reason === null && (!time || time.date > station.today())) return err({ code: 'procedure/not-yet' });
  const of = { case: id, how: reason === null ? 'done' : 'cancelled', ...(reason === null ? {} : { reason }) };
  const kept = reason === null ? [] : removed(found.value);
  return ok(await recordedAs(station, 'procedure/end', partsOf(id, { kind: 'procedure/ended', of }, kept)));
}

/** The block of a procedure on its surgeon's calendar: one, wherever it moves. */
export const blockOf = (id: CaseId): string => `surgery-${id}`;

const removed = ({ case: id, time }: Procedure): NewFact[] =>
  time ? [{ kind: 'block/removed', of: { block: blockOf(id) } }] : [];

function partsOf(id: CaseId, fact: NewFact, kept: readonly NewFact[]) {
  const mine = { doc: caseDoc(id), facts: [fact] };
  return kept.length > 0 ? [mine, { doc: practiceDoc, facts: kept }] : [mine];
}

async function said(station: Station, command: string, id: CaseId, fact: NewFact): Promise<Done> {
  return doneBy(command, caseDoc(id), await station.record(command, caseDoc(id), [fact]));
}

async function standing(station: Station, id: CaseId): Promise<Result<Procedure, ProcedureRefusal>> {
  const found = await station.rows.case(id);
  if (found?.kind !== 'procedure') return err({ code: 'case/unknown' });
  return found.ended ? err({ code: 'procedure/ended' }) : ok(found);
}
