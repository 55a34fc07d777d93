import type { Answers, AnswerValue, LinkId } from './form.ts';

/**
 * Answers as one text of ASCII characters: the same bytes for the same answers, on every device and however they came [FORM-7]. Questions in the order of their names;
 * what was cleared, or is not asked any more, is not there. @param enabled what is asked
 */
export function canonicalAnswers(answers: Answers, enabled: ReadonlySet<LinkId>): string {
  const given = [...answers]
    .filter(([linkId, values]) => enabled.has(linkId) && values.length > 0)
    .map(([linkId, values]) => [linkId, values.map(plain)] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return asciiJson(given);
}

/** A list of texts as ASCII, so that no two lists are the same. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

/** A choice has one key, whoever made it. Texts are composed, as they are kept. */
function plain(value: AnswerValue): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (typeof value !== 'object') return value;
  return 'code' in value ? { code: value.code } : { other: value.other.normalize('NFC') };
}
