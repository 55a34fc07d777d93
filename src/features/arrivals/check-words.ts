import { otherNamesOnCards } from '#domain/coverage/card-name.ts';
import { coveringOn } from '#domain/coverage/coverages.ts';
import type { UserId } from '#domain/ids.ts';
import type { EvidenceKind } from '#domain/patient/evidence.ts';
import { agoText, HOW_WORDS } from '#domain/patient/evidence-words.ts';
import { addressLine, reasonText } from '#domain/patient/address-words.ts';
import { homeOn, lettersOn, type AddressOn } from '#domain/patient/addresses.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Phone } from '#domain/patient/patient-facts.ts';
import { inOrderOfCalling } from '#domain/patient/reach.ts';
import { reachText } from '#domain/patient/reach-words.ts';
import type { LocalDate } from '#domain/time.ts';
import type { CheckLine } from '#domain/visit/check-in-rules.ts';
import type { CheckItem } from '#domain/visit/check-in.ts';
import { birthDateText, dayText, nameText, phoneText } from '#ui/format.ts';

/** The ways a line is made sure of, the usual one first: that is the one on Enter. */
export const WAYS: Readonly<Record<CheckLine, readonly [EvidenceKind, ...EvidenceKind[]]>> = {
  identity: ['asked', 'id'],
  phones: ['asked'],
  address: ['asked', 'id'],
  email: ['asked'],
  'photo-id': ['id'],
  coverage: ['card', 'payer', 'asked'],
  'consent-to-treat': ['signed'],
  // A refusal is written down with its reason: that is the good-faith effort of 45 CFR 164.520(c)(2)(ii).
  'privacy-notice': ['signed', 'declined'],
  'financial-policy': ['signed']
};

/** What the clerk presses. */
export const WAY_WORDS: Readonly<Record<EvidenceKind, string>> = {
  asked: 'Asked: still so',
  card: 'Card seen',
  id: 'ID seen',
  payer: 'Payer answered',
  kiosk: 'Typed at the kiosk',
  portal: 'Typed in the portal',
  signed: 'Signed',
  declined: 'Would not sign'
};

/** How a line stands, with its evidence, age and person: `card seen 12 days ago by AR`. */
export function itemText(item: CheckItem, today: string, initials: ReadonlyMap<UserId, string>): string {
  const looked = lookedText(item, initials);
  switch (item.state) {
    case 'ok':
      return looked;
    case 'changed':
      return item.isTold ? 'told otherwise at the kiosk: see above' : `${looked}: ask`;
    case 'stale':
      return item.evidence?.until !== undefined && item.evidence.until < today
        ? `ended ${dayText(item.evidence.until)}`
        : `${looked}: ask again`;
    case 'unseen':
      return 'imported, not asked yet';
    case 'missing':
      // There was insurance once, and somebody looked at it.
      return item.line === 'coverage' && item.evidence ? 'none that is good today' : MISSING[item.line];
    case 'doubt':
      return 'two values: open the record';
    case 'waived': {
      const by = item.waiver && initials.get(item.waiver.by);
      return `without it: “${item.waiver?.reason ?? ''}”${by ? ` ${by}` : ''}`;
    }
  }
}

const MISSING: Readonly<Record<CheckLine, string>> = {
  identity: 'birth date not known',
  phones: 'none',
  address: 'none',
  email: 'none',
  'photo-id': 'never seen',
  coverage: 'card never seen',
  'consent-to-treat': 'not signed',
  'privacy-notice': 'not signed',
  'financial-policy': 'not signed'
};

function lookedText({ evidence, daysAgo }: CheckItem, initials: ReadonlyMap<UserId, string>): string {
  if (!evidence || daysAgo === null) return 'in the record';
  const by = initials.get(evidence.by);
  return `${HOW_WORDS[evidence.how]} ${agoText(daysAgo)}${by ? ` by ${by}` : ''}`;
}

/** Who pays today, and the ends of the numbers on the cards that are held in hand. */
function payersText({ coverages }: Patient, today: LocalDate): string {
  const paying = coveringOn(coverages, today);
  if (paying.length === 0) return coverages?.selfPay?.pays ? 'pays without insurance' : '';
  return paying
    .map(({ payer, member }) => [payer.name, member && `…${member.slice(-4)}`].filter(Boolean).join(' '))
    .join(', ');
}

/** A phone with what may be done with it, so that it is asked about as well [REG-19]. */
function phoneSaid(patient: Patient, phone: Phone): string {
  const wishes = reachText(patient, phone);
  return wishes ? `${phoneText(phone.number)} (${wishes})` : phoneText(phone.number);
}

/** Where they live today, and where letters go if that is elsewhere; each with its reason where there is one [REG-17] [REG-18]. */
function addressText(patient: Patient, today: LocalDate): string {
  const [home, letters] = [homeOn(patient, today), lettersOn(patient, today)];
  const said = (one: AddressOn): string => {
    const why = reasonText(one, birthDateText);
    return why ? `${addressLine(one.address)} (${why})` : addressLine(one.address);
  };
  const isElsewhere = letters !== null && letters.at !== home?.at;
  return [home && said(home), isElsewhere && `letters: ${said(letters)}`].filter(Boolean).join('; ');
}

/** What a clerk has to see beside a line: a card of theirs that calls them otherwise than the record, old beside new [COV-14]; empty where there is nothing. */
export function lineNotes(patient: Patient, line: CheckLine, today: LocalDate): readonly string[] {
  if (line !== 'coverage') return [];
  return otherNamesOnCards(patient, today).map(({ payer, card, record, isEarlier }) => {
    const earlier = isEarlier ? ', an earlier name' : '';
    return `${payer}: the card says ${nameText(card)}${earlier}; on record ${nameText(record)}`;
  });
}

/** What is read out to the patient: is it still so? Empty where there is nothing to read. */
export function valueText(patient: Patient, line: CheckLine, today: LocalDate): string {
  switch (line) {
    case 'phones':
      return inOrderOfCalling(patient.phones)
        .map((one) => phoneSaid(patient, one))
        .join(', ');
    case 'address':
      return addressText(patient, today);
    case 'email':
      return patient.email ?? '';
    case 'coverage':
      return payersText(patient, today);
    default:
      return '';
  }
}
