import type { Fact } from '../fact.ts';
import type { AppointmentId, PatientId, PractitionerId, VisitTypeId } from '../ids.ts';
import type { LocalDate, MinuteOfDay, Minutes } from '../time.ts';

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
  | 'deceased'
  | 'duplicate'
  | 'entered-in-error';

export type NoShowReason = 'no-call' | 'called-late' | 'wrong-day' | 'left-before' | 'unknown';

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
        readonly replaces?: { readonly date: LocalDate; readonly appointment: AppointmentId };
      }
    >
  | Fact<'appointment/moved', { readonly appointment: AppointmentId; readonly from: Placement; readonly to: Placement }>
  | Fact<
      'appointment/rescheduled',
      {
        readonly appointment: AppointmentId;
        readonly to: { readonly date: LocalDate; readonly appointment: AppointmentId };
      }
    >
  | Fact<
      'appointment/cancelled',
      {
        readonly appointment: AppointmentId;
        readonly by: 'patient' | 'clinic';
        readonly reason: CancelReason;
        readonly note?: string;
      }
    >
  | Fact<'appointment/no-show', { readonly appointment: AppointmentId; readonly reason: NoShowReason }>
  /** A slip with a QR code was printed; the kiosk recognises it by `envelope` and opens it with the key derived from the code. */
  | Fact<
      'appointment/slip-issued',
      { readonly appointment: AppointmentId; readonly envelope: string; readonly key: Uint8Array }
    >;
