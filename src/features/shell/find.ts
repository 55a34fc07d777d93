import type { PatientId, VisitId } from '#domain/ids.ts';
import { folded, searchWords } from '#domain/patient/search-text.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { PatientHit } from '#station/rows.ts';

/** What the find box finds: someone who is here, or a patient of the practice [SHELL-2]. */
export type Found =
  | { readonly kind: 'visit'; readonly visit: VisitId; readonly here: Visit }
  | { readonly kind: 'patient'; readonly patient: PatientId; readonly hit: PatientHit };

const VISITS = 4;
/** As many patients are asked for. */
export const PATIENTS = 8;

/** Those who are here today first, by ticket or by the beginning of a name; then patients, best first. */
export function foundOf(query: string, visits: readonly Visit[], hits: readonly PatientHit[]): readonly Found[] {
  const wanted = folded(query);
  if (!wanted) return [];
  const here = visits.filter((visit) => matches(visit, wanted)).slice(0, VISITS);
  return [
    ...here.map((visit) => ({ kind: 'visit' as const, visit: visit.visit, here: visit })),
    ...hits.map((hit) => ({ kind: 'patient' as const, patient: hit.patient, hit }))
  ];
}

/** A ticket by any part that is told apart (`14` finds `K2-014`); a name by the beginning of each of its words. */
function matches({ ticket, otherTickets, label }: Visit, wanted: string): boolean {
  const tickets = [ticket, ...otherTickets].map(folded);
  if (/\d/.test(wanted)) return tickets.some((code) => code.endsWith(wanted) || code.startsWith(wanted));
  const names = searchWords(`${label.family} ${label.given}`);
  return wanted.split(' ').every((word) => names.some((name) => name.startsWith(word)));
}
