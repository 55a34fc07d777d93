import type { AttemptOutcome, Channel } from '../casework/attempts.ts';
import type { Fact } from '../fact.ts';
import type { AppointmentId, DeviceNo, PatientId, PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import type { Sex } from '../patient/patient-facts.ts';
import type { Instant, LocalDate, MinuteOfDay, Minutes } from '../time.ts';
import type { BlockId, Segment } from './plan-facts.ts';

/** Who an appointment is for, as known when it was booked, so that a day can be shown before the directory is open. */
export interface PatientLabel {
  readonly family: string;
  readonly given: string;
  readonly birthDate: LocalDate | null;
}

/** Where in the day: whose column, from when, for how long. */
export interface Placement {
  readonly practitioner: PractitionerId;
  readonly start: MinuteOfDay;
  readonly minutes: Minutes;
}

export type CancelReason =
  | 'illness'
  | 'transport'
  | 'cost'
  | 'insurance'
  | 'forgot'
  | 'better'
  | 'another-provider'
  | 'provider-ill'
  | 'emergency'
  | 'weather'
  | 'equipment'
  | 'schedule-change'
  /** Nobody confirmed it, and the time was given to others [CONF-7]. */
  | 'unconfirmed'
  | 'deceased'
  | 'duplicate'
  | 'entered-in-error';

/** Who called it off. `system`: what another system said, or a rule. */
export type CalledOffBy = 'patient' | 'clinic' | 'system';

/** What one tried to reach a patient about: the visit that is to come, one they missed, or another date for it. */
export type AttemptAbout = 'confirm' | 'no-show' | 'new-date';

/** What a patient who was told of a provider's delay wants; or nobody could tell them. */
export type DelayAnswer = 'waits' | 'steps-out' | 'other-provider' | 'another-time' | 'not-reached';

/** The last three excuse it: they are not counted [NOSHOW-1]. */
export type NoShowReason =
  'no-call' | 'called-late' | 'wrong-day' | 'left-before' | 'unknown' | 'illness' | 'transport' | 'disaster';

/** Why a visit was given another time: what calls one off, or the patient came, but too late for it or on another day. */
export type RescheduleReason = CancelReason | 'late' | 'wrong-day';

/** What may be wrong with a visit's place; `conflicts.ts` says when. */
export type ConflictClass = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8' | 'C9' | 'C10' | 'C11' | 'C12';

/** What somebody saw and booked over, and why. */
export interface Override {
  readonly classes: readonly ConflictClass[];
  readonly reason: string;
}

/** Who an appointment of another system is for, where nobody here has their number: somebody has to say who it is [HL7-6]. */
export interface UnknownPatient {
  readonly system: string;
  readonly numbers: readonly { readonly value: string; readonly authority: string; readonly type: string }[];
  readonly sex: Sex;
  readonly phone: string;
}

/** What is known at booking beyond who, what and where; each part may be missing. */
export interface BookingDetails {
  /** What it takes besides, or instead of, the provider for its whole length. `any` has one resource each: the one that was chosen. */
  readonly segments?: readonly Segment[];
  readonly over?: Override;
  /** The recurring booking it is one of, and the day that one's rule gives it. */
  readonly series?: { readonly series: string; readonly date: LocalDate };
  /** The lease it was booked on while the server was out of reach. */
  readonly lease?: string;
  /** How soon it matters, 1 the soonest: who goes first when two promises meet. */
  readonly urgency?: 1 | 2 | 3;
  readonly referral?: string;
  /** A payer's consent, the days it is good for, and for how many visits where that is counted. */
  readonly authorization?: {
    readonly number: string;
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly units?: number;
  };
  /** The hold that was let go for it. */
  readonly hold?: BlockId;
  /** The patient is a stand-in that has no document. */
  readonly unknown?: UnknownPatient;
}

/** What the server's agent says in a day's document: which desk may promise which time while it is alone [LEASE-1]. */
export type LeaseFact = Fact<
  'lease/granted',
  {
    readonly lease: string;
    readonly device: DeviceNo;
    readonly practitioner: PractitionerId;
    readonly date: LocalDate;
    readonly span: { readonly from: MinuteOfDay; readonly to: MinuteOfDay };
    readonly until: Instant;
  }
>;

/** An appointment of another day. */
export interface Elsewhere {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  /** Of another office; the same where it is left out. */
  readonly site?: SiteId;
}

/** Facts about appointments, in the `day/<site>/<date>` document of the day the appointment is for. */
export type AppointmentFact =
  | Fact<
      'appointment/booked',
      {
        readonly appointment: AppointmentId;
        readonly patient: PatientId;
        readonly label: PatientLabel;
        readonly visitType: VisitTypeId;
        readonly at: Placement;
        readonly note?: string;
        /** Booked while the server was out of reach: other desks may have taken the time. */
        readonly provisional?: true;
        /** The appointment this one stands for after a reschedule to another day. */
        readonly replaces?: Elsewhere;
      } & BookingDetails
    >
  | Fact<
      'appointment/moved',
      {
        readonly appointment: AppointmentId;
        readonly from: Placement;
        readonly to: Placement;
        /** Resources chosen anew; without them they stay as they were. */
        readonly segments?: readonly Segment[];
        readonly over?: Override;
      }
    >
  | Fact<
      'appointment/rescheduled',
      {
        readonly appointment: AppointmentId;
        readonly to: Elsewhere;
        /** As far as somebody said. */
        readonly reason?: RescheduleReason;
        /** Whole hours before its start that it was known; negative once it had begun. */
        readonly noticeHours?: number;
      }
    >
  | Fact<
      'appointment/cancelled',
      {
        readonly appointment: AppointmentId;
        readonly by: CalledOffBy;
        readonly reason: CancelReason;
        readonly note?: string;
        /** Whole hours before its start that it was known; negative once it had begun. */
        readonly noticeHours?: number;
      }
    >
  /** Somebody tried to reach the patient about it [CONF-1]. */
  | Fact<
      'appointment/attempted',
      {
        readonly appointment: AppointmentId;
        readonly about: AttemptAbout;
        readonly channel: Channel;
        readonly outcome: AttemptOutcome;
        readonly note?: string;
        /** How many tries about the same the desk knew of: more than that before it were made without its knowing [DEAL-3]. */
        readonly knew?: number;
      }
    >
  /** Nobody confirmed it by noon of the day before: it stays, or its time may be booked once more [CONF-7]. */
  | Fact<'appointment/unconfirmed-settled', { readonly appointment: AppointmentId; readonly how: 'kept' | 'overbook' }>
  /** A desk told the patient that the provider runs late by `minutes`, or tried to [QUE-24]. */
  | Fact<
      'appointment/delay-told',
      { readonly appointment: AppointmentId; readonly minutes: Minutes; readonly answer: DelayAnswer }
    >
  | Fact<'appointment/no-show', { readonly appointment: AppointmentId; readonly reason: NoShowReason }>
  /** Says who an appointment is for that came for somebody unknown here [HL7-6]. */
  | Fact<
      'appointment/patient-settled',
      { readonly appointment: AppointmentId; readonly patient: PatientId; readonly label: PatientLabel }
    >
  /** A message of another system about it was taken: written once all that it led to is [HL7-7]. */
  | Fact<
      'appointment/received',
      {
        readonly appointment: AppointmentId;
        readonly system: string;
        /** The message's control id; missing where another day's fact has it. */
        readonly message?: string;
        /** What that system, and whoever it books for, call the appointment. */
        readonly placer?: string;
        readonly filler?: string;
      }
    >
  /**
   * A slip was printed; the kiosk recognises its QR by `envelope` and opens it with the key derived from it. `code` is what the slip's
   * eight characters and the birth date come to, stretched (src/protocol/day-keys.ts).
   */
  | Fact<
      'appointment/slip-issued',
      {
        readonly appointment: AppointmentId;
        readonly envelope: string;
        readonly key: Uint8Array;
        readonly code?: Uint8Array;
        /** The forms that were due and that a kiosk may show, as its envelope names them (src/domain/forms/asked-forms.ts). */
        readonly forms?: readonly string[];
      }
    >
  /** What is due of them now, as a desk that has the patient's record works it out after the slip was printed [FORM-20]. */
  | Fact<'appointment/forms-named', { readonly appointment: AppointmentId; readonly forms: readonly string[] }>;
