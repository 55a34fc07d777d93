import { standingOf, type Standing } from '#domain/forms/answers.ts';
import { sectionsOf } from '#domain/forms/delta.ts';
import type { Answers, AnswerValue, Form, FormItem, LinkId } from '#domain/forms/form.ts';
import { answersShown } from '#domain/forms/harvest.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import type { CaseId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';
import { formsHere } from './forms-here.ts';

/** Where somebody is in a packet. */
export interface Place {
  readonly form: number;
  /** A section of the form, or the signature after the last. */
  readonly section: number;
}

/** Answers of one screen that are not in the packet yet, by form and question. */
export type Overlay = Readonly<Record<string, readonly AnswerValue[]>>;

export const keyOf = (form: Pick<Form, 'form'> | null, item: LinkId): string => `${form?.form ?? ''}\n${item}`;

/** All that filling in a packet reads: itself, whose it is, and the packets with the answers of the last time. */
export async function readFilling(rows: Rows, id: CaseId) {
  const packet = await rows.packet(id);
  const patient = packet && (await rows.patient(packet.patient));
  const before: Record<CaseId, Packet | undefined> = {};
  for (const { earlier } of packet?.forms ?? [])
    if (earlier !== undefined) before[earlier] = await rows.packet(earlier);
  return { packet, patient, before, here: formsHere(await rows.practice()) };
}

/** The sections in which something is asked or shown now. */
export function askedSections(form: Form, { enabled }: Standing): readonly FormItem[] {
  return sectionsOf(form).filter((one) =>
    one.linkId.startsWith('~') ? (one.items ?? []).some(({ linkId }) => enabled.has(linkId)) : enabled.has(one.linkId)
  );
}

/** What in a section is wrong or missing, in order. */
export function refusedIn(section: FormItem, { refused }: Standing): readonly LinkId[] {
  return itemsIn(section).filter((item) => refused.has(item));
}

/** Whether anything in a section was answered in this packet. */
export function isTouched(section: FormItem, response: FormResponse | null): boolean {
  const said = new Set(response?.answers.map(({ item }) => item));
  return itemsIn(section).some((item) => said.has(item));
}

/** The answers on the screen: the record's, the packet's, and over them what this screen has just written. */
export function shownAnswers(
  form: Form | null,
  response: FormResponse | null,
  over: Overlay,
  patient: Patient | undefined
): Answers {
  if (!form || !response) return new Map();
  // Where the last time is shown, the record's word comes with it.
  const all = new Map(answersShown(form, response, response.earlier === undefined ? patient : undefined));
  for (const [key, values] of Object.entries(over)) {
    const [id, item = ''] = key.split('\n');
    if (id !== form.form) continue;
    if (values.length > 0) all.set(item, values);
    else all.delete(item);
  }
  return all;
}

interface PlaceParts {
  readonly isOpen: (one: FormResponse) => boolean;
  readonly definition: (one: FormResponse) => Form | undefined;
  readonly patient: Patient | undefined;
  readonly today: LocalDate;
}

/** The first form that is open, at the first section where something is missing: where somebody left off, on whichever device [FORM-12]. */
export function placeIn(packet: Packet, { isOpen, definition, patient, today }: PlaceParts): Place | null {
  const form = packet.forms.findIndex(isOpen);
  const one = packet.forms[form];
  const asked = one && definition(one);
  if (!one || !asked) return null;
  if (one.answers.length === 0) return { form, section: 0 };
  const standing = standingOf(asked, shownAnswers(asked, one, {}, patient), today);
  const sections = askedSections(asked, standing);
  const missing = sections.findIndex((part) => refusedIn(part, standing).length > 0 || !isTouched(part, one));
  return { form, section: missing < 0 ? Math.max(0, sections.length - 1) : missing };
}

function itemsIn({ items = [] }: FormItem): readonly LinkId[] {
  return items.flatMap((item) => [item.linkId, ...itemsIn(item)]);
}
