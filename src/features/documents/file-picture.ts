import type { DocumentClass, Identifier } from '#domain/document/document-facts.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { DocumentRefusal } from './file-document.ts';
import type { PageTools } from './page-tools.ts';
import { keptPage, type TakenPage } from './take-in.ts';

/** What is photographed with the patient at the desk. */
export type PictureKind = 'card-front' | 'card-back' | 'photo-id' | 'portrait';

interface Said {
  readonly class: DocumentClass;
  readonly title: string;
  /** What says whose it is: on the card, or said by the person who is photographed [DOC-13]. */
  readonly shown: readonly Identifier[];
}

export const PICTURES: Readonly<Record<PictureKind, Said>> = {
  'card-front': { class: 'insurance', title: 'Insurance card, front', shown: ['name', 'record-number'] },
  'card-back': { class: 'insurance', title: 'Insurance card, back', shown: ['name', 'record-number'] },
  'photo-id': { class: 'identification', title: 'Photo ID', shown: ['name', 'birth-date'] },
  portrait: { class: 'identification', title: 'Photo', shown: ['name', 'birth-date'] }
};

/**
 * Files a picture that was taken with its patient in hand: it does not wait in the inbox [DOC-13]. One commit of two documents. @throws {StorageFault}
 */
export async function filePicture(
  station: Station,
  { patient, kind, page }: { readonly patient: PatientId; readonly kind: PictureKind; readonly page: TakenPage },
  tools: Pick<PageTools, 'thumbnailOf'>
): Promise<Result<CaseId, DocumentRefusal>> {
  if (!(await may(station, 'documents/file-picture'))) return err({ code: 'document/not-yours' });
  if (!(await station.rows.patient(patient))) return err({ code: 'document/no-patient' });
  const { cutFrom, ...part } = await keptPage(station, page, 'image/jpeg', tools.thumbnailOf);
  const id = station.newId();
  const { title, ...said } = PICTURES[kind];
  const received = station.today();
  const captured = { case: id, site: station.device.site, title, source: 'camera', received };
  const index = { ...said, title, date: null, reviewer: null, urgent: false };
  await station.recordTogether('documents/file-picture', [
    {
      doc: patientDoc(patient),
      facts: [{ kind: 'document/filed', of: { patient, document: id, received, parts: [part], ...index } }]
    },
    {
      doc: caseDoc(id),
      facts: [
        { kind: 'scan/captured', of: { ...captured, parts: [{ ...part, ...(cutFrom && { cutFrom }) }] } },
        { kind: 'scan/filed', of: { case: id, patient, reviewer: null } }
      ]
    }
  ]);
  return ok(id);
}
