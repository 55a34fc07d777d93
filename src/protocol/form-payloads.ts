import * as v from 'valibot';
import type { FormFact, PacketFact } from '../domain/forms/packet-facts.ts';
import type { HarvestWhat } from '../domain/forms/harvest-path.ts';
import type { AnswerValue, Form } from '../domain/forms/form.ts';
import type { ConsentFact } from '../domain/patient/consent.ts';
import { blob } from './document-payloads.ts';
import { bytes, date, deviceNo, docName, filledName, id, instant, line, list, maybe, text } from './fact-fields.ts';

type Payloads<F extends { readonly kind: string; readonly of: unknown }> = {
  readonly [K in F['kind']]: v.GenericSchema<Extract<F, { readonly kind: K }>['of']>;
};

/** Names as src/domain/forms has them: a protocol knows its types, not its lists. A word that is missing does not compile. */
const language = v.picklist(['en', 'es']);
const hand = v.picklist(['patient', 'staff']);
const form = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const version = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/));
const linkId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/));
const fields = ['name', 'birthDate', 'sex', 'genderIdentity', 'pronouns', 'maritalStatus', 'advanceDirective', 'phones', 'email', 'address', 'language', 'communication', 'contact', 'careTeam', 'employer'] as const; // prettier-ignore
/** What was taken or left: a field of the registration, or what lies beside it, as src/domain/forms/thing-path.ts names it. */
const settled = v.custom<HarvestWhat>(
  (input) => typeof input === 'string' && (fields.some((one) => one === input) || THING.test(input))
);
const THING =
  /^(?:coverage:(?:primary|secondary)|self-pay|wishes|related:(?:emergency|guarantor|guardian|(?:told|pick-up)-[1-9]\d?|untold\.[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}))$/;
const reason = v.pipe(
  text(300, 'A reason'),
  v.check((input) => input.trim() !== '', 'A reason is missing.')
);

/** A number that somebody counts or measures: never one that reads as a card. */
const number = v.pipe(v.number(), v.minValue(-1_000_000_000), v.maxValue(1_000_000_000));
const value: v.GenericSchema<AnswerValue> = v.union([
  v.boolean(),
  number,
  text(4_000, 'An answer'),
  v.strictObject({ code: linkId }),
  v.strictObject({ other: text(4_000, 'An answer') })
]);
const values = list(value, 50);
/** A form has at most so many questions, and a fact fits a frame. */
const MOST = 300;

const relationship = v.picklist(['self', 'parent', 'guardian', 'power-of-attorney', 'other']);
const witness = v.looseObject({ user: id, name: filledName });

const signature = v.looseObject({
  signer: filledName,
  relationship,
  method: v.picklist(['drawn', 'typed', 'clicked', 'witness', 'paper-scan']),
  strokes: maybe(bytes(8_192)),
  at: instant,
  device: deviceNo,
  witness: maybe(witness),
  intent: v.boolean(),
  electronic: v.boolean(),
  paper: maybe(v.pipe(list(sized(32), 120), v.minLength(1))),
  dated: maybe(date),
  copy: v.picklist(['printed', 'offered', 'declined']),
  identity: maybe(
    v.looseObject({ how: v.picklist(['id', 'asked', 'staff', 'slip', 'code', 'said', 'paper']), by: maybe(id) })
  ),
  hash: sized(32),
  seal: v.looseObject({ key: sized(65), signature: sized(64), certificate: maybe(bytes(4_096)) })
});

function sized(length: number) {
  return v.pipe(
    bytes(length),
    v.check((input) => input.length === length)
  );
}

const condition = v.looseObject({
  visitTypes: maybe(list(id, 100)),
  minAge: maybe(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(150))),
  maxAge: maybe(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(150))),
  who: maybe(v.picklist(['new', 'established'])),
  payers: maybe(list(line(120), 50)),
  states: maybe(list(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)), 60)),
  reasons: maybe(list(line(60), 50))
});

/** The outer shape: what lies deeper is asked where it is folded (src/domain/forms/check-form.ts), because a form nests. */
export const definition = v.custom<Form>(
  (input) =>
    typeof input === 'object' &&
    input !== null &&
    v.is(v.looseObject({ form, version, items: v.pipe(v.array(v.looseObject({})), v.maxLength(MOST)) }), input)
);

/** What is given to be filled in, what was answered and signed, and what staff made of it. */
export const FORM_PAYLOADS: Payloads<PacketFact | FormFact | ConsentFact> = {
  'packet/given': v.looseObject({
    case: docName,
    patient: docName,
    site: docName,
    visitType: v.nullable(id),
    language,
    forms: v.pipe(
      list(v.looseObject({ form, version, earlier: maybe(docName) }), 40),
      v.minLength(1, 'A packet has at least one form.')
    )
  }),
  'packet/sent': v.looseObject({
    case: docName,
    channel: v.picklist(['tablet', 'desk', 'paper', 'kiosk']),
    told: maybe(v.looseObject({ ...blob, submission: docName, kiosk: deviceNo }))
  }),
  'packet/opened': v.looseObject({ case: docName, hand, told: maybe(docName) }),
  'form/answered': v.looseObject({
    case: docName,
    form,
    hand,
    language,
    answers: v.pipe(list(v.looseObject({ item: linkId, values, was: values }), MOST), v.minLength(1)),
    device: maybe(deviceNo)
  }),
  'form/submitted': v.looseObject({
    case: docName,
    patient: docName,
    form,
    version,
    language,
    hand,
    answers: list(v.looseObject({ item: linkId, values }), MOST),
    text: list(text(8_000), 2 * MOST),
    signature: maybe(signature),
    submission: maybe(docName),
    authored: maybe(instant)
  }),
  'form/declined': v.looseObject({
    case: docName,
    form,
    reason,
    version: maybe(version),
    language: maybe(language),
    refuser: maybe(v.looseObject({ name: line(120, 'A name'), relationship })),
    witness: maybe(witness)
  }),
  'form/copied': v.looseObject({ case: docName, form, how: v.picklist(['printed', 'saved']) }),
  'form/settled': v.looseObject({ case: docName, form, field: settled, took: v.boolean() }),
  'form/reviewed': v.looseObject({ case: docName, form }),
  'packet/closed': v.looseObject({ case: docName, how: v.picklist(['archived', 'withdrawn']) }),
  'form/ruled': v.looseObject({
    form,
    isOn: v.boolean(),
    place: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
    when: condition
  }),
  'form/defined': v.looseObject({ form, definition }),
  'consent/recorded': v.looseObject({
    patient: docName,
    form,
    version,
    language: v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/)),
    code: v.pipe(v.string(), v.regex(/^\d{1,7}-\d$/)),
    decision: v.picklist(['given', 'refused']),
    state: maybe(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
    signer: line(120, 'A name'),
    relationship: line(40),
    witness: maybe(line(120, 'A name')),
    reason: maybe(reason),
    signedAt: instant,
    packet: maybe(docName),
    line: maybe(
      v.picklist([
        'identity',
        'phones',
        'address',
        'email',
        'photo-id',
        'coverage',
        'consent-to-treat',
        'privacy-notice',
        'financial-policy'
      ])
    )
  })
};
