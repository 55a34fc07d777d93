/** Advisory locks of a clinic's database. [Note: one database a clinic] They and the channels are the whole database's, so two clinics never share one. */
export const LOCK = {
  append: 4_201_001,
  schema: 4_201_002,
  agent: 4_201_003,
  'set-up': 4_201_004,
  prepare: 4_201_005,
  hl7: 4_201_006,
  kiosks: 4_201_007
} as const;

/** What processes of a clinic tell each other, by LISTEN and NOTIFY. */
export const CHANNEL = {
  /** The journal's new head. */
  head: 'anteroom_head',
  /** The number of a device that was removed. */
  revoked: 'anteroom_revoked',
  /** A person, a role or a session changed. */
  people: 'anteroom_people'
} as const;
