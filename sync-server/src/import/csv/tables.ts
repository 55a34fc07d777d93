import { importedBirthDate } from '#domain/import/birth-date.ts';
import { lineWithoutGeneratedDigits, withoutGeneratedDigits } from '#domain/import/generated-names.ts';
import { phoneNumberOf } from '#domain/import/phone-number.ts';
import { socialSecurityNumber } from '#domain/import/social-security-number.ts';
import type { Address, Identifier, Sex } from '#domain/patient/patient-facts.ts';
import type { Contact } from '#domain/practice/practice-facts.ts';
import { cleanLine } from '#domain/text.ts';
import { addressLine } from '../fhir/contacts.ts';
import { dayFrom, instantFrom } from '../fhir/dates.ts';
import { remarksOn, withoutCardNumbers } from '../fhir/identifiers.ts';
import type { MapContext, Pass, Reading } from '../records.ts';
import { excerpt } from '../refusals.ts';
import { refused } from '../storable.ts';

/** A row by its column names; '' for a column the file does not have. */
export type Cell = (column: string) => string;

export interface Table {
  /** What its rows are counted under: the FHIR name of what they are. */
  readonly resource: string;
  readonly pass: Pass;
  /** Columns without which no row can be read. Synthea's versions differ in the others. */
  readonly needs: readonly string[];
  /** Absent for tables that are known and not kept. */
  readonly read?: (cell: Cell, context: MapContext) => Reading;
}

/** The tables of Synthea's CSV export that are kept, and what becomes of a row of them (https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary). */
export const TABLES: ReadonlyMap<string, Table> = new Map<string, Table>([
  ['patients', { resource: 'Patient', pass: 'people', needs: ['ID', 'BIRTHDATE', 'FIRST', 'LAST'], read: patient }],
  ['organizations', { resource: 'Organization', pass: 'people', needs: ['ID', 'NAME'], read: contact('organization') }],
  ['providers', { resource: 'Practitioner', pass: 'people', needs: ['ID', 'NAME'], read: contact('practitioner') }],
  ['payers', { resource: 'Payer', pass: 'people', needs: ['ID', 'NAME'], read: contact('payer') }],
  ['encounters', { resource: 'Encounter', pass: 'visits', needs: ['ID', 'START', 'PATIENT'], read: encounter }],
  ...notKept({
    allergies: 'AllergyIntolerance',
    careplans: 'CarePlan',
    claims: 'Claim',
    claims_transactions: 'ClaimTransaction',
    conditions: 'Condition',
    devices: 'Device',
    imaging_studies: 'ImagingStudy',
    immunizations: 'Immunization',
    medications: 'MedicationRequest',
    observations: 'Observation',
    patient_expenses: 'PatientExpense',
    payer_transitions: 'Coverage',
    procedures: 'Procedure',
    supplies: 'SupplyDelivery'
  })
]);

function notKept(tables: Readonly<Record<string, string>>): [string, Table][] {
  return Object.entries(tables).map(([name, resource]) => [name, { resource, pass: 'people', needs: [] }]);
}

const SEX: Readonly<Record<string, Sex>> = { M: 'male', F: 'female' };
/** What FHIR exports of the same generator name it by, so that both give one patient one number. */
const SYNTHEA = 'https://github.com/synthetichealth/synthea';

function patient(cell: Cell, context: MapContext): Reading {
  const names = [cell('LAST'), cell('FIRST'), cell('MIDDLE')].map(cleanLine);
  const [family = '', ...given] = named(names);
  if (family === '' && given.every((each) => each === '')) return refused({ code: 'patient/no-name' });
  const birthDate = importedBirthDate(cell('BIRTHDATE'), context.today);
  if (!birthDate.ok) {
    return refused({ code: 'patient/birth-date', given: excerpt(cell('BIRTHDATE')), why: birthDate.error });
  }
  const [maiden = ''] = withoutGeneratedDigits([cleanLine(cell('MAIDEN'))]);
  const address = addressFrom(cell);
  const numbers = withoutCardNumbers(identifiersFrom(cell));
  return {
    is: 'patient',
    patient: context.ids.patient(cell('ID')),
    demographics: {
      name: {
        family: family || given.join(' '),
        given: family ? given.filter((each) => each !== '') : [],
        ...filled('prefix', cell('PREFIX')),
        ...filled('suffix', cell('SUFFIX')),
        ...(maiden !== '' && maiden !== family ? { former: [maiden] } : {})
      },
      birthDate: birthDate.value,
      sex: SEX[cell('GENDER').toUpperCase()] ?? 'unknown',
      phones: [],
      ...(address ? { address } : {}),
      identifiers: numbers.kept,
      ...(cell('DEATHDATE') ? { deceased: dayFrom(cell('DEATHDATE'), context.zone) ?? (true as const) } : {})
    },
    remarks: remarksOn(cell('BIRTHDATE'), birthDate.value, numbers)
  };
}

/** Only the parts that are there say whether the digits are the generator's. */
function named(parts: readonly string[]): readonly string[] {
  const plain = withoutGeneratedDigits(parts.filter((part) => part !== ''));
  let next = 0;
  return parts.map((part) => (part === '' ? '' : (plain[next++] ?? part)));
}

function addressFrom(cell: Cell): Address | null {
  const line = cleanLine(cell('ADDRESS'));
  const [city, state, postalCode] = [cell('CITY'), cell('STATE'), cell('ZIP')].map(cleanLine) as [
    string,
    string,
    string
  ]; // three in, three out
  return line || city || state || postalCode ? { line: line ? [line] : [], city, state, postalCode } : null;
}

function identifiersFrom(cell: Cell): Identifier[] {
  const ssn = cleanLine(cell('SSN'));
  return [
    { type: 'MR', system: SYNTHEA, value: cell('ID') },
    { type: 'SS', system: 'http://hl7.org/fhir/sid/us-ssn', value: ssn && socialSecurityNumber(ssn) },
    { type: 'DL', system: '', value: cleanLine(cell('DRIVERS')) },
    { type: 'PPN', system: '', value: cleanLine(cell('PASSPORT')) }
  ].filter(({ value }) => value !== '');
}

function encounter(cell: Cell, context: MapContext): Reading {
  if (cell('PATIENT') === '') return refused({ code: 'encounter/no-patient' });
  const start = instantFrom(cell('START'), context.zone);
  if (cell('START') === '') return refused({ code: 'encounter/no-start' });
  if (start === null) return refused({ code: 'encounter/time', element: 'START', given: excerpt(cell('START')) });
  const end = cell('STOP') === '' ? null : instantFrom(cell('STOP'), context.zone);
  if (end === null && cell('STOP') !== '') {
    return refused({ code: 'encounter/time', element: 'STOP', given: excerpt(cell('STOP')) });
  }
  const kind = cleanLine(cell('ENCOUNTERCLASS'));
  const seenBy = cell('PROVIDER');
  return {
    is: 'encounter',
    patient: context.ids.patient(cell('PATIENT')),
    encounter: {
      encounter: context.ids.encounter(cell('ID')),
      class: kind,
      start,
      end,
      what: cleanLine(cell('DESCRIPTION')) || kind || 'Visit'
    },
    practitioner: seenBy === '' ? null : context.ids.contact('practitioner', seenBy)
  };
}

/** Synthea's name for having no payer. */
const NO_PAYER = 'NO_INSURANCE';

function contact(type: Contact['type']): (cell: Cell, context: MapContext) => Reading {
  return (cell, context) => {
    const name = lineWithoutGeneratedDigits(cleanLine(cell('NAME')));
    if (type === 'payer' && name === NO_PAYER) return { is: 'not-kept' };
    if (name === '') return refused({ code: 'contact/no-name' });
    const phone = phoneNumberOf(cell('PHONE'));
    const state = cell('STATE') || cell('STATE_HEADQUARTERED');
    const address = addressLine([cell('ADDRESS')], cell('CITY'), state, cell('ZIP'));
    return {
      is: 'contact',
      contact: {
        contact: context.ids.contact(type, cell('ID')),
        type,
        name,
        ...filled('phone', phone),
        ...filled('address', address)
      }
    };
  };
}

function filled<Key extends string>(key: Key, text: string): { readonly [K in Key]?: string } {
  const kept = cleanLine(text);
  return kept === '' ? {} : ({ [key]: kept } as { readonly [K in Key]: string }); // a computed key widens to string
}
