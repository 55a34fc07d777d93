import { RELATED_ROLES, RELATIONS, TELLS, type RelatedSaid } from '#domain/patient/related.ts';
import { RELATION_WORDS, ROLE_WORDS, TELL_WORDS } from '#domain/patient/related-words.ts';
import { birthDateText, nameText, phoneText } from '#ui/format.ts';

const choices = <V extends string>(all: readonly V[], say: Readonly<Record<V, string>>) =>
  all.map((value) => ({ value, label: say[value] }));
export const RELATION_CHOICES = choices(RELATIONS, RELATION_WORDS);
export const ROLE_CHOICES = choices(RELATED_ROLES, ROLE_WORDS);
export const TELL_CHOICES = choices(TELLS, TELL_WORDS);

/** Who they are and what they may be told, in lines. */
export function relatedLines({ name, relation, phone, roles, may, period, note }: RelatedSaid): readonly string[] {
  const lowered = (words: readonly string[]): string => words.join(', ').toLowerCase();
  return [
    `${nameText(name)}, ${RELATION_WORDS[relation].toLowerCase()}`,
    phone ? phoneText(phone) : '',
    lowered(roles.map((role) => ROLE_WORDS[role])),
    may.length > 0 ? `may be told: ${lowered(may.map((one) => TELL_WORDS[one]))}` : 'may be told nothing',
    period.end ? `until ${birthDateText(period.end)}` : '',
    note ?? ''
  ].filter(Boolean);
}
