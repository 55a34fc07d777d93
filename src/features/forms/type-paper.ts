import type { Scan } from '#domain/document/scan.ts';
import { formPagesTogether, pagesMissing } from '#domain/document/form-pages.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { Answers, Form } from '#domain/forms/form.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import { bytesOfHex, type Relationship } from '#domain/forms/signature.ts';
import type { PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { formToSubmit, type Filling } from './fill-form.ts';
import type { FormsRefusal } from './refusals.ts';

/** The papers that wait in the inbox and are this form, by the codes on their pages [FORM-17]. */
export function scansOf(scans: readonly Scan[], { case: id, forms }: Packet, form: string): readonly Scan[] {
  return scans.filter(
    (scan) => scan.stage === 'inbox' && scan.form?.packet === id && forms[scan.form.place]?.form === form
  );
}

/** Pages of a form that was printed and are not here yet. */
export function missingPages(scans: readonly Scan[]): readonly number[] {
  const pages = scans.flatMap(({ form }) => form ?? []);
  const together = formPagesTogether(pages);
  return together ? pagesMissing([together]) : [];
}

/** The versions of the form that its pages were printed with; a page that does not say it has the one the packet was given in [FORM-27]. */
export function versionsOf(scans: readonly Scan[], { version }: Pick<FormResponse, 'version'>): readonly string[] {
  return [...new Set(scans.map(({ form }) => form?.version ?? version))];
}

export interface PaperTyped {
  readonly form: Form;
  readonly answers: Answers;
  /** Name and birth date on the paper are the patient's [DOC-2]. */
  readonly isTheirs: boolean;
  /** Ink in the place to sign; asked of a form that is signed. */
  readonly signed: {
    readonly signer: string;
    readonly relationship: Relationship;
    readonly dated: LocalDate | '';
  } | null;
}

/**
 * Hands in what was typed from paper: the form with the ink's signature bound to the pages' contents, and the pages filed with the patient; one commit [FORM-18]. @throws {StorageFault}
 */
export async function submitPaper(
  station: Station,
  filling: Filling,
  { form, answers, isTheirs, signed }: PaperTyped
): Promise<Result<true, FormsRefusal>> {
  if (!(await may(station, 'forms/type-paper'))) return err({ code: 'forms/not-yours' });
  const packet = await station.rows.packet(filling.packet);
  const scans = packet ? scansOf(await station.rows.scans(), packet, filling.form) : [];
  if (packet && scans.length === 0) return err({ code: 'forms/no-paper' });
  if (!isTheirs) return err({ code: 'forms/not-this-patient' });
  const dated = signed?.dated ?? '';
  if (dated !== '' && (!isLocalDate(dated) || dated > station.today())) return err({ code: 'forms/bad-date' });
  const response = packet?.forms.find((one) => one.form === filling.form);
  const [version, ...others] = response ? versionsOf(scans, response) : [];
  if (others.length > 0) return err({ code: 'forms/two-versions' });
  const older = version === undefined || version === form.version ? {} : { printed: version };
  const paper = scans.flatMap(({ parts }) => parts.map(({ blob }) => bytesOfHex(blob)));
  const signing = signed && {
    ...({ signer: signed.signer, relationship: signed.relationship, method: 'paper-scan', paper } as const),
    ...(dated === '' ? {} : { dated }),
    ...({ intent: true, electronic: false, copy: 'offered' } as const)
  };
  const made = await formToSubmit(station, filling, { form, answers, signing, ...older });
  if (!made.ok) return made;
  // The pages go where the packet is: to the record it was given under, one of several of theirs perhaps [MRG-11].
  const { submitted, patient: owner } = made.value;
  if (!packet || !(await station.rows.patient(owner))) return err({ code: 'forms/no-such-patient' });
  await station.recordTogether('forms/type-paper', [
    { doc: caseDoc(packet.case), facts: [...openings(packet), submitted] },
    {
      doc: patientDoc(owner),
      facts: scans.map((scan) => filedFrom(scan, owner, { form, ...older, date: dated === '' ? null : dated }))
    },
    ...scans.map((scan) => ({
      doc: caseDoc(scan.case),
      facts: [{ kind: 'scan/filed', of: { case: scan.case, patient: owner, reviewer: null } }]
    }))
  ]);
  made.value.told();
  return ok(true);
}

/** It went out on paper, and staff hold the pen. */
function openings({ case: id, channel, opened }: Packet): readonly NewFact[] {
  return [
    ...(channel === null ? [{ kind: 'packet/sent', of: { case: id, channel: 'paper' } }] : []),
    ...(opened ? [] : [{ kind: 'packet/opened', of: { case: id, hand: 'staff' } }])
  ];
}

function filedFrom(
  { case: id, received, parts }: Scan,
  patient: PatientId,
  { form, printed, date }: { readonly form: Form; readonly printed?: string; readonly date: LocalDate | null }
): NewFact {
  const title = printed === undefined ? form.title.en : `${form.title.en} (version ${printed})`;
  const index = { class: form.consent ? 'consent' : 'form', title, date, reviewer: null, urgent: false };
  const of = { patient, document: id, received, parts, ...index, shown: ['name', 'birth-date'] };
  return { kind: 'document/filed', of };
}
