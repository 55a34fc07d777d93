import type { AreaId, CaseId, DeviceNo, PatientId, SiteId } from './ids.ts';
import { isLocalDate, type LocalDate } from './time.ts';

/** The address of a document. Access is granted by document, so each has one audience (docs/protocol.md). */
export type DocId = string & { readonly __doc?: true };

export type DocRef =
  | { readonly kind: 'practice' }
  | { readonly kind: 'day'; readonly site: SiteId; readonly date: LocalDate }
  | { readonly kind: 'patient'; readonly patient: PatientId }
  | { readonly kind: 'case'; readonly case: CaseId }
  | { readonly kind: 'inbox'; readonly device: DeviceNo }
  | { readonly kind: 'arrivals'; readonly site: SiteId; readonly date: LocalDate }
  | { readonly kind: 'board'; readonly site: SiteId; readonly area: AreaId; readonly date: LocalDate }
  | { readonly kind: 'audit'; readonly device: DeviceNo; readonly date: LocalDate }
  | { readonly kind: 'outside'; readonly owner: string };

export type DocKind = DocRef['kind'];

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const practiceDoc: DocId = 'practice';
export const dayDoc = (site: SiteId, date: LocalDate): DocId => `day/${site}/${date}`;
export const patientDoc = (patient: PatientId): DocId => `patient/${patient}`;
/** One piece of work about a patient, from its opening to its close (docs/adr/0021). */
export const caseDoc = (id: CaseId): DocId => `case/${id}`;
export const inboxDoc = (device: DeviceNo): DocId => `inbox/${device}`;
export const arrivalsDoc = (site: SiteId, date: LocalDate): DocId => `arrivals/${site}/${date}`;
export const boardDoc = (site: SiteId, area: AreaId, date: LocalDate): DocId => `board/${site}/${area}/${date}`;
/** What another system's files said of a patient or a contact, whole; no device has it (docs/adr/0025). @param owner their id */
export const outsideDoc = (owner: string): DocId => `outside/${owner}`;
/** A device's access log of one of its days (SECURITY.md §5). */
export const auditDoc = (device: DeviceNo, date: LocalDate): DocId => `audit/${device}/${date}`;

/** What an address names, or null when it is no address of ours. The exact inverse of the functions above. */
export function parseDocId(id: string): DocRef | null {
  const [kind, a, b, c, ...rest] = id.split('/');
  if (rest.length > 0) return null;
  switch (kind) {
    case 'practice':
      return a === undefined ? { kind } : null;
    case 'day':
    case 'arrivals':
      return isName(a) && isDay(b) && c === undefined ? { kind, site: a, date: b } : null;
    case 'patient':
      return isName(a) && b === undefined ? { kind, patient: a } : null;
    case 'case':
      return isName(a) && b === undefined ? { kind, case: a } : null;
    case 'inbox':
      return isDevice(a) && b === undefined ? { kind, device: Number(a) } : null;
    case 'audit':
      return isDevice(a) && isDay(b) && c === undefined ? { kind, device: Number(a), date: b } : null;
    case 'outside':
      return isName(a) && b === undefined ? { kind, owner: a } : null;
    case 'board':
      return isName(a) && isName(b) && isDay(c) ? { kind, site: a, area: b, date: c } : null;
    default:
      return null;
  }
}

function isName(part: string | undefined): part is string {
  return part !== undefined && NAME.test(part);
}

function isDevice(part: string | undefined): part is string {
  return part !== undefined && /^[1-9]\d{0,3}$/.test(part);
}

function isDay(part: string | undefined): part is LocalDate {
  return part !== undefined && isLocalDate(part);
}
