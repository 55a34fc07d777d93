import { phoneNumberOf } from '#domain/import/phone-number.ts';
import { RELATED_ROLES, RELATIONS, TELLS, type RelatedSaid } from '#domain/patient/related.ts';
import { cleanLine } from '#domain/text.ts';
import { phoneText } from '#ui/format.ts';
import type { DetailText } from './detail-text.ts';

/** What is known of somebody beside a patient, as a form shows it; lists with commas. Null for somebody new. */
export function textOfRelated(said: RelatedSaid | null): DetailText {
  return {
    given: said?.name.given ?? '',
    family: said?.name.family ?? '',
    relation: said?.relation ?? 'spouse',
    phone: said?.phone ? phoneText(said.phone) : '',
    roles: said?.roles.join(',') ?? 'emergency',
    may: said?.may.join(',') ?? '',
    start: said?.period.start ?? '',
    end: said?.period.end ?? '',
    note: said?.note ?? '',
    patient: said?.patient ?? ''
  };
}

/** What is typed, as it would be kept. */
export function relatedFrom(text: DetailText): RelatedSaid {
  const line = (key: string): string => cleanLine(text[key] ?? '');
  const has = (key: string, value: string): boolean => (text[key] ?? '').split(',').includes(value);
  const phone = phoneNumberOf(line('phone'));
  return {
    name: { family: line('family'), given: line('given') },
    relation: RELATIONS.find((one) => one === text['relation']) ?? 'other',
    ...(phone ? { phone } : {}),
    roles: RELATED_ROLES.filter((role) => has('roles', role)),
    may: TELLS.filter((one) => has('may', one)),
    period: { start: line('start') || null, end: line('end') || null },
    ...(text['patient'] ? { patient: text['patient'] } : {}),
    ...(line('note') ? { note: line('note') } : {})
  };
}
