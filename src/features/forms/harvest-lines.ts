import { ORDER_WORDS, RELATIONSHIP_WORDS } from '#domain/coverage/coverage-words.ts';
import type { CoverageSaid } from '#domain/coverage/coverage-facts.ts';
import type { HarvestProposal } from '#domain/forms/harvest.ts';
import type { HarvestField } from '#domain/forms/record-path.ts';
import { GENDER_WORDS, MARITAL_WORDS } from '#domain/patient/detail-words.ts';
import type { Details, GenderIdentity, MaritalStatus } from '#domain/patient/details.ts';
import type { Address, ContactWishes, PersonName, Phone } from '#domain/patient/patient-facts.ts';
import { RELATION_WORDS, ROLE_WORDS, TELL_WORDS } from '#domain/patient/related-words.ts';
import type { RelatedSaid } from '#domain/patient/related.ts';
import { birthDateText, languageText, nameText, phoneText } from '#ui/format.ts';

/** One part of a proposed change: as it stands and as the form says it; empty where nothing is said. */
export interface HarvestLine {
  readonly part: string;
  readonly from: string;
  readonly to: string;
}

const FIELD_WORDS: Readonly<Record<HarvestField, string>> = {
  name: 'Name',
  birthDate: 'Date of birth',
  phones: 'Phones',
  email: 'Email',
  address: 'Address',
  language: 'Language',
  communication: 'Communication',
  contact: 'How to reach them',
  careTeam: 'Doctors and pharmacy',
  employer: 'Employer',
  sex: 'Sex',
  genderIdentity: 'Gender identity',
  pronouns: 'Pronouns',
  maritalStatus: 'Marital status',
  advanceDirective: 'Advance directive'
};

/** What a proposal is called. */
export function proposalTitle(proposal: HarvestProposal): string {
  switch (proposal.kind) {
    case 'field':
      return FIELD_WORDS[proposal.what];
    case 'wishes':
      return 'Never to be reached by';
    case 'self-pay':
      return 'Pays without insurance';
    case 'coverage':
      return `${ORDER_WORDS[proposal.to.order ?? 'primary']} insurance`;
    case 'related': {
      const name = nameText(proposal.to.name);
      return proposal.what.startsWith('related:untold') ? `${name}, not named any more` : name;
    }
  }
}

/** What happens beside the change itself; empty where nothing does. */
export function besideText(proposal: HarvestProposal): string {
  if (proposal.kind === 'coverage' && proposal.replaces)
    return `New. ${proposal.replaces.payer.name} ends the day before.`;
  if (proposal.kind === 'related' && proposal.replaces)
    return `New. ${nameText(proposal.replaces.name)} does not pay the bills any more.`;
  return (proposal.kind === 'coverage' || proposal.kind === 'related') && !proposal.held ? 'New.' : '';
}

/** Old beside new, part by part: only what differs [FORM-9]. */
export function harvestLines(proposal: HarvestProposal): readonly HarvestLine[] {
  const [from, to] = bothParts(proposal);
  const parts = [...new Set([...from.keys(), ...to.keys()])];
  return parts.flatMap((part) => {
    const line = { part, from: from.get(part) ?? '', to: to.get(part) ?? '' };
    return line.from === line.to ? [] : [line];
  });
}

type Parts = ReadonlyMap<string, string>;

function bothParts(proposal: HarvestProposal): readonly [from: Parts, to: Parts] {
  switch (proposal.kind) {
    case 'field': {
      const { what, from, to } = proposal;
      return [fieldParts(what, from), fieldParts(what, to)];
    }
    case 'wishes':
      return [wishesParts(proposal.from), wishesParts(proposal.to)];
    case 'self-pay':
      return [
        partsOf({ 'Without insurance': yesNo(proposal.from) }),
        partsOf({ 'Without insurance': yesNo(proposal.to) })
      ];
    case 'coverage':
      return [planParts(proposal.from ?? proposal.replaces), planParts(proposal.to)];
    case 'related':
      return [personParts(proposal.from), personParts(proposal.to)];
  }
}

/** Empty ones are no parts. */
function partsOf(said: Readonly<Record<string, string | undefined>>): Parts {
  return new Map(Object.entries(said).flatMap(([part, text]) => (text ? [[part, text]] : [])));
}

const yesNo = (is: boolean | undefined): string => (is === undefined ? '' : is ? 'Yes' : 'No');
const USES: Readonly<Record<Phone['use'], string>> = { mobile: 'Mobile', home: 'Home', work: 'Work', other: 'Other' };

/** A value of the registration, part by part; each case is its field's own type. */
function fieldParts(field: HarvestField, value: unknown): Parts {
  if (value === null || value === undefined) return new Map();
  switch (field) {
    case 'name': {
      const { family, given, preferred } = value as PersonName;
      return partsOf({ 'Last name': family, 'First names': given.join(' '), Called: preferred });
    }
    case 'phones':
      return new Map((value as readonly Phone[]).map(({ number, use }, i) => [`${USES[use]}${i > 0 ? ` (${i + 1})` : ''}`, phoneText(number)])); // prettier-ignore
    case 'address': {
      const { line, city, state, postalCode } = value as Address;
      return partsOf({ Street: line.join(', '), City: city, State: state, ZIP: postalCode });
    }
    case 'communication': {
      const { interpreter, needs } = value as NonNullable<Details['communication']>;
      return partsOf({ Interpreter: yesNo(interpreter), Needs: needs });
    }
    case 'contact': {
      const { text, voicemail, bestTime } = value as NonNullable<Details['contact']>;
      return partsOf({ 'Text messages': yesNo(text), Voicemail: yesNo(voicemail), 'Best time': bestTime });
    }
    case 'careTeam': {
      const { pcp, referring, pharmacy } = value as NonNullable<Details['careTeam']>;
      return partsOf({ 'Primary care': pcp, 'Referred by': referring, Pharmacy: pharmacy });
    }
    case 'birthDate':
      return partsOf({ Born: birthDateText(String(value)) });
    case 'language':
      return partsOf({ Speaks: languageText(String(value)) });
    case 'genderIdentity':
      return partsOf({ [FIELD_WORDS[field]]: GENDER_WORDS[value as GenderIdentity] ?? String(value) });
    case 'maritalStatus':
      return partsOf({ [FIELD_WORDS[field]]: MARITAL_WORDS[value as MaritalStatus] ?? String(value) });
    case 'advanceDirective':
      return partsOf({ [FIELD_WORDS[field]]: yesNo(value === true) });
    case 'sex':
    case 'pronouns':
    case 'email':
    case 'employer':
      return partsOf({ [FIELD_WORDS[field]]: String(value) });
  }
}

const WAYS: Readonly<Record<ContactWishes['never'][number], string>> = {
  phone: 'phone',
  sms: 'text message',
  email: 'email',
  portal: 'portal',
  letter: 'letter',
  'in-person': 'in person'
};

function wishesParts(wishes: ContactWishes | null): Parts {
  return partsOf({ Never: wishes?.never.map((way) => WAYS[way]).join(', '), Note: wishes?.note });
}

function planParts(said: CoverageSaid | null): Parts {
  if (!said) return new Map();
  const { payer, order, member, group, subscriber, period } = said;
  return partsOf({
    Payer: payer.name,
    Place: order ? ORDER_WORDS[order] : '',
    'Member no.': member,
    'Group no.': group,
    'Whose plan': RELATIONSHIP_WORDS[subscriber.relationship],
    'In the name of': subscriber.name && nameText(subscriber.name),
    'Their birth date': subscriber.birthDate && birthDateText(subscriber.birthDate),
    Since: period.start ? birthDateText(period.start) : ''
  });
}

function personParts(said: RelatedSaid | null): Parts {
  if (!said) return new Map();
  const { relation, phone, roles, may, note } = said;
  return partsOf({
    Is: RELATION_WORDS[relation],
    Phone: phone && phoneText(phone),
    Role: roles.map((role) => ROLE_WORDS[role]).join(', '),
    'May be told': may.map((tell) => TELL_WORDS[tell]).join(', ') || 'Nothing',
    Note: note
  });
}
