import type { Words } from '../result.ts';

/** Why a message cannot be read at all. `line` counts from 1. */
export type MessageRefusal =
  | { readonly code: 'hl7/no-frame' }
  | { readonly code: 'hl7/charset' }
  | { readonly code: 'hl7/empty' }
  | { readonly code: 'hl7/too-long' }
  | { readonly code: 'hl7/no-head' }
  | { readonly code: 'hl7/bad-head' }
  | { readonly code: 'hl7/bad-line'; readonly line: number }
  | { readonly code: 'hl7/two-messages'; readonly line: number };

/** Why a message that can be read is not for us. */
export type HeadRefusal =
  | { readonly code: 'hl7/kind' }
  | { readonly code: 'hl7/trigger' }
  | { readonly code: 'hl7/version' }
  | { readonly code: 'hl7/processing' }
  | { readonly code: 'hl7/no-control-id' };

/** Why an appointment cannot be kept as a message has it. */
export type NoticeRefusal =
  | { readonly code: 'siu/no-schedule' }
  | { readonly code: 'siu/no-ids' }
  | { readonly code: 'siu/no-patient' }
  | { readonly code: 'siu/no-name' }
  | { readonly code: 'siu/no-start' }
  | { readonly code: 'siu/bad-time'; readonly field: string }
  | { readonly code: 'siu/no-length' }
  | { readonly code: 'siu/past-midnight' }
  | { readonly code: 'siu/no-provider' }
  | { readonly code: 'siu/provider-unknown' }
  | { readonly code: 'siu/type-unknown' }
  | { readonly code: 'siu/place-unknown' }
  | { readonly code: 'siu/no-such-appointment' }
  | { readonly code: 'siu/ended' }
  | { readonly code: 'siu/not-kept'; readonly say: string };

export type Hl7Refusal = MessageRefusal | HeadRefusal | NoticeRefusal;

/** What the sender is told. No word of the message itself is in it: answers are logged in places we do not know [HL7-9]. */
const WORDS: Words<Hl7Refusal> = {
  'hl7/no-frame': () => 'A message did not begin or end as MLLP has it. It was not taken.',
  'hl7/charset': () =>
    'The message’s bytes are not in the character set that MSH-18 names, or it is none that is read here.',
  'hl7/empty': () => 'The message is empty.',
  'hl7/too-long': () => 'The message is longer than one megabyte, or has too many segments or fields.',
  'hl7/no-head': () => 'The message does not begin with an MSH segment.',
  'hl7/bad-head': () => 'The separators in MSH-1 and MSH-2 cannot be read.',
  'hl7/bad-line': ({ line }) => `Line ${line} does not begin with the name of a segment.`,
  'hl7/two-messages': ({ line }) => `A second message begins in line ${line}.`,
  'hl7/kind': () => 'Only scheduling messages (SIU) are taken here.',
  'hl7/trigger': () => 'Of scheduling messages, S12 to S17 and S26 are taken here.',
  'hl7/version': () => 'The version in MSH-12 is not one of HL7 2.1 to 2.8.',
  'hl7/processing': () => 'Only production messages (MSH-11 P) are taken here.',
  'hl7/no-control-id': () => 'The message has no control id (MSH-10).',
  'siu/no-schedule': () => 'The message has no SCH segment.',
  'siu/no-ids': () => 'The appointment has neither a placer id (SCH-1) nor a filler id (SCH-2).',
  'siu/no-patient': () => 'The message names no patient (PID).',
  'siu/no-name': () => 'The patient has no name (PID-5).',
  'siu/no-start': () => 'No start is said (TQ1-7, SCH-11, or a resource’s start).',
  'siu/bad-time': ({ field }) => `The time in ${field} cannot be read.`,
  'siu/no-length': () => 'No length is said, and the visit type has none here.',
  'siu/past-midnight': () => 'The appointment would end after midnight.',
  'siu/no-provider': () => 'The message names no provider (AIP-3, PV1-7 or AIG-3).',
  'siu/provider-unknown': () => 'No provider here has this id or name. It may be added to the table of codes.',
  'siu/type-unknown': () => 'No visit type here has this code or name. It may be added to the table of codes.',
  'siu/place-unknown': () => 'No office here has this name, and there is more than one.',
  'siu/no-such-appointment': () => 'There is no appointment with these ids here.',
  'siu/ended': () => 'The appointment was called off or missed here. Nothing was changed.',
  'siu/not-kept': ({ say }) => say
};

export function wordsFor(refusal: Hl7Refusal): string {
  const words = WORDS[refusal.code] as (refusal: Hl7Refusal) => string; // each code's words take that code's refusal
  return words(refusal);
}

/** Of another kind or make, so that sending it again is no use: AR. All else is AE (table 0008). */
export function isReject(refusal: Hl7Refusal): boolean {
  return refusal.code.startsWith('hl7/');
}

/** HL7 table 0357, message error condition codes. */
export function errorCodeOf({ code }: Hl7Refusal): string {
  switch (code) {
    case 'hl7/kind':
      return '200';
    case 'hl7/trigger':
      return '201';
    case 'hl7/processing':
      return '202';
    case 'hl7/version':
      return '203';
    case 'siu/no-such-appointment':
    case 'siu/provider-unknown':
    case 'siu/place-unknown':
      return '204';
    case 'siu/type-unknown':
      return '103';
    case 'siu/bad-time':
      return '102';
    case 'siu/ended':
    case 'siu/not-kept':
      return '207';
    case 'hl7/no-frame':
    case 'hl7/charset':
    case 'hl7/empty':
    case 'hl7/too-long':
    case 'hl7/no-head':
    case 'hl7/bad-head':
    case 'hl7/bad-line':
    case 'hl7/two-messages':
    case 'siu/no-schedule':
      return '100';
    default:
      return '101';
  }
}
