import { phoneNumberOf } from '../import/phone-number.ts';
import type { Demographics } from '../patient/patient-facts.ts';
import { sameValue } from '../same-value.ts';
import { cleanLine } from '../text.ts';
import type { FormResponse } from './packet.ts';
import { everyItem, type Answers, type AnswerValue, type Form, type LinkId } from './form.ts';
import { fieldOfPath, recordText, withRecordText, type HarvestField, type RecordPath } from './record-path.ts';

/** One field of the record as it is and as the form says it is; staff take it or leave it [FORM-9]. */
export interface HarvestProposal {
  readonly field: HarvestField;
  readonly from: unknown;
  readonly to: unknown;
  /** The questions it comes from. */
  readonly items: readonly LinkId[];
}

type Record_ = Pick<Demographics, HarvestField>;

/** What a form would change of a record, field by field. Nothing is said of what already stands there. */
export function proposalsOf(form: Form, answers: Answers, record: Record_): readonly HarvestProposal[] {
  const fields = new Map<HarvestField, { to: Record_; items: LinkId[] }>();
  for (const { linkId, harvestTo, type } of everyItem(form.items)) {
    const [first] = answers.get(linkId) ?? [];
    if (!harvestTo || first === undefined || type === 'group') continue;
    const field = fieldOfPath(harvestTo);
    const held = fields.get(field) ?? { to: record, items: [] };
    const to = withRecordText(held.to, harvestTo, textFor(harvestTo, first));
    if (to !== held.to) fields.set(field, { to, items: [...held.items, linkId] });
  }
  return [...fields].flatMap(([field, { to, items }]) => {
    const from = record[field] ?? null;
    return sameValue(from, to[field] ?? null) ? [] : [{ field, from, to: to[field] ?? null, items }];
  });
}

/** What the record says, as the answers a form begins with. */
export function initialAnswers(form: Form, record: Record_): Answers {
  const initial = new Map<LinkId, readonly AnswerValue[]>();
  for (const { linkId, initialFrom, options } of everyItem(form.items)) {
    const text = initialFrom ? recordText(record, initialFrom) : '';
    if (text === '') continue;
    if (!options) initial.set(linkId, [text]);
    else if (options.some(({ code }) => code === text)) initial.set(linkId, [{ code: text }]);
  }
  return initial;
}

/** The answers as they stand on the screen: what was answered, and for the rest what the record says. */
export function answersShown(
  form: Form,
  response: Pick<FormResponse, 'answers'>,
  record: Record_ | undefined
): Answers {
  const shown = new Map(record ? initialAnswers(form, record) : []);
  for (const { item, values } of response.answers) {
    if (values.length > 0) shown.set(item, values);
    else shown.delete(item); // cleared by hand, whatever the record says
  }
  return shown;
}

/** An answer as the record writes it. */
function textFor(path: RecordPath, value: AnswerValue): string {
  const said = typeof value === 'object' ? ('code' in value ? value.code : value.other) : String(value);
  return path.startsWith('phone.') ? phoneNumberOf(said) : cleanLine(said);
}
