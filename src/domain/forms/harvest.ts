import type { Coverages } from '../coverage/coverages.ts';
import { phoneNumberOf } from '../import/phone-number.ts';
import type { ContactWishes, Demographics } from '../patient/patient-facts.ts';
import type { Related } from '../patient/related.ts';
import { sameValue } from '../same-value.ts';
import type { LocalDate } from '../time.ts';
import type { FormResponse } from './packet.ts';
import { everyItem, type Answers, type AnswerValue, type Form, type LinkId } from './form.ts';
import { peopleProposals, type PersonProposal } from './harvest-people.ts';
import { isRecordPath } from './harvest-path.ts';
import { planProposals, type PlanProposal, type SelfPayProposal } from './harvest-plans.ts';
import { fieldOfPath, recordText, withRecordText, type HarvestField, type RecordPath } from './record-path.ts';
import { plainAnswer, saidInForm, type SaidInForm } from './said-in-form.ts';

/** One field of the registration as it is and as the form says it is. */
export interface FieldProposal {
  readonly kind: 'field';
  readonly what: HarvestField;
  readonly from: unknown;
  readonly to: unknown;
  /** The questions it comes from. */
  readonly items: readonly LinkId[];
}

/** Ways never to reach the patient. */
export interface WishesProposal {
  readonly kind: 'wishes';
  readonly what: 'wishes';
  readonly from: ContactWishes | null;
  readonly to: ContactWishes;
  readonly items: readonly LinkId[];
}

/** What a form would change of a record: staff take it whole or leave it [FORM-9]. */
export type HarvestProposal = FieldProposal | WishesProposal | PlanProposal | SelfPayProposal | PersonProposal;

type Said = Pick<Demographics, HarvestField>;

/** What of a record a form is held against. */
export interface HarvestRecord extends Said {
  readonly wishes?: ContactWishes;
  readonly coverages?: Coverages;
  readonly related?: readonly Related[];
}

export interface HandedIn {
  /** The day, by the clinic's calendar. */
  readonly on: LocalDate;
  /** Who put their name under it as a parent or guardian. */
  readonly guardian: string | null;
}

/** What a form would change of a record. Nothing is said of what already stands there. */
export function proposalsOf(
  form: Form,
  answers: Answers,
  record: HarvestRecord,
  { on, guardian }: HandedIn
): readonly HarvestProposal[] {
  const said = saidInForm(form, answers);
  return [
    ...fieldProposals(form, answers, record),
    ...wishesProposals(said, record.wishes ?? null),
    ...planProposals(said, record.coverages, on),
    ...peopleProposals(said, { related: record.related ?? [], guardian }, on)
  ];
}

function fieldProposals(form: Form, answers: Answers, record: Said): readonly FieldProposal[] {
  const fields = new Map<HarvestField, { to: Said; items: LinkId[] }>();
  for (const { linkId, harvestTo, type } of everyItem(form.items)) {
    const [first] = answers.get(linkId) ?? [];
    if (!harvestTo || !isRecordPath(harvestTo) || first === undefined || type === 'group') continue;
    const field = fieldOfPath(harvestTo);
    const held = fields.get(field) ?? { to: record, items: [] };
    const to = withRecordText(held.to, harvestTo, textFor(harvestTo, first));
    if (to !== held.to) fields.set(field, { to, items: [...held.items, linkId] });
  }
  return [...fields].flatMap(([what, { to, items }]): readonly FieldProposal[] => {
    const from = record[what] ?? null;
    return sameValue(from, to[what] ?? null) ? [] : [{ kind: 'field', what, from, to: to[what] ?? null, items }];
  });
}

/** An email that may not be written to, and who must not be talked to, in the patient's words. */
function wishesProposals(said: SaidInForm, from: ContactWishes | null): readonly WishesProposal[] {
  const email = said.yes('wishes.email');
  const note = said.text('wishes.never');
  const others = (from?.never ?? []).filter((way) => way !== 'email' || email === null);
  const never = email === false ? [...others, 'email' as const] : others;
  const told = note === '' ? from?.note : `Not to be talked to: ${note}`.slice(0, MOST_NOTE);
  const to: ContactWishes = { never, ...(told === undefined ? {} : { note: told }) };
  if (sameValue(from ?? { never: [] }, to)) return [];
  return [{ kind: 'wishes', what: 'wishes', from, to, items: said.items(['wishes.email', 'wishes.never']) }];
}

/** As on the wire. */
const MOST_NOTE = 500;

/** What the record says, as the answers a form begins with. */
export function initialAnswers(form: Form, record: Said): Answers {
  const initial = new Map<LinkId, readonly AnswerValue[]>();
  for (const { linkId, initialFrom, options, type } of everyItem(form.items)) {
    const text = initialFrom ? recordText(record, initialFrom) : '';
    if (text === '') continue;
    if (type === 'boolean') initial.set(linkId, [text === 'true']);
    else if (!options) initial.set(linkId, [text]);
    else if (options.some(({ code }) => code === text)) initial.set(linkId, [{ code: text }]);
  }
  return initial;
}

/** The answers as they stand on the screen: what was answered, and for the rest what the record says. */
export function answersShown(form: Form, response: Pick<FormResponse, 'answers'>, record: Said | undefined): Answers {
  const shown = new Map(record ? initialAnswers(form, record) : []);
  for (const { item, values } of response.answers) {
    if (values.length > 0) shown.set(item, values);
    else shown.delete(item); // cleared by hand, whatever the record says
  }
  return shown;
}

/** An answer as the record writes it. */
function textFor(path: RecordPath, value: AnswerValue): string {
  const said = plainAnswer(value);
  return path.startsWith('phone.') ? phoneNumberOf(said) : said;
}
