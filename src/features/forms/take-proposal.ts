import { addition, alteration, type OfRecord } from '#domain/coverage/adding.ts';
import type { HarvestProposal } from '#domain/forms/harvest.ts';
import type { PersonProposal } from '#domain/forms/harvest-people.ts';
import type { PlanProposal } from '#domain/forms/harvest-plans.ts';
import type { NewFact } from '#domain/fact.ts';
import type { CaseId } from '#domain/ids.ts';
import { checkDemographics } from '#domain/patient/demographics.ts';
import { checkRelated, saidOfRelated } from '#domain/patient/check-related.ts';
import type { JoinedPatient } from '#domain/patient/joined.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { FormsRefusal } from './refusals.ts';

/** What taking a proposal writes, and what it makes sure of: evidence speaks of it as `coverage:<id>`. */
export interface Taking {
  readonly parts: readonly OfRecord[];
  /** Null: nothing that is looked at again by itself. */
  readonly field: string | null;
  readonly of: string;
}

interface Into {
  readonly record: JoinedPatient;
  /** What is new is named after the packet it came from: two desks that both take it write one thing [FORM-16]. */
  readonly packet: CaseId;
  readonly today: LocalDate;
}

/** Works out what is written where staff take a proposal; refused where two desks disagree about it, or it may not be kept so [FORM-16]. */
export function takingOf(proposal: HarvestProposal, into: Into): Result<Taking, FormsRefusal> {
  const { record, today } = into;
  const { patient } = record;
  const alone = (fact: NewFact, field: string | null): Result<Taking, FormsRefusal> =>
    ok({ parts: [{ patient, facts: [fact] }], field, of: patient });
  switch (proposal.kind) {
    case 'field': {
      const { what: field, from, to } = proposal;
      if (record.forks.some((fork) => fork.field === field)) return err({ code: 'forms/in-doubt' });
      if (to !== null && !checkDemographics({ [field]: to }, today).ok) return err({ code: 'forms/cannot-be-kept' });
      return alone({ kind: 'patient/changed', of: { patient, field, from, to } }, field);
    }
    case 'wishes':
      return alone({ kind: 'patient/contact-wished', of: { patient, ...proposal.to } }, null);
    case 'self-pay':
      return alone({ kind: 'coverage/self-pay-said', of: { patient, pays: proposal.to } }, null);
    case 'coverage':
      return planTaking(proposal, into);
    case 'related':
      return personTaking(proposal, into);
  }
}

function planTaking(
  { what, held, replaces, to }: PlanProposal,
  { record, packet, today }: Into
): ReturnType<typeof takingOf> {
  const { list = [], forks = [] } = record.coverages ?? {};
  const asked = held ?? replaces;
  if (asked && forks.some(({ coverage }) => coverage === asked.coverage)) return err({ code: 'forms/in-doubt' });
  const { patient } = record;
  const coverage = held?.coverage ?? `${packet}.${what.replace(':', '.')}`;
  const parts = held
    ? alteration(held, to, list, today)
    : addition(list, { patient, coverage, said: to, replaces: replaces?.coverage }, today);
  if (!parts.ok) {
    const { code } = parts.error;
    if (code === 'coverage/same-card' || code === 'coverage/overlaps') return err({ code: 'forms/plans-clash' });
    return err({ code: code === 'coverage/no-member' ? 'forms/no-member' : 'forms/cannot-be-kept' });
  }
  const of = held?.patient ?? patient;
  const written = held
    ? [{ patient: of, facts: parts.value as readonly NewFact[] }]
    : (parts.value as readonly OfRecord[]); // as they were made above
  return ok({ parts: written, field: `coverage:${coverage}`, of });
}

function personTaking(
  { what, held, replaces, from, to }: PersonProposal,
  { record, packet }: Into
): ReturnType<typeof takingOf> {
  const { patient, relatedForks = [] } = record;
  const isForked = [held, replaces].some((one) => one && relatedForks.some(({ related }) => related === one.related));
  if (isForked) return err({ code: 'forms/in-doubt' });
  if (checkRelated(to)) return err({ code: 'forms/cannot-be-kept' });
  const related = held?.related ?? `${packet}.${what.slice('related:'.length)}`;
  const of = held?.patientOf ?? patient;
  const said = (owner: string, id: string, before: typeof from, after: typeof to): OfRecord => ({
    patient: owner,
    facts: [{ kind: 'related/said', of: { patient: owner, related: id, from: before, to: after } }]
  });
  const before = replaces && saidOfRelated(replaces);
  const parts = [
    said(of, related, from, to),
    ...(replaces && before
      ? [said(replaces.patientOf, replaces.related, before, { ...before, roles: before.roles.filter((role) => role !== 'guarantor') })] // prettier-ignore
      : [])
  ];
  return ok({ parts, field: `related:${related}`, of });
}
