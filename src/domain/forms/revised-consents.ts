import { evidenceFor, type FormWords } from '../patient/evidence.ts';
import type { Patient } from '../patient/patient.ts';
import { isMinor } from '../patient/related.ts';
import type { LocalDate } from '../time.ts';
import { CHECK_LINES, type CheckLine } from '../visit/check-in-rules.ts';
import { formFor, stateOf } from './packet-rules.ts';
import type { FormsSaid } from './practice-forms.ts';
import { SHIPPED_CONSENTS } from './shipped/consent-versions.ts';

type Defined = Pick<FormsSaid, 'defined'>;

/**
 * The lines of check-in whose words are others than those that were signed, or refused, last: a new revision of the notice of privacy practices is acknowledged anew [FORM-24]. What
 * staff made sure of later counts by the words of the paper they had in hand; where nobody wrote down which they were, it stands.
 */
export function revisedLines(
  patient: Pick<Patient, 'consents' | 'evidence' | 'registered'>,
  { defined }: Defined
): ReadonlySet<CheckLine> {
  const now = new Map(SHIPPED_CONSENTS.map(({ form, version }) => [form, version]));
  for (const { form, version, consent } of defined) if (consent?.line) now.set(form, version);
  const isOld = (words: FormWords | undefined): boolean =>
    words !== undefined && now.has(words.form) && now.get(words.form) !== words.version;
  return new Set(CHECK_LINES.filter((line) => isOld(wordsSigned(patient, line))));
}

/** The words of the last paper for a line; undefined where nothing is known of them. */
function wordsSigned(
  patient: Pick<Patient, 'consents' | 'evidence' | 'registered'>,
  line: CheckLine
): FormWords | undefined {
  // The latest signature of a line comes first.
  const signed = patient.consents?.find((one) => one.line === line);
  const looked = evidenceFor(patient, [line], false);
  return looked && looked.at > (signed?.signedAt ?? -1) ? looked.words : signed;
}

/** Of which words a paper for this line is now: the practice's own where it has some, a child's where the patient is one, and of either those of their state; undefined for a line that stands on no form. */
export function wordsOfLine(
  line: CheckLine,
  { defined }: Defined,
  { today, ...patient }: Pick<Patient, 'birthDate' | 'address' | 'otherAddresses'> & { readonly today: LocalDate }
): FormWords | undefined {
  const own = defined.filter(({ consent }) => consent?.line === line);
  const shipped = SHIPPED_CONSENTS.filter((one) => one.line === line);
  const others = own.filter(({ form, variant }) => !variant && shipped.every((one) => one.form !== form));
  const child = isMinor(patient.birthDate, today) ? shipped.find(({ form }) => form === MINOR_CONSENT) : undefined;
  const usual = child ?? others.at(-1) ?? shipped.find(({ form }) => form !== MINOR_CONSENT);
  if (!usual) return undefined;
  const forms = new Map(own.map((one) => [one.form, one]));
  const { form, version } = formFor(usual.form, forms, stateOf(patient, today)) ?? usual;
  return { form, version };
}

/** Whose guardian signs. */
const MINOR_CONSENT = 'minor-consent';
