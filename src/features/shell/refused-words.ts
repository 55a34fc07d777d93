import type { Fact } from '#domain/fact.ts';
import type { KnownFact, KnownKind } from '#domain/known-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import { NEED_WORDS } from '#domain/visit/needs.ts';
import { clockText, dayText } from '#ui/format.ts';

/** What each fact is called by people who read what was refused. A kind without words does not compile [SHELL-9]. */
const KIND_WORDS: Readonly<Record<KnownKind, string>> = {
  'practice/named': 'Name of the practice',
  'site/added': 'Office',
  'site/closed': 'Office closed',
  'area/added': 'Waiting area',
  'room/added': 'Room',
  'practitioner/added': 'Provider',
  'practitioner/retired': 'Provider retired',
  'practitioner/waited-for': 'Where a provider’s patients wait',
  'hours/set': 'Opening hours',
  'visit-type/added': 'Visit type',
  'staff/added': 'Person of the staff',
  'staff/removed': 'Person of the staff removed',
  'role/set': 'What a role may do',
  'lock-times/set': 'When screens lock',
  'alarm/raised': 'Alarm',
  'alarm/closed': 'Alarm put away',
  'contact/added': 'Contact',
  'block/placed': 'Time kept on the schedule',
  'block/removed': 'Time kept on the schedule given up',
  'block/moved-once': 'Time kept on the schedule moved for one day',
  'visit-type/ruled': 'Rules of a visit type',
  'overlap/allowed': 'Rule for double booking',
  'site-hours/set': 'Office hours',
  'check-in/ruled': 'What is asked at check-in',
  'arrival/ruled': 'When patients may arrive',
  'flow/ruled': 'Limits of waits and delays',
  'profile/said': 'What somebody can do, speaks and accepts',
  'unconfirmed/ruled': 'What becomes of unconfirmed visits',
  'no-show/ruled': 'What is done after missed visits',
  'recall/ruled': 'Rule for calling patients back',
  'conflict/ruled': 'Who may book over a conflict',
  'on-call/swap-asked': 'On-call turn to change hands',
  'on-call/swap-answered': 'Answer about an on-call turn',
  'on-call/handed-off': 'Handoff note of an on-call turn',
  'device/added': 'Equipment',
  'patient/registered': 'Registered',
  'patient/changed': 'Changed',
  'encounter/recorded': 'Earlier visit recorded',
  'patient/contact-wished': 'How not to reach the patient',
  'patient/merged': 'Merged into another record',
  'patient/absorbed': 'Another record merged into this one',
  'patient/told-apart': 'Not the same person as another record',
  'field/verified': 'Made sure of',
  'related/said': 'Somebody beside the patient',
  'patient/flagged': 'What to know when greeting',
  'coverage/added': 'Insurance added',
  'coverage/changed': 'Insurance changed',
  'coverage/withdrawn': 'Insurance taken out',
  'coverage/self-pay-said': 'Paying without insurance',
  'coverage/msp-asked': 'Who pays before Medicare',
  'eligibility/verified': 'Insurance checked with its payer',
  'appointment/booked': 'Appointment booked',
  'appointment/moved': 'Appointment moved',
  'appointment/rescheduled': 'Appointment rescheduled',
  'appointment/cancelled': 'Appointment cancelled',
  'appointment/no-show': 'No-show',
  'appointment/delay-told': 'Told of a delay',
  'appointment/unconfirmed-settled': 'What becomes of an unconfirmed visit',
  'appointment/attempted': 'Tried to reach the patient',
  'appointment/patient-settled': 'Said who an appointment is for',
  'appointment/received': 'Message of another system',
  'appointment/slip-issued': 'Slip printed',
  'appointment/forms-named': 'Forms due for a slip',
  'calls/asked': 'Asked for patients to call',
  'calls/dealt': 'A desk’s share of the calls',
  'lease/granted': 'A desk’s share of the free time',
  'kiosk/silent': 'A kiosk is not heard',
  'kiosk/heard': 'A kiosk is heard again',
  'day-sheet/printed': 'Day sheet printed',
  'slot/offered': 'Free time offered',
  'slot/answered': 'Offer answered',
  'waitlist/added': 'Put on the waitlist',
  'waitlist/offered': 'Time offered from the waitlist',
  'waitlist/answered': 'Waitlist offer answered',
  'resource/kept': 'Record of another system, as it came',
  'order/placed': 'Order to schedule',
  'recall/due': 'Recall due',
  'procedure/requested': 'Procedure requested',
  'procedure/dated': 'Day of a procedure',
  'procedure/stepped': 'Step towards a procedure',
  'procedure/noted': 'Detail of a procedure',
  'procedure/ended': 'Procedure ended',
  'notice/written': 'Message to a provider',
  'case/hidden': 'Put off on a list',
  'case/attempted': 'Tried to reach the patient',
  'case/closed': 'Taken off a list',
  'scan/captured': 'Paper taken in',
  'scan/page-changed': 'Page of a paper cut',
  'scan/filed': 'Paper filed',
  'scan/reviewed': 'Paper reviewed',
  'scan/returned': 'Paper back in the inbox',
  'scan/unreadable': 'Paper to scan again',
  'scan/readable': 'Paper that can be read after all',
  'scan/discarded': 'Paper discarded',
  'document/filed': 'Document filed',
  'document/reindexed': 'Document indexed anew',
  'document/reviewed': 'Document reviewed',
  'document/recalled': 'Document recalled',
  'packet/given': 'Forms given',
  'packet/sent': 'Forms handed out',
  'packet/opened': 'Forms opened',
  'form/answered': 'Answer on a form',
  'form/submitted': 'Form handed in',
  'form/declined': 'Form not signed',
  'form/copied': 'Copy of a form given',
  'form/settled': 'Change from a form looked at',
  'form/reviewed': 'Form reviewed',
  'packet/closed': 'Forms put away',
  'consent/recorded': 'Consent',
  'form/ruled': 'When a form is given',
  'form/defined': 'Text of a form',
  'visit/arrived': 'Arrived',
  'visit/called': 'Called',
  'visit/roomed': 'In room',
  'visit/ready': 'Ready for the provider',
  'visit/with-provider': 'With provider',
  'visit/done': 'Seen',
  'visit/checked-out': 'Checked out',
  'visit/left': 'Left',
  'visit/spoken-to': 'Spoken to',
  'visit/placed': 'Turn changed',
  'visit/needed': 'Called for',
  'visit/need-met': 'No longer called for',
  'visit/flagged': 'What to know at this visit',
  'visit/told-apart': 'Two visits stay two',
  'visit/checked-in': 'Checked in',
  'visit/line-waived': 'Checked in without something',
  'room/freed': 'Room freed',
  'room/cleaning': 'Room being made ready',
  'room/blocked': 'Room not to be used',
  'submission/handled': 'Kiosk arrival dealt with',
  'submission/field-settled': 'Change from a kiosk settled',
  'submission/sealed': 'Told to the kiosk',
  'arrivals/opened': 'Kiosk day opened',
  'envelope/placed': 'Slip made known to kiosks',
  'envelope/withdrawn': 'Slip withdrawn from kiosks',
  'arrivals/form-shown': 'Form shown to kiosks',
  'board/opened': 'Board opened',
  'ticket/waiting': 'Ticket waiting',
  'ticket/called': 'Ticket called',
  'ticket/gone': 'Ticket gone',
  'line/ordered': 'Order of the board',
  'wait/told': 'Wait told',
  'waits/judged': 'Waits judged',
  'delay/told': 'Delay told',
  'audit/noted': 'Access log',
  'audit/signed': 'Access log signed',
  'audit/checkpoint': 'Access log checkpoint',
  'fact/voided': 'Taken back'
};

export function kindText(kind: string): string {
  return Object.hasOwn(KIND_WORDS, kind) ? KIND_WORDS[kind as KnownKind] : 'A change of a newer version'; // asked above
}

/** What a fact says beside its kind: where, when, why. Empty when its kind says it all. It was checked when it was written. */
export function detailText(fact: Fact, practice: Practice): string {
  const known = fact as KnownFact; // kinds of newer versions fall through
  switch (known.kind) {
    case 'appointment/booked': {
      const { visitType, at } = known.of;
      return [practice.visitTypes.get(visitType)?.name, placeText(at, practice)].filter(Boolean).join(', ');
    }
    case 'appointment/moved':
      return `to ${placeText(known.of.to, practice)}`;
    case 'appointment/rescheduled':
      return `to ${dayText(known.of.to.date)}`;
    case 'appointment/cancelled':
    case 'appointment/no-show':
    case 'visit/left':
      return known.of.reason.replaceAll('-', ' ');
    case 'visit/needed':
    case 'visit/need-met':
      return NEED_WORDS[known.of.need].toLowerCase();
    case 'visit/arrived':
      return `ticket ${known.of.ticket}`;
    case 'visit/called':
    case 'visit/roomed':
    case 'room/freed':
    case 'room/cleaning':
    case 'room/blocked':
      return practice.rooms.get(known.of.room)?.name ?? '';
    case 'practice/named':
    case 'site/added':
    case 'area/added':
    case 'room/added':
    case 'visit-type/added':
    case 'staff/added':
    case 'contact/added':
      return known.of.name;
    case 'practitioner/added':
      return known.of.called;
    default:
      return '';
  }
}

function placeText({ practitioner, start }: Placement, practice: Practice): string {
  const who = practice.practitioners.get(practitioner)?.called;
  return [clockText(start), who].filter(Boolean).join(' with ');
}
