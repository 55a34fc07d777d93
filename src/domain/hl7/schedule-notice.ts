import type { LocalDate, Minutes } from '../time.ts';
import type { Sex } from '../patient/patient-facts.ts';
import type { Hl7Time } from './hl7-time.ts';

/**
 * What happened to an appointment (v2.8.2 §10.3): S12 booked, S13 moved, S14 changed, S15 cancelled, S16 discontinued, S17 deleted, S26 missed.
 */
export const TRIGGERS = ['S12', 'S13', 'S14', 'S15', 'S16', 'S17', 'S26'] as const;
export type ScheduleTrigger = (typeof TRIGGERS)[number];

/** A coded value (CWE): any part may be ''. */
export interface Coded {
  readonly code: string;
  readonly text: string;
}

/** Somebody or something that is booked, as the other system calls it. */
export interface OutsideResource extends Coded {
  readonly family: string;
  readonly given: string;
}

/** A number of a person's (CX): PID-3. */
export interface OutsideNumber {
  readonly value: string;
  /** Who gave it: the assigning authority's name. */
  readonly authority: string;
  /** Table 0203: `MR`, `PI`; '' when it is not said. */
  readonly type: string;
}

/** Who an appointment is for, as the other system knows them. */
export interface OutsidePerson {
  readonly numbers: readonly OutsideNumber[];
  readonly family: string;
  readonly given: string;
  readonly birthDate: LocalDate | null;
  readonly sex: Sex;
  readonly phone: string;
}

/** A scheduling message, without what only HL7 cares for. */
export interface ScheduleNotice {
  readonly trigger: ScheduleTrigger;
  /** MSH-10: the same message twice has the same one. */
  readonly control: string;
  /** MSH-3 and MSH-4: ids are this system's. */
  readonly sender: string;
  /** SCH-1 and SCH-2 with the namespace they are told in; null when missing. */
  readonly placer: string | null;
  readonly filler: string | null;
  readonly start: Hl7Time | null;
  readonly minutes: Minutes | null;
  /** What it is for, what says most first. */
  readonly types: readonly Coded[];
  readonly providers: readonly OutsideResource[];
  readonly places: readonly Coded[];
  /** Why it was changed or called off (SCH-6), and what it is now (SCH-25). */
  readonly reasons: readonly Coded[];
  readonly note: string;
  readonly person: OutsidePerson | null;
}
