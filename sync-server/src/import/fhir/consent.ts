import { FHIR_CONSENT } from '#domain/export/fhir-forms.ts';
import type { ConsentSaid } from '#domain/patient/consent.ts';
import { CHECK_LINES } from '#domain/visit/check-in-rules.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { IMPORTER } from '../import-port.ts';
import type { JsonObject } from '../parse-json.ts';
import type { MapContext } from '../records.ts';
import { instantFrom } from './dates.ts';
import { codesOf, objectIn, objectsIn, textOf } from './plain.ts';

/** What a front office asks names under: LOINC's consent document, and the privacy notice or release (product/04). */
const CODES = ['59284-0', '64292-6'];

/**
 * A FHIR R4 Consent as what was agreed to or refused [IMP-36]. Null where it is of another kind, says when in no way that can be read, permits and forbids by rules of its own, or is a
 * draft: kept as it came, and nothing is taken for agreed. It makes sure of a line of check-in only where it left this program saying so.
 */
export function consentFrom(resource: JsonObject, context: MapContext): ConsentSaid | null {
  const code = CODES.find((one) => objectsIn(resource['category']).some((concept) => codesOf(concept).includes(one)));
  const given = textOf(resource['dateTime']);
  const signedAt = given === '' ? null : instantFrom(given, context.zone);
  const decision = decisionOf(resource);
  if (!code || signedAt === null || !decision) return null;
  const ours = new Map(objectsIn(resource['extension']).map((one) => [one['url'], one]));
  const said = (key: keyof typeof FHIR_CONSENT, value: string): string => textOf(ours.get(FHIR_CONSENT[key])?.[value]);
  const line = CHECK_LINES.find((one) => one === said('line', 'valueCode'));
  const state = said('state', 'valueCode');
  const reason = said('reason', 'valueString');
  const witness = objectsIn(resource['verification']).map((one) => textOf(objectIn(one['verifiedWith'])['display']))[0];
  const consent: ConsentSaid = {
    form: said('form', 'valueCode') || 'outside',
    version: said('version', 'valueString') || '1',
    language: textOf(resource['language']) || 'en',
    ...{ code, decision, signedAt },
    ...(/^[A-Z]{2}$/.test(state) ? { state } : {}),
    signer: textOf(objectsIn(resource['performer'])[0]?.['display']),
    relationship: said('relationship', 'valueCode') || 'other',
    ...(witness ? { witness } : {}),
    ...(reason ? { reason } : {}),
    ...(line ? { line } : {})
  };
  const fact = { kind: 'consent/recorded', at: 0, by: IMPORTER, of: { patient: 'p', ...consent } };
  return checkFact(fact).ok ? consent : null;
}

/** One that opts out of sharing, or has exceptions, is neither. */
function decisionOf(resource: JsonObject): ConsentSaid['decision'] | null {
  const provision = objectIn(resource['provision']);
  const hasRules = objectsIn(provision['provision']).length > 0 || codesOf(resource['policyRule']).some((one) => one.startsWith('OPTOUT')); // prettier-ignore
  if (hasRules) return null;
  if (resource['status'] === 'rejected') return 'refused';
  if (resource['status'] !== 'active') return null;
  return provision['type'] === 'deny' ? 'refused' : 'given';
}
