import * as v from 'valibot';
import { addressesFrom } from '#domain/export/fhir-addresses.ts';
import { importedBirthDate } from '#domain/import/birth-date.ts';
import { detailsIn } from '#domain/export/fhir-details.ts';
import { phonesFrom } from '#domain/export/fhir-phones.ts';
import type { Demographics, Sex } from '#domain/patient/patient-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import type { MapContext, Remark } from '../records.ts';
import { excerpt, type ImportRefusal } from '../refusals.ts';
import { dayFrom } from './dates.ts';
import { CodeableConcept, listed, part, read, text } from './elements.ts';
import { identifiersOf, remarksOn, withoutCardNumbers } from './identifiers.ts';
import { nameOf } from './names.ts';

const Communication = part({ language: CodeableConcept, preferred: v.optional(v.boolean('must be true or false')) });

const PatientSchema = v.object({
  identifier: listed.identifiers,
  name: listed.names,
  telecom: listed.telecoms,
  gender: v.optional(
    v.picklist(['male', 'female', 'other', 'unknown'], 'must be male, female, other or unknown'),
    'unknown'
  ),
  birthDate: v.optional(text),
  deceasedBoolean: v.optional(v.boolean('must be true or false')),
  deceasedDateTime: v.optional(text),
  address: listed.addresses,
  communication: listed.of(Communication)
});
type PatientElements = v.InferOutput<typeof PatientSchema>;

export interface MappedPatient {
  readonly demographics: Demographics;
  readonly remarks: readonly Remark[];
}

/** A FHIR R4 or STU3 Patient as we register people [IMP-10 to IMP-16]. */
export function patientFrom(resource: JsonObject, context: MapContext): Result<MappedPatient, ImportRefusal> {
  if (isAnimal(resource)) return err({ code: 'patient/animal' });
  const elements = read(PatientSchema, resource);
  if (!elements.ok) return elements;
  const of = elements.value;

  const name = nameOf(of.name);
  if (!name) return err({ code: 'patient/no-name' });
  const birthDate = of.birthDate === undefined ? ok(null) : importedBirthDate(of.birthDate, context.today);
  if (!birthDate.ok) {
    return err({ code: 'patient/birth-date', given: excerpt(of.birthDate ?? ''), why: birthDate.error });
  }
  const numbers = withoutCardNumbers(identifiersOf(of.identifier));
  const demographics: Demographics = {
    name,
    birthDate: birthDate.value,
    sex: of.gender satisfies Sex,
    phones: phonesFrom(of.telecom, context.today),
    ...optional('email', emailOf(of.telecom)),
    ...addressesFrom(of.address, context.today),
    ...optional('language', languageOf(of.communication)),
    identifiers: numbers.kept,
    ...optional('deceased', deceasedOf(of, context)),
    ...detailsIn(resource)
  };
  return ok({ demographics, remarks: remarksOn(of.birthDate ?? '', birthDate.value, numbers) });
}

function optional<Key extends string, Value>(key: Key, value: Value | null): { readonly [K in Key]?: Value } {
  return value === null ? {} : ({ [key]: value } as { readonly [K in Key]: Value }); // a computed key widens to string
}

/** R4 has an extension for animals, STU3 an element. */
function isAnimal(resource: JsonObject): boolean {
  const extensions = Array.isArray(resource['extension']) ? (resource['extension'] as unknown[]) : [];
  return (
    'animal' in resource ||
    extensions.some((each) => isObject(each) && String(each['url']).endsWith('/StructureDefinition/patient-animal'))
  );
}

function emailOf(telecoms: PatientElements['telecom']): string | null {
  const email = telecoms.find(({ system, use, value }) => system === 'email' && use !== 'old' && value);
  return cleanLine(email?.value ?? '') || null;
}

/** BCP 47, ISO 639 tags at the least. */
function languageOf(communications: PatientElements['communication']): string | null {
  const chosen = communications.find(({ preferred }) => preferred) ?? communications[0];
  const code = chosen?.language.coding.find((coding) =>
    /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(coding.code ?? '')
  )?.code;
  return code ?? null;
}

function deceasedOf(of: PatientElements, context: MapContext): LocalDate | true | null {
  if (of.deceasedDateTime !== undefined) return dayFrom(of.deceasedDateTime, context.zone) ?? true;
  return of.deceasedBoolean === true ? true : null;
}
