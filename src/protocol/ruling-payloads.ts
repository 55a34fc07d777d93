import * as v from 'valibot';
import type { ConflictFact } from '../domain/scheduling/conflict-rules.ts';
import type { ProfileFact } from '../domain/scheduling/profiles.ts';
import type { NoShowFact } from '../domain/scheduling/no-shows.ts';
import type { UnconfirmedFact } from '../domain/scheduling/unconfirmed.ts';
import type { RecallFact } from '../domain/scheduling/recall.ts';
import type { Payloads } from './case-payloads.ts';
import { id, line, list } from './fact-fields.ts';
import { staffRole } from './staff-fields.ts';

const recallDays = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_660));

/** Missed visits of twelve months. */
const times = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99)));

const words = list(v.pipe(line(120, 'A name'), v.minLength(1)), 50);

/** What a practice says of who can do what, of calling patients back and of booking over what is in the way. */
export const RULING_PAYLOADS: Payloads<ProfileFact | UnconfirmedFact | NoShowFact | RecallFact | ConflictFact> = {
  'profile/said': v.looseObject({
    kind: v.picklist(['practitioner', 'staff']),
    id,
    skills: words,
    languages: list(v.pipe(v.string(), v.maxLength(35), v.regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)), 20),
    payers: v.nullable(words)
  }),
  'unconfirmed/ruled': v.looseObject({ policy: v.picklist(['keep', 'overbook', 'release']) }),
  'no-show/ruled': v.looseObject({ warn: times, letter: times, manager: times }),
  'recall/ruled': v.looseObject({
    visitType: id,
    afterVisitDays: v.nullable(recallDays),
    afterNoShowDays: v.nullable(recallDays)
  }),
  'conflict/ruled': v.looseObject({
    conflict: v.picklist(['C1', 'C2', 'C3', 'C5', 'C6', 'C7', 'C9', 'C10', 'C11']),
    mayOverride: v.pipe(
      list(staffRole, 5),
      v.check((roles) => new Set(roles).size === roles.length, 'A role is named once.')
    )
  })
};
