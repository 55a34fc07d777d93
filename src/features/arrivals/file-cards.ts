import type { DocumentPart, Identifier } from '#domain/document/document-facts.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type CardRefusal =
  | { readonly code: 'card/not-yours' }
  | { readonly code: 'card/no-patient' }
  /** Another desk was first. */
  | { readonly code: 'card/filed' };

/** What stands on an insurance card and is held against the record: DOC-2 asks for two. */
const SHOWN: readonly Identifier[] = ['name', 'record-number'];
const TITLE = 'Insurance card';

/**
 * Files the card that a kiosk took pictures of in its patient's record, as insurance [KIO-28]. Whoever does it has seen name and number on it. The paper's name
 * follows from the submission, so that two desks that do it at once file one.
 */
export async function fileCards(
  station: Station,
  said: Submission,
  patient: PatientId
): Promise<Result<CaseId, CardRefusal>> {
  if (!(await may(station, 'arrivals/file-card'))) return err({ code: 'card/not-yours' });
  if (!(await station.rows.patient(patient))) return err({ code: 'card/no-patient' });
  const id = paperOf(said);
  const scan = await station.rows.scan(id);
  if (scan && scan.stage !== 'inbox') return err({ code: 'card/filed' });
  const received = station.today();
  const parts = partsOf(said);
  const index = { class: 'insurance', title: TITLE, date: null, reviewer: null, urgent: false, shown: SHOWN };
  await station.recordTogether('arrivals/file-card', [
    {
      doc: patientDoc(patient),
      facts: [{ kind: 'document/filed', of: { patient, document: id, received, parts, ...index } }]
    },
    {
      doc: caseDoc(id),
      facts: [
        ...(scan ? [] : [captured(station, said)]),
        { kind: 'scan/filed', of: { case: id, patient, reviewer: null } }
      ]
    }
  ]);
  return ok(id);
}

/** A card that nobody has filed when its submission is dealt with waits among the papers that came in: it is never lost sight of [KIO-28]. */
export async function keepCards(station: Station, said: Submission | null): Promise<void> {
  if (!said?.cards || !(await may(station, 'arrivals/keep-card'))) return;
  if (await station.rows.scan(paperOf(said))) return;
  await station.record('arrivals/keep-card', caseDoc(paperOf(said)), [captured(station, said)]);
}

const paperOf = ({ submission }: Submission): CaseId => `card-${submission}`;

function partsOf({ cards = [] }: Submission): readonly DocumentPart[] {
  return cards.map(({ blob, key, size }) => ({ blob, key, size, type: 'image/jpeg' }));
}

function captured(station: Station, said: Submission) {
  const of = {
    case: paperOf(said),
    site: station.device.site,
    title: TITLE,
    source: 'camera',
    received: station.today()
  };
  return { kind: 'scan/captured', of: { ...of, parts: partsOf(said) } };
}
