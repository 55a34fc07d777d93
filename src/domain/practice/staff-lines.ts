import type { UserId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { StaffRole, StaffVerb } from './practice-facts.ts';

/** `GET /api/people` (people). */
export interface PeoplePage {
  readonly people: readonly PersonLine[];
  readonly roles: readonly RoleLine[];
}

export interface PersonLine {
  readonly user: UserId;
  readonly name: string;
  readonly initials: string;
  readonly role: StaffRole;
  readonly disabledAt: Instant | null;
  readonly sessions: readonly SessionLine[];
}

export interface SessionLine {
  readonly id: string;
  /** The device's label. */
  readonly device: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  /** The one that asks. */
  readonly own: boolean;
}

export interface RoleLine {
  readonly role: StaffRole;
  readonly verbs: readonly StaffVerb[];
  /** Verbs that did not exist when a manager changed the role last: it has those that it begins with [ROLE-8]. */
  readonly came: readonly StaffVerb[];
}

export interface NewPassphrase {
  readonly user: UserId;
  /** Five words; shown this once. */
  readonly passphrase: string;
}
