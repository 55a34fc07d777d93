import type { Fact } from '../fact.ts';
import type { PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import type { StaffRole, WeekHours } from '../practice/practice-facts.ts';
import type { LocalDate } from '../time.ts';
import { isRuled, type ConflictFact, type RuledClass, type Rulings } from './conflict-rules.ts';
import { USUAL_NO_SHOW_STEPS, type NoShowFact, type NoShowSteps } from './no-shows.ts';
import { profileKey, type Profile, type ProfileFact } from './profiles.ts';
import type { RecallFact, RecallRule } from './recall.ts';
import { handoffKey, swapsWith, type Swap, type SwapFact } from './swap.ts';
import type { UnconfirmedFact, UnconfirmedPolicy } from './unconfirmed.ts';
import type { Block, BlockId, DeviceId, OverlapPolicy, PlanFact, Stretch, TypeRules } from './plan-facts.ts';

export interface Device {
  readonly device: DeviceId;
  readonly site: SiteId;
  readonly name: string;
  readonly count: number;
}

/** A block with what was said of single instances: where each goes, or null where it does not take place. */
export interface PlannedBlock extends Block {
  readonly once: ReadonlyMap<LocalDate, Stretch | null>;
}

/** How a practice plans its time: what is on the schedule besides visits, and the rules for booking. Part of the practice. */
export interface Plan {
  readonly blocks: ReadonlyMap<BlockId, PlannedBlock>;
  readonly typeRules: ReadonlyMap<VisitTypeId, TypeRules>;
  readonly overlap: ReadonlyMap<string, OverlapPolicy>;
  readonly siteHours: ReadonlyMap<SiteId, WeekHours>;
  readonly devices: ReadonlyMap<DeviceId, Device>;
  /** After which time patients are called back, by what they came for. */
  readonly recalls: ReadonlyMap<VisitTypeId, RecallRule>;
  /** What is known of providers and staff for finding a time, by `profileKey`. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** What becomes of a visit that nobody confirms. */
  readonly unconfirmed: UnconfirmedPolicy;
  /** What is done after how many missed visits. */
  readonly noShows: NoShowSteps;
  /** Turns of being on call that were to change hands, in the order they were asked for. */
  readonly swaps: ReadonlyMap<string, Swap>;
  /** What was handed over with a turn of being on call, by `handoffKey`; the later word counts. */
  readonly handoffs: ReadonlyMap<string, string>;
  /** Who may let which conflict stand, where the practice has said so. */
  readonly rulings: Rulings;
}

/** A plan while it is being folded. */
export interface OpenPlan {
  readonly blocks: Map<BlockId, PlannedBlock>;
  readonly typeRules: Map<VisitTypeId, TypeRules>;
  readonly overlap: Map<string, OverlapPolicy>;
  readonly siteHours: Map<SiteId, WeekHours>;
  readonly devices: Map<DeviceId, Device>;
  readonly recalls: Map<VisitTypeId, RecallRule>;
  readonly profiles: Map<string, Profile>;
  unconfirmed: UnconfirmedPolicy;
  noShows: NoShowSteps;
  readonly swaps: Map<string, Swap>;
  readonly handoffs: Map<string, string>;
  readonly rulings: Map<RuledClass, readonly StaffRole[]>;
}

export function emptyPlan(): OpenPlan {
  return {
    blocks: new Map(),
    typeRules: new Map(),
    overlap: new Map(),
    siteHours: new Map(),
    devices: new Map(),
    recalls: new Map(),
    profiles: new Map(),
    unconfirmed: 'keep',
    noShows: USUAL_NO_SHOW_STEPS,
    swaps: new Map(),
    handoffs: new Map(),
    rulings: new Map()
  };
}

/** Takes one standing fact of the practice document into a plan [PLAN-1]; facts of other kinds change nothing. */
export function planWith(plan: OpenPlan, { kind, of }: Fact): void {
  type Known = PlanFact | ProfileFact | UnconfirmedFact | NoShowFact | RecallFact | SwapFact | ConflictFact;
  const fact = { kind, of } as Pick<Known, 'kind' | 'of'> as Known; // other kinds fall through the switch
  switch (fact.kind) {
    case 'block/placed':
      plan.blocks.set(fact.of.block, { ...fact.of, once: plan.blocks.get(fact.of.block)?.once ?? new Map() });
      break;
    case 'block/removed':
      plan.blocks.delete(fact.of.block);
      break;
    case 'block/moved-once': {
      const known = plan.blocks.get(fact.of.block);
      if (!known) break;
      const once = new Map(known.once).set(fact.of.date, fact.of.to);
      plan.blocks.set(fact.of.block, { ...known, once });
      break;
    }
    case 'visit-type/ruled':
      plan.typeRules.set(fact.of.visitType, fact.of);
      break;
    case 'overlap/allowed':
      plan.overlap.set(policyKey(fact.of.practitioner, fact.of.visitType), fact.of);
      break;
    case 'site-hours/set':
      plan.siteHours.set(fact.of.site, fact.of.week);
      break;
    case 'recall/ruled':
      plan.recalls.set(fact.of.visitType, fact.of);
      break;
    case 'profile/said':
      plan.profiles.set(profileKey(fact.of), fact.of);
      break;
    case 'unconfirmed/ruled':
      plan.unconfirmed = fact.of.policy;
      break;
    case 'no-show/ruled':
      plan.noShows = fact.of;
      break;
    case 'conflict/ruled':
      if (isRuled(fact.of.conflict)) plan.rulings.set(fact.of.conflict, fact.of.mayOverride);
      break;
    case 'on-call/swap-asked':
    case 'on-call/swap-answered':
      swapsWith(plan.swaps, fact);
      break;
    case 'on-call/handed-off':
      plan.handoffs.set(handoffKey(fact.of.block, fact.of.date), fact.of.note);
      break;
    case 'device/added':
      plan.devices.set(fact.of.device, fact.of);
      break;
  }
}

/** What a provider allows for a visit type; null when nothing was said, which is no double booking. */
export function policyFor(plan: Plan, practitioner: PractitionerId, visitType: VisitTypeId): OverlapPolicy | null {
  return (
    plan.overlap.get(policyKey(practitioner, visitType)) ?? plan.overlap.get(policyKey(practitioner, null)) ?? null
  );
}

function policyKey(practitioner: PractitionerId, visitType: VisitTypeId | null): string {
  return `${practitioner} ${visitType ?? '*'}`;
}
