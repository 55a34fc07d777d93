import { plusDays } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import type { ConflictClass } from './appointment-facts.ts';
import type { ScheduleDay } from './conflicts.ts';

/** What a visit's type asks for and this one lacks: C7, C9, C10, C11 [ENG-6]. */
export function ruleClasses(day: ScheduleDay, appointment: Appointment): readonly ConflictClass[] {
  const rules = day.practice.plan.typeRules.get(appointment.visitType);
  if (!rules) return [];
  const classes: ConflictClass[] = [];
  if (rules.dailyCap !== null && placeInDay(day, appointment) >= rules.dailyCap) classes.push('C7');
  const { authorization } = appointment;
  if (rules.authorization && !(authorization && authorization.from <= day.date && day.date <= authorization.to))
    classes.push('C9');
  if (rules.referral && appointment.referral === undefined) classes.push('C10');
  if (rules.intervalDays !== null && isTooSoon(day, appointment, rules.intervalDays)) classes.push('C11');
  return classes;
}

/** How many of the type the provider has before this one that day: of one too many, the last of the day is it. */
function placeInDay({ appointments }: ScheduleDay, one: Appointment): number {
  return appointments.filter(
    (other) =>
      isLive(other) &&
      other.visitType === one.visitType &&
      other.at.practitioner === one.at.practitioner &&
      (other.at.start < one.at.start || (other.at.start === one.at.start && other.appointment < one.appointment))
  ).length;
}

function isTooSoon({ date, others }: ScheduleDay, { patient, visitType }: Appointment, intervalDays: number): boolean {
  return (others?.get(patient) ?? []).some(
    (other) => other.visitType === visitType && other.date < date && plusDays(other.date, intervalDays) > date
  );
}
