import { hash } from 'node:crypto';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { idFrom, type CaseId, type PatientId } from '#domain/ids.ts';

/** What our schema takes for an id within a document (src/protocol/fact-fields.ts). */
const FITS = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/;
/** What evidence takes for the id of one of several things (src/protocol/check-in-payloads.ts). */
const NAMES = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Our ids of another system's records: the same record gives the same id, on any machine and in any order, which is what makes
 * an import repeatable [IMP-1]. A UUID stands for itself; any other id only together with the name of its system (`--source`),
 * because two systems may both have a patient 1.
 */
export interface Identities {
  patient(id: string): PatientId;
  /** A visit keeps its source's id where our schema takes it, so that it can be found there. */
  encounter(id: string): string;
  /** The same; evidence names a coverage by it. */
  coverage(id: string): string;
  /** The same, of somebody beside a patient. */
  related(id: string): string;
  /** The packet of a form that was filled in there. */
  packet(id: string): CaseId;
  /** A paper of a patient, and the case it came by. */
  document(id: string): CaseId;
  contact(kind: 'organization' | 'practitioner' | 'payer', id: string): string;
}

/** @param source the other system's name, or '' for "the usual one" */
export function identities(source: string): Identities {
  const ours = (kind: string, id: string): string => {
    const whole = UUID.test(id) ? `${kind}|${id.toLowerCase()}` : `${kind}|${source}|${id}`;
    return idFrom(hash('sha256', `anteroom import|${whole}`, 'buffer'));
  };
  return {
    patient: (id) => ours('patient', id),
    encounter: (id) => (FITS.test(id) && !hasCardNumber(id) ? id : ours('encounter', id)),
    coverage: (id) => (NAMES.test(id) && !hasCardNumber(id) ? id : ours('coverage', id)),
    related: (id) => (NAMES.test(id) && !hasCardNumber(id) ? id : ours('related', id)),
    packet: (id) => ours('packet', id),
    document: (id) => ours('document', id),
    contact: (kind, id) => ours(kind, id)
  };
}
