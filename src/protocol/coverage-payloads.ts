import * as v from 'valibot';
import type { CoverageFact } from '../domain/coverage/coverage-facts.ts';
import type { PayloadOf } from '../domain/known-facts.ts';
import { birthDate, date, docName, id, line, list, maybe, name, text } from './fact-fields.ts';

/** Names as src/domain/coverage has them: a protocol knows its types, not its lists. A word that is missing does not compile. */
const kind = v.picklist(['health', 'workers-comp', 'auto']);
const rank = v.picklist(['primary', 'secondary', 'tertiary']);
const planType = v.picklist([
  'ppo',
  'hmo',
  'pos',
  'epo',
  'medicare',
  'medicare-advantage',
  'medicaid',
  'tricare',
  'other'
]);

const phone = line(40, 'A phone number');
const period = v.pipe(
  v.looseObject({ start: v.nullable(date), end: v.nullable(date) }),
  v.check(({ start, end }) => start === null || end === null || start <= end, 'Insurance ends after it begins.')
);
const payer = v.looseObject({ name: line(200, 'A payer'), id: line(80, 'A payer id') });
const member = line(80, 'A member number');
const subscriber = v.looseObject({
  relationship: v.picklist(['self', 'spouse', 'child', 'parent', 'other']),
  name: maybe(v.looseObject({ family: name, given: name })),
  birthDate: maybe(birthDate)
});
const plan = v.looseObject({ type: planType, name: maybe(line(120, 'A plan')) });
const pharmacy = v.looseObject({ bin: maybe(line(20)), pcn: maybe(line(40)), group: maybe(line(40)) });
const cards = v.looseObject({ front: maybe(docName), back: maybe(docName) });
const injury = v.looseObject({
  claim: line(80, 'A claim number'),
  date,
  adjuster: maybe(name),
  adjusterPhone: maybe(phone),
  employer: maybe(name),
  state: maybe(line(40, 'State'))
});
const group = line(80, 'A group');
const copay = line(120, 'A copay');

const change = <F extends string, S extends v.GenericSchema>(field: F, value: S) =>
  v.looseObject({
    patient: docName,
    coverage: id,
    field: v.literal(field),
    from: v.nullable(value),
    to: v.nullable(value)
  });

/** Whole cents, up to ten million dollars. */
const cents = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));
const allowance = v.looseObject({ total: cents, met: v.nullable(cents) });
const allowances = v.looseObject({ individual: maybe(allowance), family: maybe(allowance) });
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000));
const percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));

/** Who pays, and what payers said of it. Complete by type. */
export const COVERAGE_PAYLOADS: { readonly [Kind in CoverageFact['kind']]: v.GenericSchema<PayloadOf<Kind>> } = {
  'coverage/added': v.looseObject({
    ...{ patient: docName, coverage: id, kind, order: v.nullable(rank), period, payer, member, subscriber },
    ...{ plan: maybe(plan), group: maybe(group), pharmacy: maybe(pharmacy), copay: maybe(copay) },
    ...{ phone: maybe(phone), cards: maybe(cards), injury: maybe(injury) }
  }),
  'coverage/changed': v.variant('field', [
    change('kind', kind),
    change('order', rank),
    change('period', period),
    change('payer', payer),
    change('plan', plan),
    change('member', member),
    change('group', group),
    change('pharmacy', pharmacy),
    change('subscriber', subscriber),
    change('copay', copay),
    change('phone', phone),
    change('cards', cards),
    change('injury', injury)
  ]),
  'coverage/withdrawn': v.looseObject({
    patient: docName,
    coverage: id,
    reason: v.picklist(['entered-in-error', 'wrong-patient', 'duplicate'])
  }),
  'coverage/self-pay-said': v.looseObject({
    patient: docName,
    pays: v.boolean(),
    note: maybe(text(300, 'A note'))
  }),
  'coverage/msp-asked': v.looseObject({
    patient: docName,
    answers: v.object({
      'black-lung': maybe(line(20)),
      research: maybe(line(20)),
      va: maybe(line(20)),
      'work-injury': maybe(line(20)),
      accident: maybe(line(20)),
      'entitled-by': maybe(line(20)),
      'group-plan': maybe(line(20)),
      working: maybe(line(20)),
      'employer-size': maybe(line(20)),
      'esrd-months': maybe(line(20))
    })
  }),
  'eligibility/verified': v.looseObject({
    ...{ patient: docName, coverage: id, method: v.picklist(['phone', 'portal', 'electronic']), serviceDate: date },
    ...{ payer, member, asked: maybe(line(120)), rep: maybe(name), reference: maybe(line(80)), active: v.boolean() },
    ...{ effective: maybe(date), term: maybe(date), planType: maybe(planType), pcp: maybe(name) },
    network: maybe(v.picklist(['in', 'out'])),
    copays: list(
      v.looseObject({ type: v.picklist(['pcp', 'specialist', 'urgent-care', 'telehealth']), amount: cents }),
      12
    ),
    ...{ deductible: maybe(allowances), outOfPocket: maybe(allowances), coinsurance: maybe(percent) },
    copayComes: maybe(v.picklist(['before-deductible', 'after-deductible'])),
    ...{ authorizations: list(line(120), 50), referral: maybe(v.boolean()) },
    limits: list(v.looseObject({ what: line(120), allowed: count, used: v.nullable(count) }), 30),
    cob: maybe(rank),
    claims: maybe(v.looseObject({ address: maybe(line(400)), payerId: maybe(line(80)), filingDays: maybe(count) })),
    notes: maybe(text(2_000, 'Notes'))
  })
};
