import { expect, test } from 'vitest';
import type { Coverage, Coverages } from '#domain/coverage/coverages.ts';
import type { CoverageSaid } from '#domain/coverage/coverage-facts.ts';
import type { EligibilityCheck } from '#domain/coverage/eligibility-facts.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import { formsDot, insuranceDot } from './card-dots.ts';

const DAY = '2026-11-20';
const CLOCK = { now: Date.UTC(2026, 10, 20, 17), zone: 'America/New_York' };
const SAID = { by: 'u-ada', at: CLOCK.now };

function covering(...checks: readonly Partial<EligibilityCheck>[]): Coverages {
  const payer = { id: 'cedar', name: 'Cedar Health' };
  const base: EligibilityCheck = {
    ...{ method: 'phone', serviceDate: DAY, payer, member: 'CH-100', active: true },
    ...{ copays: [], authorizations: [], limits: [] }
  };
  const list = checks.map((check, place): Coverage => {
    const asked = Object.keys(check).length === 0 ? [] : [{ ...base, ...check, ...SAID }];
    const own = { coverage: `c-${place}`, patient: 'p', added: SAID, changed: SAID, checks: asked };
    const said: CoverageSaid = {
      ...{ kind: 'health', order: 'primary', payer, member: 'CH-100' },
      ...{ period: { start: '2026-01-01', end: null }, subscriber: { relationship: 'self' } }
    };
    return { ...said, ...own };
  });
  return { list, withdrawn: [], forks: [] };
}

test.each([
  ['nothing on record', undefined, 'No insurance on that day'],
  ['paid without', { list: [], withdrawn: [], forks: [], selfPay: { ...SAID, pays: true } }, 'Pays without insurance'],
  ['never asked', covering({}), 'Insurance not checked'],
  ['asked on the phone', covering({ method: 'phone' }), 'Insurance checked'],
  ['the payer says no', covering({ active: false }), 'Insurance not active'],
  ['another card', covering({ member: 'CH-999' }), 'Insurance to check again'],
  ['of two the worst', covering({ method: 'phone' }, {}), 'Insurance not checked']
] satisfies [string, Coverages | undefined, string][])('[SCH-23] insurance: %s', (_, coverages, word) => {
  expect(insuranceDot(coverages, DAY, CLOCK).word).toBe(word);
});

const form = (state: Partial<FormResponse> = {}): FormResponse =>
  ({ form: 'f', version: '1', submitted: null, declined: null, settled: [], answers: [], ...state }) as FormResponse; // as it was given
const handedIn = form({ submitted: { ...SAID, hand: 'patient' } as unknown as FormResponse['submitted'] });
const packet = (forms: readonly FormResponse[], since = CLOCK.now, closed: Packet['closed'] = null): Packet =>
  ({ kind: 'packet', case: 'k', patient: 'p', forms, since, closed }) as Packet; // what else it says is not asked

test.each([
  ['none were given', [], undefined],
  ['one of two is filled in', [packet([form(), handedIn])], '1 form to fill in'],
  ['all are handed in', [packet([handedIn])], 'Forms to look through'],
  ['put away', [packet([handedIn], CLOCK.now, 'archived')], undefined],
  ['let go after a month', [packet([form()], CLOCK.now - 40 * 86_400_000)], undefined]
] satisfies [string, Packet[], string | undefined][])('[SCH-23] forms: %s', (_, packets, word) => {
  expect(formsDot(packets, CLOCK)?.word).toBe(word);
});
