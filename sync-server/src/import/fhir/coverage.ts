import { COVERAGE_ORDERS, RELATIONSHIPS, type CoverageSaid, type Subscriber } from '#domain/coverage/coverage-facts.ts';
import { FHIR_CARD_NAME } from '#domain/export/fhir-coverage.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { IMPORTER } from '../import-port.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import type { MapContext } from '../records.ts';
import { objectIn, objectsIn, periodOf, textOf } from './plain.ts';

/**
 * A FHIR R4 Coverage as who pays [IMP-29]. Null where it does not say what one needs here: its place in the order, its payer by name, its member number,
 * days that exist; it is kept as it came all the same, and nobody is billed by a guess.
 */
export function coverageFrom(resource: JsonObject, context: MapContext): CoverageSaid | null {
  const order = COVERAGE_ORDERS[Number(resource['order']) - 1];
  const status = resource['status'];
  const [payor] = objectsIn(resource['payor']);
  const [name, member] = [textOf(payor?.['display']), textOf(resource['subscriberId'])];
  const period = periodOf(resource['period'], context.zone);
  if (!order || !period || !name || !member) return null;
  if (status !== 'active' && !(status === 'cancelled' && period.end !== null)) return null;
  const payerId = isObject(payor?.['identifier']) ? textOf(payor['identifier']['value']) : '';
  const classes = classesOf(resource['class']);
  const [bin, pcn, rxGroup] = ['rxbin', 'rxpcn', 'rxgroup'].map((code) => classes.get(code));
  const pharmacy = { ...(bin && { bin }), ...(pcn && { pcn }), ...(rxGroup && { group: rxGroup }) };
  const group = classes.get('group');
  const plan = classes.get('plan');
  const said: CoverageSaid = {
    kind: 'health',
    order,
    period,
    payer: { name, id: payerId },
    ...(plan ? { plan: { type: 'other', name: plan } } : {}),
    member,
    ...(group ? { group } : {}),
    ...(Object.keys(pharmacy).length > 0 ? { pharmacy } : {}),
    subscriber: subscriberOf(resource)
  };
  // What the server would refuse is not tried: the resource is kept with what is wrong in it.
  const fact = { kind: 'coverage/added', at: 0, by: IMPORTER, of: { patient: 'p', coverage: 'c', ...said } };
  return checkFact(fact).ok ? said : null;
}

function subscriberOf({ relationship, subscriber }: JsonObject): Subscriber {
  const codes = isObject(relationship) ? objectsIn(relationship['coding']).map(({ code }) => code) : [];
  const how = RELATIONSHIPS.find((one) => codes.includes(one)) ?? (codes.length > 0 ? 'other' : 'self');
  const named = isObject(subscriber) ? textOf(subscriber['display']) : '';
  if (how === 'self') return { relationship: how, ...cardNameIn(subscriber) };
  return { relationship: how, ...(named ? { name: { family: named, given: '' } } : {}) };
}

/** How a card has the patient's name, where we wrote it down: another system's display is how that system has it. */
function cardNameIn(subscriber: unknown): Pick<Subscriber, 'name'> {
  const [said] = objectsIn(objectIn(subscriber)['extension']).filter(({ url }) => url === FHIR_CARD_NAME);
  const { family, given } = objectIn(said?.['valueHumanName']);
  const [first] = Array.isArray(given) ? (given as unknown[]) : [];
  const name = { family: textOf(family), given: textOf(first) };
  return name.family || name.given ? { name } : {};
}

function classesOf(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    objectsIn(value).flatMap(({ type, value: said }) => {
      const codes = isObject(type) ? objectsIn(type['coding']).map(({ code }) => code) : [];
      return codes.flatMap((code) => (typeof code === 'string' && textOf(said) ? [[code, textOf(said)] as const] : []));
    })
  );
}
