/** What a column of another system's list of patients may hold. */
export type PatientField =
  | 'number'
  | 'family'
  | 'given'
  | 'middle'
  | 'fullName'
  | 'prefix'
  | 'suffix'
  | 'preferred'
  | 'former'
  | 'birthDate'
  | 'sex'
  | 'mobile'
  | 'homePhone'
  | 'workPhone'
  | 'otherPhone'
  | 'secondPhone'
  | 'textOk'
  | 'voicemailOk'
  | 'email'
  | 'line1'
  | 'line2'
  | 'line3'
  | 'city'
  | 'state'
  | 'postalCode'
  | 'country'
  | 'mailLine1'
  | 'mailLine2'
  | 'mailCity'
  | 'mailState'
  | 'mailPostalCode'
  | 'language'
  | 'interpreter'
  | 'race'
  | 'ethnicity'
  | 'genderIdentity'
  | 'pronouns'
  | 'maritalStatus'
  | 'employer'
  | 'pcp'
  | 'referring'
  | 'pharmacy'
  | 'ssn'
  | 'deceased';

export interface Column {
  /** From 0. */
  readonly at: number;
  readonly header: string;
  /** Null: not read. */
  readonly field: PatientField | null;
}

/** A field by the names that practice systems give it, as `plainHeader` leaves them. The first name of each is its own. */
const NAMES: Readonly<Record<PatientField, string>> = {
  number:
    'number mrn medicalrecordnumber patientid patientnumber patientno chartnumber chartno chart accountnumber accountno account recordnumber externalid pid puid id clientid recid recordid personid',
  family: 'family lastname last surname familyname lname patientlastname namelast nachname apellido apellidos',
  given: 'given firstname first givenname forename fname patientfirstname namefirst vorname nombre nombres',
  middle: 'middle middlename mi middleinitial mname patientmiddlename secondname',
  fullName: 'fullname name patientname patient client clientname displayname nombrecompleto',
  prefix: 'prefix title salutation nameprefix',
  suffix: 'suffix namesuffix',
  preferred: 'preferred preferredname preferredfirstname nickname goesby knownas',
  former: 'former maidenname maiden formername previouslastname birthname',
  birthDate: 'birthdate dob dateofbirth birthday bday patientdob birth fechadenacimiento geburtsdatum',
  sex: 'sex gender administrativesex sexatbirth birthsex patientsex sexo',
  mobile: 'mobile mobilephone cell cellphone cellular phonemobile phonecell mobilenumber cellnumber mobileno',
  homePhone: 'homephone phonehome hometelephone telephonehome',
  workPhone: 'workphone phonework businessphone phonebusiness officephone',
  otherPhone:
    'otherphone phone phone1 telephone tel phonenumber primaryphone patientphone contactnumber phoneother daytimephone telefono',
  secondPhone: 'secondphone phone2 altphone alternatephone secondaryphone eveningphone',
  textOk: 'textok oktotext textmessageok smsok smsconsent textconsent allowtext allowsms texting',
  voicemailOk: 'voicemailok oktovoicemail oktoleavemessage leavemessage allowvoicemail voicemail',
  email: 'email emailaddress mail patientemail email1 primaryemail correo',
  line1:
    'line1 address address1 addressline1 street streetaddress addr1 addr street1 homeaddress physicaladdress residentialaddress direccion',
  line2: 'line2 address2 addressline2 addr2 addrcont street2 apt unit suite aptunit',
  line3: 'line3 address3 addressline3 addr3',
  city: 'city town homecity ciudad addresscity suburb',
  state: 'state province stateprovince region homestate addressstate st',
  postalCode: 'postalcode zip zipcode postcode zippostalcode homezip addresszip codigopostal',
  country: 'country homecountry addresscountry pais',
  mailLine1: 'mailline1 mailingaddress mailaddress mailingaddress1 mailaddress1 mailingstreet postaladdress pobox',
  mailLine2: 'mailline2 mailingaddress2 mailaddress2',
  mailCity: 'mailcity mailingcity postalcity',
  mailState: 'mailstate mailingstate',
  mailPostalCode: 'mailpostalcode mailingzip mailzip mailingzipcode mailingpostalcode',
  language: 'language preferredlanguage primarylanguage lang idioma',
  interpreter: 'interpreter interpreterneeded needsinterpreter interpreterrequired',
  race: 'race raceethnicity raceandethnicity primaryrace patientrace raza',
  ethnicity: 'ethnicity ethnicgroup hispanic etnia',
  genderIdentity: 'genderidentity',
  pronouns: 'pronouns preferredpronouns pronoun',
  maritalStatus: 'maritalstatus marital estadocivil',
  employer: 'employer employername empleador',
  pcp: 'pcp primarycare primarycareprovider primarycarephysician primaryprovider familydoctor',
  referring: 'referring referringprovider referringphysician referredby',
  pharmacy: 'pharmacy preferredpharmacy pharmacyname farmacia',
  ssn: 'ssn socialsecuritynumber socialsecurity socsec ss socialsecurityno',
  deceased: 'deceased deceaseddate dateofdeath deathdate dod'
};

export const PATIENT_FIELDS = Object.keys(NAMES) as readonly PatientField[]; // the record has these keys and no others

const FIELD_OF: ReadonlyMap<string, PatientField> = new Map(
  PATIENT_FIELDS.flatMap((field) => NAMES[field].split(' ').map((name) => [name, field] as const))
);

/**
 * What each column is read as: as somebody chose, else as its name says [IMP-24]. A field is read from one column; a second column
 * of the same name is not read, so that nobody's value is taken for another's.
 * @param chosen by header, as it stands in the file
 */
export function columnsOf(
  headers: readonly string[],
  chosen: ReadonlyMap<string, PatientField | null> = new Map()
): readonly Column[] {
  const taken = new Set([...chosen.values()].filter((field) => field !== null));
  return headers.map((raw, at) => {
    const header = raw.trim();
    const choice = chosen.get(header);
    if (choice !== undefined) return { at, header, field: choice };
    const field = FIELD_OF.get(plainHeader(header)) ?? null;
    if (field === null || taken.has(field)) return { at, header, field: null };
    taken.add(field);
    return { at, header, field };
  });
}

/** Whether rows of these columns can be somebody. */
export function namesPeople(columns: readonly Column[]): boolean {
  return columns.some(({ field }) => field === 'family' || field === 'fullName' || field === 'given');
}

/** Whether a header says that the day comes before the month: `Dob (dd/mm/yyyy)`. */
export function saysDayFirst(header: string): boolean {
  return /\bd{1,2}\s*[-/. ]\s*m{1,3}\b/i.test(header);
}

/** `Patient's Last_Name (legal)` is `patientslastname`; what stands in brackets is a remark. */
function plainHeader(header: string): string {
  const plain = header.replace(/\(.*?\)|\[.*?\]/g, '').replace(/['’]s\b/g, '');
  return plain
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}
