import * as v from 'valibot';
import { phoneNumberOf } from '#domain/import/phone-number.ts';
import { lineWithoutGeneratedDigits } from '#domain/import/generated-names.ts';
import type { Contact } from '#domain/practice/practice-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import type { JsonObject } from '../parse-json.ts';
import type { MapContext } from '../records.ts';
import type { ImportRefusal } from '../refusals.ts';
import { listed, presentTexts, read, text } from './elements.ts';
import { lineOf } from './names.ts';

const shared = { identifier: listed.identifiers, telecom: listed.telecoms, address: listed.addresses };
const PractitionerSchema = v.object({ ...shared, name: listed.names });
const OrganizationSchema = v.object({ ...shared, name: v.optional(text), type: listed.concepts });

/** organization-type (FHIR R4): payer, insurance company. */
const PAYER_TYPES = new Set(['pay', 'ins']);
const NPI = 'http://hl7.org/fhir/sid/us-npi';

/** A FHIR Practitioner as an entry of the address book [IMP-21]. */
export function practitionerFrom(
  resource: JsonObject,
  sourceId: string,
  context: MapContext
): Result<Contact, ImportRefusal> {
  const elements = read(PractitionerSchema, resource);
  if (!elements.ok) return elements;
  const contact = context.ids.contact('practitioner', sourceId);
  return contactOf({ contact, type: 'practitioner', name: lineOf(elements.value.name) }, elements.value);
}

/** A FHIR Organization as an entry of the address book; those that insure are payers [IMP-21]. */
export function organizationFrom(
  resource: JsonObject,
  sourceId: string,
  context: MapContext
): Result<Contact, ImportRefusal> {
  const elements = read(OrganizationSchema, resource);
  if (!elements.ok) return elements;
  const isPayer = elements.value.type.some(({ coding }) => coding.some(({ code }) => PAYER_TYPES.has(code ?? '')));
  const type = isPayer ? 'payer' : 'organization';
  const name = lineWithoutGeneratedDigits(cleanLine(elements.value.name ?? ''));
  return contactOf({ contact: context.ids.contact(type, sourceId), type, name }, elements.value);
}

interface Shared {
  readonly identifier: v.InferOutput<typeof listed.identifiers>;
  readonly telecom: v.InferOutput<typeof listed.telecoms>;
  readonly address: v.InferOutput<typeof listed.addresses>;
}

function contactOf(base: Pick<Contact, 'contact' | 'type' | 'name'>, of: Shared): Result<Contact, ImportRefusal> {
  if (base.name === '') return err({ code: 'contact/no-name' });
  const phone = phoneNumberOf(of.telecom.find(({ system }) => system === 'phone')?.value ?? '');
  const [address] = of.address;
  const street = address && addressLine(address.line, address.city, address.state, address.postalCode);
  // Synthea counts its practitioners where the NPI belongs; a real one has ten digits.
  const npi = of.identifier.find(({ system, value }) => system === NPI && /^\d{10}$/.test(value ?? ''))?.value;
  return ok({ ...base, ...(phone ? { phone } : {}), ...(street ? { address: street } : {}), ...(npi ? { npi } : {}) });
}

/** `81 Highland Avenue, Salem MA 01970` */
export function addressLine(line: readonly (string | null)[], city = '', state = '', postalCode = ''): string {
  const town = presentTexts([city, state, postalCode]).join(' ');
  return presentTexts([...line, town]).join(', ');
}
