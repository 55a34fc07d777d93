import * as v from 'valibot';
import { cleanLine } from '#domain/text.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { ImportRefusal } from '../refusals.ts';

/**
 * The elements of FHIR R4 that are kept, and of STU3 where it differs; all others are passed over unread. An element of another
 * shape than its standard gives it refuses its record: it was meant to say something, and guessing what is worse than asking.
 */
export const text = v.string('must be text');
const code = v.string('must be a code');
const listOf = <Item extends v.GenericSchema>(item: Item): v.OptionalSchema<v.ArraySchema<Item, string>, []> =>
  v.optional(v.array(item, 'must be a list'), []);
export const part = <Shape extends v.ObjectEntries>(shape: Shape): v.ObjectSchema<Shape, string> =>
  v.object(shape, 'must be an object');
/** A list of text may have gaps where only an extension stands (FHIR R4 JSON, 2.6.2.3). */
const texts = listOf(v.nullable(text));

export const Coding = part({ system: v.optional(text), code: v.optional(code), display: v.optional(text) });
export const CodeableConcept = part({ coding: listOf(Coding), text: v.optional(text) });
export const Period = part({ start: v.optional(text), end: v.optional(text) });
export const Reference = part({ reference: v.optional(text), display: v.optional(text) });

export const Identifier = part({
  use: v.optional(code),
  type: v.optional(CodeableConcept),
  system: v.optional(text),
  value: v.optional(text)
});

export const HumanName = part({
  use: v.optional(code),
  text: v.optional(text),
  // DSTU2 had a list here.
  family: v.optional(v.union([text, v.array(v.nullable(text))], 'must be text')),
  given: texts,
  prefix: texts,
  suffix: texts
});

/** What an extension says is of many shapes; it is read where it is known. */
const Extension = v.looseObject({ url: v.optional(text) }, 'must be an object');

export const ContactPoint = part({
  extension: listOf(Extension),
  period: v.optional(Period),
  system: v.optional(code),
  value: v.optional(text),
  use: v.optional(code),
  rank: v.optional(v.number('must be a number'))
});

export const Address = part({
  extension: listOf(Extension),
  use: v.optional(code),
  type: v.optional(code),
  period: v.optional(Period),
  text: v.optional(text),
  line: texts,
  city: v.optional(text),
  state: v.optional(text),
  postalCode: v.optional(text),
  country: v.optional(text)
});

export const listed = {
  identifiers: listOf(Identifier),
  names: listOf(HumanName),
  telecoms: listOf(ContactPoint),
  addresses: listOf(Address),
  concepts: listOf(CodeableConcept),
  of: listOf
};

/** Holds a resource to its schema; the refusal names the first element that is amiss. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  resource: unknown
): Result<v.InferOutput<Schema>, ImportRefusal> {
  const result = v.safeParse(schema, resource, { abortEarly: true });
  if (result.success) return ok(result.output);
  const [issue] = result.issues;
  return err({ code: 'fhir/element', element: pathOf(issue), must: issue.message });
}

/** `name[0].given[1]` */
function pathOf(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => key);
  return keys.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at ? '.' : ''}${String(key)}`)).join('');
}

/** The text of a concept: its own, else the first display, else the first code. */
export function labelOf(concept: v.InferOutput<typeof CodeableConcept> | undefined): string {
  const display = concept?.coding.find((coding) => coding.display)?.display;
  return cleanLine(concept?.text ?? display ?? concept?.coding.find((coding) => coding.code)?.code ?? '');
}

export function presentTexts(parts: readonly (string | null)[]): string[] {
  return parts.map((each) => cleanLine(each ?? '')).filter((each) => each !== '');
}
