import type { PatientId, VisitId } from '#domain/ids.ts';
import type { FieldProposal } from '#domain/intake/proposals.ts';
import { checkIn } from '#features/arrivals/check-in.ts';
import { FIELD_WORDS, fieldRefusalWordsFor } from '#features/arrivals/field-words.ts';
import { checkWordsFor, type CheckRefusal } from '#features/arrivals/refusals.ts';
import {
  refuseField,
  takeBackField,
  takeField,
  type FieldRefusal,
  type Settled
} from '#features/arrivals/settle-field.ts';
import { verifyLine, type Looking } from '#features/arrivals/verify-line.ts';
import { waiveLine } from '#features/arrivals/waive-line.ts';
import { CHECK_LINE_WORDS, type CheckLine } from '#domain/visit/check-in-rules.ts';
import type { Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { undone } from './run-undo.ts';

/** Writes down that a line was made sure of. Each of these answers whether it was done, and says what came of it. */
export function verify(station: Station, toasts: Toasts, looking: Looking): Promise<boolean> {
  return said(station, toasts, verifyLine(station, looking), `${CHECK_LINE_WORDS[looking.line]}: done.`);
}

export function waive(
  station: Station,
  toasts: Toasts,
  waived: { readonly visit: VisitId; readonly line: CheckLine; readonly reason: string }
): Promise<boolean> {
  return said(
    station,
    toasts,
    waiveLine(station, waived),
    `Goes on without: ${CHECK_LINE_WORDS[waived.line].toLowerCase()}.`
  );
}

export function checkInNow(station: Station, toasts: Toasts, visit: VisitId, name: string): Promise<boolean> {
  return said(station, toasts, checkIn(station, visit), `${name} is checked in.`);
}

/** Where a line is filled in: its field on the patient's page. */
export function recordPath(patient: PatientId, line: CheckLine): string {
  if (line === 'coverage') return `/patients/${patient}`;
  const edit = line === 'phones' || line === 'address' || line === 'email' ? line : 'birthDate';
  return `/patients/${patient}?edit=${edit}`;
}

/** Writes a field as the patient told the kiosk. */
export function takeTold(
  station: Station,
  toasts: Toasts,
  patient: PatientId,
  proposal: FieldProposal,
  hasId: boolean
): Promise<boolean> {
  return settled(station, toasts, takeField(station, patient, proposal, hasId), 'taken from the kiosk.');
}

/** Keeps a field as it is on record. */
export function refuseTold(
  station: Station,
  toasts: Toasts,
  patient: PatientId,
  proposal: FieldProposal
): Promise<boolean> {
  return settled(station, toasts, refuseField(station, patient, proposal), 'stays as it is on record.');
}

async function settled(
  station: Station,
  toasts: Toasts,
  command: Promise<Result<Settled, FieldRefusal>>,
  words: string
): Promise<boolean> {
  const say = { refused: fieldRefusalWordsFor };
  const done = await tell(toasts, command, {
    ...say,
    undo: async (value) =>
      void (await tell(toasts, takeBackField(station, value), { ...say, done: () => 'Taken back.' })),
    done: ({ field }) => `${FIELD_WORDS[field]}: ${words}`
  });
  return done !== undefined;
}

async function said(
  station: Station,
  toasts: Toasts,
  command: Promise<Result<Done, CheckRefusal>>,
  words: string
): Promise<boolean> {
  const done = await tell(toasts, command, {
    refused: checkWordsFor,
    undo: (value) => undone(station, toasts, value),
    done: () => words
  });
  return done !== undefined;
}
