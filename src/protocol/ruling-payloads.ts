import * as v from 'valibot';
import type { ConflictFact } from '../domain/scheduling/conflict-rules.ts';
import type { RecallFact } from '../domain/scheduling/recall.ts';
import type { Payloads } from './case-payloads.ts';
import { id, list } from './fact-fields.ts';
import { staffRole } from './staff-fields.ts';

const recallDays = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_660));

/** What a practice says of calling patients back and of booking over what is in the way. */
export const RULING_PAYLOADS: Payloads<RecallFact | ConflictFact> = {
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
