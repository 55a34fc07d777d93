import { PLAN_TYPES, type PlanType } from '../coverage/coverage-facts.ts';
import { hasCardNumber } from '../money/card-guard.ts';
import type { LocalDate } from '../time.ts';
import { labelledIn, labelTable, type Token } from './labels.ts';
import { asCode, asDigits, asWords, hasLookAlikes } from './look-alikes.ts';
import { copayOn } from './card-copay.ts';
import { phonesOn } from './card-phones.ts';
import { dateFrom } from './read-dates.ts';
import { boxOf, confidenceOf, heightOf, linesOf, textOf, type Box, type Line, type ReadPage } from './read-page.ts';

/** What is read off an insurance card, in the order in which it is shown. */
export const CARD_FIELDS = [
  'payer', 'member', 'group', 'planType', 'planName', 'subscriber', 'start', 'copay', 'payerId', 'bin', 'pcn', 'pharmacyGroup', 'phone'
] as const; // prettier-ignore
export type CardField = (typeof CARD_FIELDS)[number];

/** One thing that a card seems to say. A person takes it or leaves it [READ-7]. */
export interface CardReading {
  readonly field: CardField;
  /** As it would be kept: digits for what is digits, a day as `yyyy-mm-dd`, a phone number's ten digits. */
  readonly value: string;
  /** The card's own word for it; empty where only its place says what it is. */
  readonly label: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** It has letters and digits that are taken for each other: to be compared sign by sign. */
  readonly isDoubtful: boolean;
  readonly page: number;
  readonly box: Box;
}

type Labelled = Exclude<CardField, 'planType' | 'copay' | 'phone' | 'payer'>;

const LABELS = labelTable<Labelled>({
  member:
    'member id|member number|member no|member id number|member identification number|memberid|member #|identification number|id number|id no|' +
    'id #|subscriber id|subscriber number|subscriber no|subscriber id number|policy number|policy no|policy id|policy #|enrollee id|insured id|' +
    'cardholder id|cardholder id number|medicare number|medicaid id|medicaid number|medicaid no|recipient id|certificate number|certificate no|uid|' +
    'numero de medicare|~id|~member|~policy|~identification',
  group: 'group number|group no|group id|group #|grp no|grp number|grp #|grp id|employer group|plan group|group|~grp',
  pharmacyGroup: 'rx group|rx grp|rxgrp|rxgroup|rx grp no|rx group no|pharmacy group|rx group number|rx grp id',
  bin: 'rx bin|rxbin|rx bin no|bin number|rx bin number|bin no|~bin',
  pcn: 'rx pcn|rxpcn|pcn|rx pcn no|pcn number',
  payerId:
    'payer id|payor id|payer id no|payer id number|payer number|payer no|payerid|edi payer id|edi payer|electronic payer id|edi number|edi no|edi id|~edi|~payer',
  start: 'effective date|eff date|effective|eff|coverage effective date|coverage effective|coverage date|coverage begins|coverage start|start date|coverage starts',
  subscriber:
    'subscriber name|member name|insured name|name of beneficiary|cardholder name|enrollee name|employee name|policyholder name|policy holder|' +
    'name of insured|~subscriber|~insured|~cardholder|~enrollee|~name|~member|~beneficiary|~policyholder|~employee|~nombre',
  planName: 'plan name|plan type|product name|~plan|~product|~network'
}); // prettier-ignore

interface Value {
  readonly value: string;
  readonly tokens: readonly Token[];
  readonly isDoubtful?: boolean;
}

/**
 * Everything that a card's pages seem to say, one of a field and up to three phone numbers. A payment card's number is never among it.
 * @param pages the front, then the back @param today decides the century of a year of two digits
 */
export function cardFieldsOf(pages: readonly ReadPage[], today: LocalDate): readonly CardReading[] {
  const all = pages.flatMap((page, at) => {
    const lines = linesOf(page);
    return [
      ...labelledFields(lines, today),
      ...planTypeOn(lines),
      ...(at === 0 ? payerOn(page, lines) : []),
      ...copayOn(lines),
      ...phonesOn(lines)
    ].map((reading): CardReading => ({ ...reading, page: at }));
  });
  const kept = all.filter(({ value }) => !hasCardNumber(value));
  return CARD_FIELDS.flatMap((field) => {
    const found = kept.filter((one) => one.field === field);
    return field === 'phone' ? differing(found).slice(0, 3) : found.toSorted(bySureness).slice(0, 1);
  });
}

/** What has the field's own label before what has a weaker one or none, then by how sure the machine is. */
const bySureness = (a: CardReading, b: CardReading): number =>
  Number(b.label !== '') - Number(a.label !== '') || b.confidence - a.confidence;

function differing(readings: readonly CardReading[]): readonly CardReading[] {
  return readings.filter(({ value }, at) => readings.findIndex((other) => other.value === value) === at);
}

type Reading = Omit<CardReading, 'page'>;

function labelledFields(lines: readonly Line[], today: LocalDate): readonly Reading[] {
  const taken = new Set<Token['word']>();
  return labelledIn(lines, LABELS).flatMap(({ field, label, values }) => {
    for (const tokens of values) {
      if (tokens.some(({ word }) => taken.has(word))) continue;
      const value = ACCEPTS[field](tokens, today);
      if (!value) continue;
      const words = value.tokens.map(({ word }) => word);
      for (const word of words) taken.add(word);
      return [readingOf(field, value, label, confidenceOf(words))];
    }
    return [];
  });
}

function readingOf(
  field: CardField,
  { value, tokens, isDoubtful = false }: Value,
  label: string,
  confidence: number
): Reading {
  const box = boxOf(tokens.map(({ word }) => word));
  return { field, value, label: label.replace(/[:#=\s]+$/, ''), confidence, isDoubtful, box };
}

const plain = ({ text }: Token): string => text.replace(/^[^\p{L}\p{Nd}$]+|[^\p{L}\p{Nd}|!\]]+$/gu, '');
const isCodePart = (token: Token): boolean =>
  /^[A-Z0-9][A-Z0-9-]*$/.test(asCode(plain(token))) && !/[a-z]{3}/.test(token.text);

/** Codes have no small letters; words of the next sentence have. */
function codeOf(tokens: readonly Token[], fits: RegExp, most: number): Value | null {
  const parts = tokens.slice(0, most);
  const end = parts.findIndex((token) => !isCodePart(token));
  for (let count = end === -1 ? parts.length : end; count > 0; count--) {
    const taken = parts.slice(0, count);
    const value = taken.map((token) => asCode(plain(token))).join(' ');
    if (!fits.test(value) || isDate(value)) continue;
    const isRead = taken.some((token) => /[|!\][}{]/.test(plain(token)));
    return { value, tokens: taken, isDoubtful: isRead || hasLookAlikes(value) };
  }
  return null;
}

const isDate = (value: string): boolean => /^\d{1,2}[-/]\d{1,2}[-/]\d{2,4}$/.test(value);

/**
 * A Medicare number has letters and digits in fixed places and no S, L, O, I, B, Z, so each look-alike is put right.
 * CMS, “Understanding the Medicare Beneficiary Identifier (MBI) format”.
 */
export function medicareNumber(text: string): string | null {
  const signs = asCode(text).replace(/[\s-]/g, '');
  if (signs.length !== 11) return null;
  const digit = (sign: string): string => asDigits(sign === 'L' ? 'I' : sign);
  const fixed = [...signs].map((sign, at) =>
    [0, 3, 6, 9, 10].includes(at) || /[SLOIBZ]/.test(sign) ? digit(sign) : sign
  );
  const number = fixed.join('');
  const letter = '[AC-HJKMNP-RT-Y]';
  const either = '[0-9AC-HJKMNP-RT-Y]';
  const format = new RegExp(`^[1-9]${letter}${either}\\d${letter}${either}\\d${letter}{2}\\d{2}$`);
  return format.test(number) ? number : null;
}

const ACCEPTS: Readonly<Record<Labelled, (tokens: readonly Token[], today: LocalDate) => Value | null>> = {
  member: (tokens) => {
    const found = codeOf(tokens, /^(?=(?:[A-Z -]*\d){3})[A-Z0-9][A-Z0-9 -]{3,28}[A-Z0-9]$/, 5);
    const medicare = found && medicareNumber(found.value);
    return found && medicare ? { value: medicare, tokens: found.tokens } : found;
  },
  group: (tokens) =>
    codeOf(tokens, /^(?=.*\d)[A-Z0-9][A-Z0-9-]{1,19}$/, 1) ?? codeOf(tokens, /^(?=.*\d)[A-Z0-9][A-Z0-9 -]{3,19}$/, 3),
  pharmacyGroup: (tokens) => codeOf(tokens, /^[A-Z0-9][A-Z0-9-]{1,14}$/, 1),
  bin: (tokens) => {
    for (const taken of [tokens.slice(0, 1), tokens.slice(0, 2)]) {
      const value = taken.map((token) => asDigits(plain(token))).join('');
      if (/^(\d{6}|\d{8})$/.test(value)) return { value, tokens: taken };
    }
    return null;
  },
  pcn: (tokens) => codeOf(tokens, /^[A-Z0-9]{2,15}$/, 1),
  payerId: (tokens) => codeOf(tokens, /^(?=(?:.*\d){2})[A-Z0-9]{4,10}$/, 1),
  start: (tokens, today) => {
    for (const count of [1, 3, 4]) {
      const taken = tokens.slice(0, count);
      const value = dateFrom(textOf(taken), today);
      if (value !== null) return { value, tokens: taken };
    }
    return null;
  },
  subscriber: (tokens) => {
    const end = tokens.findIndex(({ text }) => !/^\p{L}[\p{L}'’.,-]*$/u.test(text));
    const taken = tokens.slice(0, Math.min(end === -1 ? tokens.length : end, 5));
    const value = textOf(taken).replace(/[.,]+$/, '');
    return taken.length >= 2 && value.length <= 80 ? { value, tokens: taken } : null;
  },
  planName: (tokens) => {
    const taken = tokens.slice(0, 6);
    const value = asWords(textOf(taken)).replace(/[^\p{L}\p{Nd})+]+$/u, '');
    return /\p{L}{3}/u.test(value) && value.length <= 60 ? { value, tokens: taken } : null;
  }
};

const TYPE_WORDS: readonly (readonly [RegExp, PlanType])[] = [
  [/\bmedicare advantage\b|\bmedicare (ppo|hmo)\b/i, 'medicare-advantage'],
  [/\bmedicaid\b/i, 'medicaid'],
  [/\btricare\b/i, 'tricare'],
  [/\bmedicare health insurance\b/i, 'medicare'],
  ...PLAN_TYPES.filter((type) => /^(ppo|hmo|pos|epo)$/.test(type)).map((type): readonly [RegExp, PlanType] => [
    new RegExp(`\\b${type.toUpperCase()}\\b`), // in capitals: `pos` is half of other words
    type
  ])
];

function planTypeOn(lines: readonly Line[]): readonly Reading[] {
  const runs = lines.flat();
  for (const [words, value] of TYPE_WORDS) {
    const run = runs.find((one) => words.test(textOf(one.words)));
    if (run)
      return [
        { field: 'planType', value, label: '', confidence: confidenceOf(run.words), isDoubtful: false, box: run.box }
      ];
  }
  return [];
}

/** What payers call themselves. */
const PAYER_WORD =
  /\b(health|healthcare|care|blue|cross|shield|insurance|mutual|plan|medicare|medicaid|medical|life|assurance|benefits?|advantage|alliance|community|choice|aetna|cigna|humana|kaiser|anthem|united)/i;
/** The name stands in this share of the card from the top. */
const HEAD = 0.45;

/** The largest words at the head of the front, of those that are no label: a guess from its place, and called that. */
function payerOn(page: ReadPage, lines: readonly Line[]): readonly Reading[] {
  const labels = new Set(labelledIn(lines, LABELS).map(({ label }) => label));
  const names = lines.flat().filter(({ words, box }) => {
    const text = textOf(words);
    const letters = text.replace(/\P{L}/gu, '').length;
    return box.top < HEAD * page.height && letters >= 5 && letters > 0.7 * text.length && text.length <= 80 && !/:/.test(text) && ![...labels].some((label) => text.startsWith(label));
  }); // prettier-ignore
  const weight = ({ words, box }: (typeof names)[number]): number =>
    heightOf(box) * (PAYER_WORD.test(textOf(words)) ? 1.6 : 1);
  const best = names.toSorted((a, b) => weight(b) - weight(a))[0];
  if (!best) return [];
  const value = asWords(textOf(best.words))
    .replace(/[®™©*]/g, '')
    .trim();
  return [{ field: 'payer', value, label: '', confidence: confidenceOf(best.words), isDoubtful: false, box: best.box }];
}
