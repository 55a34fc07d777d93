import { hasCardNumber } from '../money/card-guard.ts';
import { LONGEST_NAME } from '../text.ts';
import type { LocalDate } from '../time.ts';
import type { CoverageSaid } from './coverage-facts.ts';

/** Everything a form of a coverage holds. */
export type CoverageTextField =
  | 'kind'
  | 'order'
  | 'payer'
  | 'payerId'
  | 'planType'
  | 'planName'
  | 'member'
  | 'group'
  | 'relationship'
  | 'subscriberFamily'
  | 'subscriberGiven'
  | 'subscriberBorn'
  | 'start'
  | 'end'
  | 'claim'
  | 'injured'
  | 'adjuster'
  | 'adjusterPhone'
  | 'employer'
  | 'state'
  | 'copay'
  | 'phone'
  | 'bin'
  | 'pcn'
  | 'pharmacyGroup'
  | 'front'
  | 'back';

/** Why a coverage may not be kept, with the field it is about. */
export type CoverageRefusal =
  | { readonly code: 'coverage/no-payer'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/no-member'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/no-subscriber'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/no-claim'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/no-injury-date'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/injury-ahead'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/too-long'; readonly field: CoverageTextField; readonly most: number }
  | { readonly code: 'coverage/bad-date'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/bad-birth-date'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/ends-before'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/bad-bin'; readonly field: CoverageTextField }
  | { readonly code: 'coverage/card-number'; readonly field: CoverageTextField };

/** Characters; as the wire has them (coverage-payloads.ts). */
const MOST: Readonly<Partial<Record<CoverageTextField, number>>> = {
  payer: 200,
  payerId: 80,
  planName: LONGEST_NAME,
  member: 80,
  group: 80,
  subscriberFamily: LONGEST_NAME,
  subscriberGiven: LONGEST_NAME,
  claim: 80,
  adjuster: LONGEST_NAME,
  adjusterPhone: 40,
  employer: LONGEST_NAME,
  state: 40,
  copay: 120,
  phone: 40,
  bin: 20,
  pcn: 40,
  pharmacyGroup: 40
};

/** ISO/IEC 7812 issuer numbers: six digits of old, eight since 2017. */
const BIN = /^(?:\d{6}|\d{8})$/;

/** All that may not be kept of it, each at its field [COV-1]. @param said already cleaned (`src/domain/text.ts`) */
export function checkCoverage(said: CoverageSaid, today: LocalDate): readonly CoverageRefusal[] {
  const { kind, payer, member, period, subscriber, injury, pharmacy } = said;
  const refusals: CoverageRefusal[] = [];
  for (const [field, text] of textsOf(said)) {
    const most = MOST[field] ?? LONGEST_NAME;
    if (text.length > most) refusals.push({ code: 'coverage/too-long', field, most });
    if (hasCardNumber(text)) refusals.push({ code: 'coverage/card-number', field });
  }
  if (payer.name === '') refusals.push({ code: 'coverage/no-payer', field: 'payer' });
  if (kind === 'health' && member === '') refusals.push({ code: 'coverage/no-member', field: 'member' });
  if (subscriber.relationship !== 'self' && !subscriber.name?.family && !subscriber.name?.given)
    refusals.push({ code: 'coverage/no-subscriber', field: 'subscriberFamily' });
  if (period.start !== null && period.end !== null && period.end < period.start)
    refusals.push({ code: 'coverage/ends-before', field: 'end' });
  if (kind !== 'health' && (injury?.claim ?? '') === '') refusals.push({ code: 'coverage/no-claim', field: 'claim' });
  if (kind !== 'health' && !injury?.date) refusals.push({ code: 'coverage/no-injury-date', field: 'injured' });
  if (injury && injury.date > today) refusals.push({ code: 'coverage/injury-ahead', field: 'injured' });
  if (pharmacy?.bin !== undefined && !BIN.test(pharmacy.bin)) refusals.push({ code: 'coverage/bad-bin', field: 'bin' });
  return refusals;
}

function textsOf(said: CoverageSaid): readonly (readonly [CoverageTextField, string])[] {
  const { payer, plan, member, group, subscriber, injury, pharmacy, copay, phone } = said;
  const all: readonly (readonly [CoverageTextField, string | undefined])[] = [
    ['payer', payer.name],
    ['payerId', payer.id],
    ['planName', plan?.name],
    ['member', member],
    ['group', group],
    ['subscriberFamily', subscriber.name?.family],
    ['subscriberGiven', subscriber.name?.given],
    ['claim', injury?.claim],
    ['adjuster', injury?.adjuster],
    ['adjusterPhone', injury?.adjusterPhone],
    ['employer', injury?.employer],
    ['state', injury?.state],
    ['copay', copay],
    ['phone', phone],
    ['bin', pharmacy?.bin],
    ['pcn', pharmacy?.pcn],
    ['pharmacyGroup', pharmacy?.group]
  ];
  return all.flatMap(([field, text]) => (text === undefined ? [] : [[field, text] as const]));
}
