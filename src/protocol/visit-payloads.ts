import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import type { MarkKind } from '../domain/visit/visit-facts.ts';
import { date, docName, id, instant, label, maybe, ticket } from './fact-fields.ts';

type VisitKind = Exclude<Extract<KnownKind, `visit/${string}` | `room/${string}`>, 'room/added' | MarkKind>;

const need = v.picklist(['nurse', 'provider', 'interpreter', 'lab', 'ekg']);

/** The shapes of what happens to a patient in the house; what is noted of a visit: check-in-payloads.ts. */
export const VISIT_PAYLOADS: { readonly [Kind in VisitKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'visit/arrived': v.looseObject({
    visit: id,
    appointment: v.nullable(id),
    patient: v.nullable(docName),
    label,
    ticket,
    submission: maybe(id),
    instead: maybe(v.looseObject({ date, appointment: id, site: maybe(docName) })),
    cameAt: maybe(instant)
  }),
  'visit/called': v.looseObject({ visit: id, room: id }),
  'visit/roomed': v.looseObject({ visit: id, room: id }),
  'visit/ready': v.looseObject({ visit: id }),
  'visit/with-provider': v.looseObject({ visit: id }),
  'visit/done': v.looseObject({ visit: id }),
  'visit/checked-out': v.looseObject({ visit: id }),
  'visit/left': v.looseObject({
    visit: id,
    reason: v.picklist(['without-being-seen', 'rescheduled', 'sent-elsewhere', 'joined', 'other']),
    why: maybe(v.picklist(['waited-too-long', 'no-answer'])),
    into: maybe(id)
  }),
  'visit/spoken-to': v.looseObject({ visit: id }),
  'visit/placed': v.looseObject({
    visit: id,
    turn: instant,
    before: v.nullable(id),
    reason: v.picklist(['clinical', 'cannot-wait', 'provider-asked', 'agreed', 'stepped-out', 'mistake'])
  }),
  'visit/needed': v.looseObject({ visit: id, need }),
  'visit/need-met': v.looseObject({ visit: id, need }),
  'room/freed': v.looseObject({ room: id }),
  'room/cleaning': v.looseObject({ room: id }),
  'room/blocked': v.looseObject({ room: id, reason: v.picklist(['repair', 'infection', 'other-use']) })
};
