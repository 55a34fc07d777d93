import type { Coverage } from '#domain/coverage/coverages.ts';
import type { PatientId, PractitionerId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { interpretersOf } from '#domain/scheduling/profiles.ts';
import { ANY_SLOT, type SlotReason, type SlotSearch } from '#domain/scheduling/slot-search.ts';
import { isLocalDate, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import { minutesFrom } from './booking-form.ts';
import type { Known } from './find-known.ts';

/** `only-…` leaves other times out, `rather-…` puts them last. */
export type DayPart = '' | `${'only' | 'rather'}-${'morning' | 'afternoon' | 'evening'}`;

/** A search for a time as it is being filled in. What is empty asks for nothing. */
export interface FindForm {
  readonly visitType: VisitTypeId;
  /** Instead of the type's usual length. */
  readonly minutes: string;
  /** Any of these. */
  readonly practitioners: readonly PractitionerId[];
  /** Only who can do it, in the practice's words. */
  readonly skill: string;
  readonly from: LocalDate;
  readonly until: string;
  /** One office, or `''` for any [FIND-9]. */
  readonly site: SiteId | '';
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  readonly part: DayPart;
  /** `any`, or one room. */
  readonly room: string;
  /** The language somebody is to interpret. */
  readonly interpreter: string;
  /** What else it needs: `device:<id>`, `staff:<id>`. */
  readonly also: string;
  /** The name of a payer whose patients the provider has to see. */
  readonly payer: string;
  /** `''`, `typed`, or the number of one the patient has. */
  readonly authorization: string;
  /** As they are typed, where it is typed. */
  readonly authorizedFrom: string;
  readonly authorizedTo: string;
  readonly authorizedLeft: string;
  /** Days after the patient's last visit. */
  readonly gap: string;
  /** Another of the family who is booked: only on days they are here. */
  readonly sameDayAs: PatientId | '';
  /** The visit type of another of the family, who comes with them. */
  readonly second: VisitTypeId | '';
  /** How many are shown. */
  readonly most: string;
}

/** A search that asks for a type from a day on. */
export function newFindForm(
  asked: Pick<FindForm, 'visitType' | 'minutes' | 'from' | 'site'> & Partial<FindForm>
): FindForm {
  return { ...NOTHING, ...asked };
}

const NOTHING: Omit<FindForm, 'visitType' | 'minutes' | 'from' | 'site'> = {
  practitioners: [],
  skill: '',
  until: '',
  weekdays: [],
  part: '',
  room: '',
  interpreter: '',
  also: '',
  payer: '',
  authorization: '',
  authorizedFrom: '',
  authorizedTo: '',
  authorizedLeft: '',
  gap: '',
  sameDayAs: '',
  second: '',
  most: '12'
};

/** How many of the criteria that stand under “More” are asked for. */
export function moreAsked(form: FindForm): number {
  const { skill, room, interpreter, also, payer, authorization, gap, sameDayAs, second } = form;
  return [skill, room, interpreter, also, payer, authorization, gap.trim(), sameDayAs, second].filter(Boolean).length;
}

const PARTS: Readonly<Record<string, { readonly from: MinuteOfDay; readonly to: MinuteOfDay }>> = {
  morning: { from: 0, to: 720 },
  afternoon: { from: 720, to: 1020 },
  evening: { from: 1020, to: 1440 }
};

export const REASONS: Readonly<Record<SlotReason, string>> = {
  soonest: 'Soonest',
  'usual-provider': 'Usual provider',
  'fills-gap': 'Fills a gap',
  'preferred-time': 'As they like it',
  'other-site': 'At another office',
  'leaves-gap': 'Leaves a gap too short to use'
};

/** What cannot be looked for as it is typed, in words; null when all of it can [FIND-13]. */
export function findTrouble(form: FindForm): string | null {
  const minutes = form.minutes.trim();
  if (minutes !== '' && !(minutesFrom(minutes) >= 5 && minutesFrom(minutes) <= 480)) return 'Minutes: 5 to 480.';
  if (form.until !== '' && (!isLocalDate(form.until) || form.until < form.from))
    return 'The last day lies before the first.';
  if (form.gap.trim() !== '' && !/^\d{1,3}$/.test(form.gap.trim())) return 'Days after the last visit: 0 to 999.';
  if (form.authorization !== 'typed') return null;
  const { authorizedFrom: from, authorizedTo: to, authorizedLeft: left } = form;
  if (!isLocalDate(from) || !isLocalDate(to)) return 'Say from when to when the authorization is good.';
  if (from > to) return 'The authorization ends before it begins.';
  return left.trim() === '' || /^\d{1,3}$/.test(left.trim()) ? null : 'Visits left: 0 to 999, or nothing.';
}

/** What the engine is asked [FIND-6]. @param now nothing is offered before it */
export function searchFrom(
  form: FindForm,
  practice: Practice,
  site: SiteId,
  known: Known,
  now: { readonly date: LocalDate; readonly minute: MinuteOfDay }
): SlotSearch {
  const minutes = minutesFrom(form.minutes);
  const [how, part = ''] = form.part.split('-');
  const parts = PARTS[part] ? [PARTS[part]] : [];
  const days = /^\d{1,3}$/.test(form.gap.trim()) ? Number(form.gap) : null;
  const relative = known.relatives.find(({ patient }) => patient === form.sameDayAs);
  return {
    ...ANY_SLOT,
    patient: known.patient,
    visitType: form.visitType,
    minutes: Number.isNaN(minutes) ? null : minutes,
    practitioners: form.practitioners,
    skill: form.skill === '' ? null : form.skill,
    payer: form.payer === '' ? null : payerOf(form.payer, known.coverages),
    authorization: authorizationFrom(form, known),
    weekdays: form.weekdays,
    dayParts: how === 'only' ? parts : [],
    preferredParts: how === 'rather' ? parts : [],
    with: needsFrom(form, practice),
    notBefore: form.from <= now.date ? now : { date: form.from, minute: 0 },
    notAfter: isLocalDate(form.until) ? form.until : null,
    gap: days !== null && known.lastVisit !== null ? { since: known.lastVisit, days } : null,
    onDates: relative ? relative.days : null,
    usual: known.usual,
    lastVisit: known.last.get(form.visitType) ?? null,
    homeSite: site
  };
}

function payerOf(name: string, coverages: readonly Coverage[]): SlotSearch['payer'] {
  return coverages.find(({ payer }) => payer.name === name)?.payer ?? { name, id: '' };
}

function authorizationFrom(form: FindForm, known: Known): SlotSearch['authorization'] {
  if (form.authorization === '') return null;
  if (form.authorization !== 'typed') {
    const one = known.authorizations.find(({ number }) => number === form.authorization);
    return one ? { from: one.from, to: one.to, left: one.left } : null;
  }
  const { authorizedFrom: from, authorizedTo: to, authorizedLeft: left } = form;
  if (!isLocalDate(from) || !isLocalDate(to)) return null;
  return { from, to, left: /^\d{1,3}$/.test(left.trim()) ? Number(left) : null };
}

/** Rooms of any office: a room is free only where it is. Nobody interprets a language that nobody is said to: then nothing is found. */
function needsFrom({ room, interpreter, also }: FindForm, practice: Practice): SlotSearch['with'] {
  const needs: SlotSearch['with'][number][] = [];
  if (room !== '') needs.push({ kind: 'room', any: room === 'any' ? [...practice.rooms.keys()] : [room] });
  if (interpreter !== '') needs.push({ kind: 'staff', any: interpretersOf(practice, interpreter) });
  const [kind = '', id = ''] = also.split(/:(.*)/s);
  if ((kind === 'device' || kind === 'staff') && id !== '') needs.push({ kind, any: [id] });
  return needs;
}
