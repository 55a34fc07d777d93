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
  const isGood = authorization && authorization.from <= day.date && day.date <= authorization.to;
  if ((rules.authorization && !isGood) || isUsedUp(day, appointment)) classes.push('C9');
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

/** As many of the patient's visits before this one name the authorization as it is good for, whatever the type asks for. */
function isUsedUp({ date, others, appointments }: ScheduleDay, one: Appointment): boolean {
  const { authorization, patient } = one;
  if (authorization?.units === undefined) return false;
  const elsewhere = (others?.get(patient) ?? []).filter(
    (other) => other.authorization === authorization.number && other.date < date
  );
  const today = appointments.filter(
    (other) =>
      isLive(other) &&
      other.patient === patient &&
      other.authorization?.number === authorization.number &&
      other.at.start < one.at.start
  );
  return elsewhere.length + today.length >= authorization.units;
}

function isTooSoon({ date, others }: ScheduleDay, { patient, visitType }: Appointment, intervalDays: number): boolean {
  return (others?.get(patient) ?? []).some(
    (other) => other.visitType === visitType && other.date < date && plusDays(other.date, intervalDays) > date
  );
}
