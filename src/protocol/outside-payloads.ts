import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import { docName, id, label, line, list, maybe, sex, text } from './fact-fields.ts';

type OutsideKind = Extract<KnownKind, 'appointment/patient-settled' | 'appointment/received' | 'resource/kept'>;

/** Who an appointment of another system is for, where nobody here has their number. */
export const unknownPatient = v.looseObject({
  system: line(400),
  numbers: list(v.looseObject({ value: line(120), authority: line(199), type: line(40) }), 20),
  sex,
  phone: line(40, 'A phone number')
});

/** The shapes of what other systems' messages leave in a day, of what a desk answers, and of what is kept of their files. */
export const OUTSIDE_PAYLOADS: { readonly [Kind in OutsideKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'appointment/patient-settled': v.looseObject({ appointment: id, patient: docName, label }),
  'appointment/received': v.looseObject({
    appointment: id,
    system: line(400),
    message: maybe(line(199)),
    placer: maybe(line(400)),
    filler: maybe(line(400))
  }),
  'resource/kept': v.looseObject({
    owner: docName,
    type: v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z]{1,63}$/)),
    id: line(400),
    // A piece is at most 16,000 characters (sync-server/src/import/fhir/as-it-came.ts).
    json: v.pipe(list(text(16_384), 256), v.minLength(1))
  })
};
