import type { Elsewhere, PatientLabel } from '../scheduling/appointment-facts.ts';
import type { Fact } from '../fact.ts';
import type { Instant } from '../time.ts';
import type { PatientFlag } from '../patient/flags.ts';
import type { CheckLine } from './check-in-rules.ts';
import type { AppointmentId, DeviceNo, PatientId, RoomId, SubmissionId, TicketCode, VisitId } from '../ids.ts';

/** `joined`: nobody left; it is one visit with another from here on [ARR-18]. */
export type LeaveReason = 'without-being-seen' | 'rescheduled' | 'sent-elsewhere' | 'joined' | 'other';

/** What is called for while a patient is here. It goes with the patient, also to another room. */
export type Need = 'nurse' | 'provider' | 'interpreter' | 'lab' | 'ekg';

/** Why a person changed somebody's turn. `clinical` goes before all; the others say where. */
export type PlaceReason = 'clinical' | 'cannot-wait' | 'provider-asked' | 'agreed' | 'stepped-out' | 'mistake';

/** Why nobody is to be called to a room. */
export type BlockReason = 'repair' | 'infection' | 'other-use';

/** Of who left without being seen: why, as far as anybody knows. */
export type UnseenWhy = 'waited-too-long' | 'no-answer';

/** Why two visits of a day that look like one person's stay two [ARR-20]. */
export type ApartWhy = 'two-people' | 'both-stand';

/** What a kiosk's submission may propose to change of a registration. */
export type ProposedField = 'name' | 'birthDate' | 'phones' | 'email' | 'address' | 'language' | 'emergency';

/** What a desk made of one such field. */
export type FieldOutcome = 'taken' | 'refused';

/** Facts about people who are here, in the `day/<site>/<date>` document. */
export type VisitFact =
  | Fact<
      'visit/arrived',
      {
        readonly visit: VisitId;
        /** Null for a walk-in. */
        readonly appointment: AppointmentId | null;
        readonly patient: PatientId | null;
        readonly label: PatientLabel;
        readonly ticket: TicketCode;
        /** The kiosk submission that brought it, when one did. */
        readonly submission?: SubmissionId;
        /** A walk-in who is seen today though booked for another day [ARR-17]. */
        readonly instead?: Elsewhere;
        /** When they came, where another visit of theirs had said so first [ARR-18]. */
        readonly cameAt?: Instant;
      }
    >
  | Fact<'visit/called', { readonly visit: VisitId; readonly room: RoomId }>
  /** The room tablet saw the patient come in. */
  | Fact<'visit/roomed', { readonly visit: VisitId; readonly room: RoomId }>
  /** Ready for the provider. */
  | Fact<'visit/ready', { readonly visit: VisitId }>
  | Fact<'visit/with-provider', { readonly visit: VisitId }>
  /** Seen; goes to check-out. */
  | Fact<'visit/done', { readonly visit: VisitId }>
  | Fact<'visit/checked-out', { readonly visit: VisitId }>
  | Fact<
      'visit/left',
      {
        readonly visit: VisitId;
        readonly reason: LeaveReason;
        readonly why?: UnseenWhy;
        /** The visit it is one with; only where it was joined [ARR-18]. */
        readonly into?: VisitId;
      }
    >
  /** Somebody spoke to a patient who waits or was called: they are still here [QUE-22]. */
  | Fact<'visit/spoken-to', { readonly visit: VisitId }>
  /** A person said whose turn comes when: `turn` counts among the others' as if it were an appointment's time [FLOW-13]. */
  | Fact<
      'visit/placed',
      {
        readonly visit: VisitId;
        readonly turn: Instant;
        /** Whom it was put before, for who asks later; null for the end of the line, and for `clinical`. */
        readonly before: VisitId | null;
        readonly reason: PlaceReason;
      }
    >
  /** Something is called for [FLOW-12]. */
  | Fact<'visit/needed', { readonly visit: VisitId; readonly need: Need }>
  | Fact<'visit/need-met', { readonly visit: VisitId; readonly need: Need }>
  /** Of this visit alone: the patient's own flags are in their record. */
  | Fact<'visit/flagged', { readonly visit: VisitId; readonly flag: PatientFlag; readonly on: boolean }>
  /** Somebody looked at this visit and one that seems to be the same person's: they stay two [ARR-20]. */
  | Fact<'visit/told-apart', { readonly visit: VisitId; readonly other: VisitId; readonly why: ApartWhy }>
  /** The front desk has all it needs of the patient. Says nothing of where the patient is: somebody may be called before. */
  | Fact<'visit/checked-in', { readonly visit: VisitId }>
  /** Checked in without this line, and why. */
  | Fact<'visit/line-waived', { readonly visit: VisitId; readonly line: CheckLine; readonly reason: string }>
  /** Ready for the next patient; also lifts a block. */
  | Fact<'room/freed', { readonly room: RoomId }>
  /** Somebody makes it ready. */
  | Fact<'room/cleaning', { readonly room: RoomId }>
  | Fact<'room/blocked', { readonly room: RoomId; readonly reason: BlockReason }>
  /** What the desk made of a kiosk submission. */
  | Fact<
      'submission/handled',
      {
        readonly submission: SubmissionId;
        readonly device: DeviceNo;
        readonly outcome: 'arrived' | 'walk-in' | 'dismissed';
        readonly visit: VisitId | null;
      }
    >
  /** A desk took or refused one field of what a submission told; taken, the patient's own document says the value. */
  | Fact<
      'submission/field-settled',
      {
        readonly submission: SubmissionId;
        readonly device: DeviceNo;
        readonly patient: PatientId;
        readonly field: ProposedField;
        readonly outcome: FieldOutcome;
      }
    >;

/** What is noted of a visit and moves it nowhere. */
export type MarkKind = 'visit/checked-in' | 'visit/line-waived' | 'visit/flagged' | 'visit/told-apart';

const MARKS: ReadonlySet<string> = new Set<MarkKind>([
  'visit/checked-in',
  'visit/line-waived',
  'visit/flagged',
  'visit/told-apart'
]);

export function isMark(kind: string): kind is MarkKind {
  return MARKS.has(kind);
}

/** An appointment has one visit, whoever marks the arrival first: its id follows from the appointment's. */
export function visitOf(appointment: AppointmentId): VisitId {
  return `v-${appointment}`;
}
