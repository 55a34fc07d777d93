import type { AuditFact } from './audit/audit-facts.ts';
import type { BoardFact } from './board/board-facts.ts';
import type { CaseFact } from './casework/case-facts.ts';
import type { CoverageFact } from './coverage/coverage-facts.ts';
import type { DocumentFact, ScanFact } from './document/document-facts.ts';
import type { FactVoided } from './fact.ts';
import type { FormFact, PacketFact } from './forms/packet-facts.ts';
import type { OutsideFact } from './import/outside-facts.ts';
import type { ArrivalsFact, InboxFact } from './intake/intake-facts.ts';
import type { PatientFact } from './patient/patient-facts.ts';
import type { AlarmFact } from './practice/alarm-facts.ts';
import type { LockTimesFact } from './practice/lock-times.ts';
import type { PracticeFact } from './practice/practice-facts.ts';
import type { AppointmentFact, LeaseFact } from './scheduling/appointment-facts.ts';
import type { ConflictFact } from './scheduling/conflict-rules.ts';
import type { SheetFact } from './scheduling/day-sheet.ts';
import type { PlanFact } from './scheduling/plan-facts.ts';
import type { KioskFact } from './scheduling/late-arrivals.ts';
import type { ProfileFact } from './scheduling/profiles.ts';
import type { NoShowFact } from './scheduling/no-shows.ts';
import type { UnconfirmedFact } from './scheduling/unconfirmed.ts';
import type { CallFact } from './scheduling/calls.ts';
import type { RecallFact } from './scheduling/recall.ts';
import type { SlotFact } from './scheduling/slot-offer.ts';
import type { SwapFact } from './scheduling/swap.ts';
import type { ArrivalWindowFact } from './visit/arrival-window.ts';
import type { CheckInRuleFact } from './visit/check-in-rules.ts';
import type { FlowLimitsFact } from './visit/flow-limits.ts';
import type { VisitFact } from './visit/visit-facts.ts';

/** Every fact this version writes and folds. Facts of other kinds come from newer versions: kept, passed on, not folded. */
export type KnownFact =
  | PracticeFact
  | AlarmFact
  | LockTimesFact
  | CheckInRuleFact
  | ArrivalWindowFact
  | FlowLimitsFact
  | PlanFact
  | ProfileFact
  | UnconfirmedFact
  | NoShowFact
  | RecallFact
  | ConflictFact
  | SwapFact
  | PatientFact
  | CoverageFact
  | AppointmentFact
  | LeaseFact
  | SlotFact
  | SheetFact
  | KioskFact
  | CallFact
  | CaseFact
  | ScanFact
  | DocumentFact
  | PacketFact
  | FormFact
  | VisitFact
  | InboxFact
  | ArrivalsFact
  | BoardFact
  | AuditFact
  | OutsideFact
  | FactVoided;

export type KnownKind = KnownFact['kind'];
export type PayloadOf<Kind extends KnownKind> = Extract<KnownFact, { readonly kind: Kind }>['of'];
