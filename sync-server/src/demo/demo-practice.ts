import type { NewOf } from '#domain/fact.ts';
import type { DayHours, PracticeFact, WeekHours } from '#domain/practice/practice-facts.ts';
import type { Profile, ProfileFact } from '#domain/scheduling/profiles.ts';
import type { ZoneId } from '#domain/time.ts';
import type { NewPerson } from '../people/people.ts';

/** The invented practice: two corridors of five rooms, six who see patients, and one person of each role at work. */
export const SITE = 'main';
export const AREA = 'main';

export const PRACTITIONERS = [
  { practitioner: 'kimball', family: 'Kimball', given: 'Jae', called: 'Dr Kimball', hue: 0 },
  { practitioner: 'okonjo', family: 'Okonjo-Bell', given: 'Adaeze', called: 'Dr Okonjo-Bell', hue: 1 },
  { practitioner: 'marsh', family: 'Marsh', given: 'Ewan', called: 'Dr Marsh', hue: 2 },
  { practitioner: 'pereira', family: 'Pereira Lobo', given: 'Inês', called: 'Dr Pereira', hue: 3 },
  { practitioner: 'rao', family: 'Rao', given: 'Vikram', called: 'NP Rao', hue: 4 },
  { practitioner: 'soren', family: 'Sørensgaard', given: 'Liv', called: 'PA Sørensgaard', hue: 5 }
] as const;

/** Sees children and those who grew up with him. */
export const CHILDRENS_DOCTOR = 'marsh';

export const ROOMS = Array.from({ length: 10 }, (_, at) => {
  return { room: `room-${at + 1}`, name: at === 9 ? 'Procedure' : `Room ${at + 1}` };
});

export const VISIT_TYPES = [
  { visitType: 'new', name: 'New patient', minutes: 40, hue: 0 },
  { visitType: 'follow-up', name: 'Follow-up', minutes: 20, hue: 1 },
  { visitType: 'physical', name: 'Annual physical', minutes: 40, hue: 2 },
  { visitType: 'sick', name: 'Sick visit', minutes: 20, hue: 3 },
  { visitType: 'procedure', name: 'Procedure', minutes: 30, hue: 4 },
  { visitType: 'nurse', name: 'Nurse visit', minutes: 15, hue: 5 },
  { visitType: 'telehealth', name: 'Telehealth', minutes: 20, hue: 6 }
] as const;

export type DemoVisitType = (typeof VISIT_TYPES)[number];

/** Shown on the sign-in page of a demonstration, passphrases and all. */
export const STAFF: readonly NewPerson[] = [
  { user: 'nell', name: 'Nell Ashgrove', initials: 'NA', role: 'clerk', passphrase: 'harbor lantern' },
  { user: 'teo', name: 'Teo Montealba', initials: 'TM', role: 'clerk', passphrase: 'quiet seagull' },
  { user: 'ruth', name: 'Ruth Bjørkelund', initials: 'RB', role: 'assistant', passphrase: 'granite pebble' },
  { user: 'sam', name: 'Sam Okonjola', initials: 'SO', role: 'coordinator', passphrase: 'meadow weaver' },
  { user: 'mei', name: 'Mei Parkwon', initials: 'MP', role: 'clinical', passphrase: 'copper kettle' },
  { user: 'ivy', name: 'Ivy Thimbleby', initials: 'IT', role: 'manager', passphrase: 'orchard ladder' },
  { user: 'bea', name: 'Bea Quillfeather', initials: 'BQ', role: 'biller', passphrase: 'ledger thistle' },
  { user: 'pim', name: 'Pim Vandersloot', initials: 'PV', role: 'privacy-officer', passphrase: 'willow cabinet' }
];
export const CLERKS = ['nell', 'teo'] as const;
export const NURSE = 'mei';

const OFFICE_DAY: DayHours = [
  { from: 8 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 17 * 60 }
];
/** Monday to Friday. */
export const OFFICE_WEEK: WeekHours = Array.from({ length: 7 }, (_, day) => (day === 0 || day === 6 ? [] : OFFICE_DAY));

/** The practice document of the demonstration. */
export function practiceFacts(zone: ZoneId): NewOf<PracticeFact | ProfileFact>[] {
  return [
    { kind: 'practice/named', of: { name: 'Harbor Lane Family Practice' } },
    { kind: 'site/added', of: { site: SITE, name: 'Harbor Lane', zone } },
    { kind: 'area/added', of: { area: AREA, site: SITE, name: 'Waiting room' } },
    ...ROOMS.map((room): NewOf<PracticeFact> => ({ kind: 'room/added', of: { ...room, site: SITE, area: AREA } })),
    ...PRACTITIONERS.flatMap((practitioner): NewOf<PracticeFact>[] => [
      { kind: 'practitioner/added', of: practitioner },
      { kind: 'hours/set', of: { practitioner: practitioner.practitioner, site: SITE, week: OFFICE_WEEK } }
    ]),
    ...VISIT_TYPES.map((of): NewOf<PracticeFact> => ({ kind: 'visit-type/added', of })),
    ...STAFF.map(({ user, name, initials, role }): NewOf<PracticeFact> => {
      return { kind: 'staff/added', of: { user, name, initials, role } };
    }),
    ...PROFILES.map((of): NewOf<ProfileFact> => ({ kind: 'profile/said', of })),
    ...CONTACTS.map((of): NewOf<PracticeFact> => ({ kind: 'contact/added', of }))
  ];
}

/** Who can do what, and who interprets: a search for a time asks for it. */
const PROFILES: readonly Profile[] = [
  { kind: 'practitioner', id: 'kimball', skills: ['Joint injection'], languages: [], payers: null },
  { kind: 'practitioner', id: 'pereira', skills: ['Skin biopsy', 'Joint injection'], languages: ['pt'], payers: null },
  { kind: 'practitioner', id: 'rao', skills: [], languages: [], payers: ['Lighthouse Health Plan'] },
  { kind: 'staff', id: 'teo', skills: [], languages: ['es'], payers: null }
];

const CONTACTS = [
  {
    contact: 'demo-cardiology',
    type: 'practitioner',
    name: 'Dr. Odile Fontainebrune, Cardiology',
    phone: '+12075550140'
  },
  { contact: 'demo-imaging', type: 'organization', name: 'Gullhaven Imaging', phone: '+12075550141' },
  { contact: 'demo-hospital', type: 'organization', name: 'Port Ember Hospital', phone: '+12075550142' },
  { contact: 'demo-pharmacy', type: 'organization', name: 'Tern Cove Pharmacy', phone: '+12075550143' },
  { contact: 'demo-payer-1', type: 'payer', name: 'Lighthouse Health Plan', phone: '+18005550144' },
  { contact: 'demo-payer-2', type: 'payer', name: 'Northmere Mutual', phone: '+18005550145' }
] as const;
