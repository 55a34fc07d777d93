import type { Fact } from '../fact.ts';
import type { PatientId, UserId } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';

/**
 * How somebody came to know that what is written is so. `asked`: the patient said so; `card`, `id`: it was held in hand; `payer`: the payer
 * answered; `kiosk`, `portal`: the patient typed it; `signed`: a paper with a signature is here; `declined`: the patient was asked to and would not, and the note says why (for a
 * notice of privacy practices that is the good-faith effort of 45 CFR 164.520(c)(2)(ii)).
 */
export type EvidenceKind = 'asked' | 'card' | 'id' | 'payer' | 'kiosk' | 'portal' | 'signed' | 'declined';

/**
 * A fact of a `patient/<id>` document: somebody made sure of one field, which stays as it is. `field` is a field of the registration (`address`), a paper
 * (`consent-to-treat`), or one of several things of a kind, by its id (`coverage:c-1`).
 */
export type EvidenceFact = Fact<
  'field/verified',
  {
    readonly patient: PatientId;
    readonly field: string;
    readonly how: EvidenceKind;
    /** The last day on which what was seen is good: as it is printed on a card or a licence. */
    readonly until?: LocalDate;
    readonly note?: string;
    /** Of a paper that was signed, or would not be: which words it has [FORM-24]. */
    readonly words?: FormWords;
  }
>;

/** The words of a form, as they were in one version of it. */
export interface FormWords {
  readonly form: string;
  readonly version: string;
}

/** Who last made sure of a field, how and when. `entered`: it was written down then, at a desk; `received`: another system changed it, and nobody here has asked since. */
export interface Evidence {
  readonly how: EvidenceKind | 'entered' | 'received';
  readonly at: Instant;
  readonly by: UserId;
  readonly until?: LocalDate;
  readonly note?: string;
  readonly words?: FormWords;
}

/** What a patient's facts say of when each field was last looked at. */
export interface Looked {
  /** When and by whom the patient was registered at a desk; absent for what was imported: nobody here asked. */
  readonly registered?: Pick<Evidence, 'at' | 'by'>;
  /** By field, the latest; absent where nobody has looked since the registration. */
  readonly evidence?: Readonly<Record<string, Evidence>>;
}

/** A change of a field is somebody looking at it, unless a device wrote it in its own name. */
export function evidenceOfChange({ at, by }: Fact): Evidence {
  return { how: by.startsWith('device:') ? 'received' : 'entered', at: instantOf(at), by };
}

/** What a fact says of who looked. */
export function evidenceIn({ at, by, of: { how, until, note, words } }: EvidenceFact): Evidence {
  return {
    how,
    at: instantOf(at),
    by,
    ...(until === undefined ? {} : { until }),
    ...(note === undefined ? {} : { note }),
    ...(words === undefined ? {} : { words })
  };
}

/**
 * The latest evidence for any of these fields, or for one of several things of such a kind (`coverage:c-1` for `coverage`); null where nobody here has
 * ever looked. @param isSaid part of the registration, so that whoever registered the patient at a desk has looked
 */
export function evidenceFor(looked: Looked, fields: readonly string[], isSaid: boolean): Evidence | null {
  const found = Object.entries(looked.evidence ?? {}).flatMap(([field, one]) =>
    fields.includes(field.split(':', 1)[0] ?? '') ? [one] : []
  );
  if (looked.registered && isSaid) found.push({ how: 'entered', ...looked.registered });
  return found.reduce<Evidence | null>((last, one) => (last && last.at >= one.at ? last : one), null);
}
