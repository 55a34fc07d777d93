import type { WaitlistEntry } from '#domain/casework/case.ts';
import type { AppointmentRef, WaitlistTerms } from '#domain/casework/case-facts.ts';
import type { Channel } from '#domain/casework/attempts.ts';
import type { CaseId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import type { PatientInHand } from '../booking-form.ts';
import { PARTS } from './work-words.ts';

/** A place on the waitlist as it is being filled in. Plain, so that it can be kept as a draft and come back as it was. */
export interface WaitlistForm {
  readonly case: CaseId;
  readonly patient: PatientInHand | null;
  /** In the order they were chosen: what is offered is the first that fits. */
  readonly visitTypes: readonly string[];
  /** Empty: anybody. */
  readonly practitioners: readonly string[];
  /** `5 morning`: weekday and part of the day; empty: any time. */
  readonly times: readonly string[];
  readonly earliest: LocalDate;
  readonly latest: string;
  readonly notice: string;
  readonly priority: string;
  readonly channel: string;
  readonly expires: string;
  readonly frees: AppointmentRef | null;
  readonly note: string;
}

export function newWaitlistForm(id: CaseId, today: LocalDate): WaitlistForm {
  const empty = {
    visitTypes: [],
    practitioners: [],
    times: [],
    latest: '',
    notice: '24',
    expires: '',
    frees: null,
    note: ''
  };
  return { case: id, patient: null, earliest: today, priority: '3', channel: 'phone', ...empty };
}

/** What is said of somebody on the list, to be changed. Times that are no whole part of a day are left as any time of that day's parts they cover. */
export function formOf(entry: WaitlistEntry): WaitlistForm {
  const times = entry.times.flatMap(({ weekday, from, to }) =>
    PARTS.filter((part) => from <= part.from && part.to <= to).map((part) => `${weekday} ${part.id}`)
  );
  return {
    case: entry.case,
    patient: { patient: entry.patient, label: entry.label },
    visitTypes: entry.visitTypes,
    practitioners: entry.practitioners,
    times,
    earliest: entry.earliest,
    latest: entry.latest ?? '',
    notice: String(entry.noticeHours),
    priority: String(entry.priority),
    channel: entry.channel,
    expires: entry.expires ?? '',
    frees: entry.frees ?? null,
    note: entry.note ?? ''
  };
}

/** What the form says; what is not a whole number of hours is NaN, which the command refuses in words. */
export function termsOf(form: WaitlistForm): Omit<WaitlistTerms, 'site'> {
  const { patient, frees, note } = form;
  const times = form.times.flatMap((one) => {
    const [weekday, id] = one.split(' ');
    const part = PARTS.find((known) => known.id === id);
    return part ? [{ weekday: Number(weekday), from: part.from, to: part.to }] : [];
  });
  return {
    case: form.case,
    patient: patient?.patient ?? '',
    label: patient?.label ?? { family: '', given: '', birthDate: null },
    visitTypes: form.visitTypes,
    practitioners: form.practitioners,
    times,
    earliest: form.earliest,
    latest: form.latest || null,
    noticeHours: /^\s*\d{1,3}\s*$/.test(form.notice) ? Number(form.notice) : NaN,
    priority: form.priority === '1' ? 1 : form.priority === '2' ? 2 : 3,
    channel: form.channel as Channel, // the choices are the channels
    expires: form.expires || null,
    ...(frees ? { frees } : {}),
    ...(note.trim() ? { note } : {})
  };
}

export const waitlistDraftKey = (id: CaseId): string => `waitlist/${id}`;

/** The form a draft holds; null when it is none of this version's or the one before, which knew one type and one provider. */
export function waitlistFromDraft(content: unknown): WaitlistForm | null {
  if (typeof content !== 'object' || content === null) return null;
  const { visitType, practitioner, ...rest } = content as Readonly<Record<string, unknown>>; // an object, asked above
  const form: Partial<Record<keyof WaitlistForm, unknown>> = {
    ...rest,
    visitTypes: rest['visitTypes'] ?? one(visitType),
    practitioners: rest['practitioners'] ?? one(practitioner)
  };
  const { case: id, earliest, latest, notice, priority, channel, expires, note } = form;
  const lists = [form.visitTypes, form.practitioners, form.times];
  if (!lists.every((list) => Array.isArray(list) && list.every((item: unknown) => typeof item === 'string')))
    return null;
  const texts = [id, earliest, latest, notice, priority, channel, expires, note];
  if (!texts.every((text) => typeof text === 'string')) return null;
  return { patient: null, frees: null, ...form } as WaitlistForm; // each part but the patient was asked; that one is only shown and passed on
}

function one(value: unknown): unknown {
  return value === '' || value === undefined ? [] : [value];
}
