import type { LocalDate } from '../time.ts';
import type { CoverageId, CoverageOrder, CoveragePeriod, CoverageSaid } from './coverage-facts.ts';

/** Two coverages that cannot both be so. Each alone is well formed, so no desk that wrote one offline could see it. */
export type Clash =
  /** Both are good on one day in one place of the order [COV-4]. */
  | {
      readonly code: 'same-order';
      readonly order: CoverageOrder;
      readonly coverages: readonly [CoverageId, CoverageId];
      readonly from: LocalDate | null;
    }
  /** One payer and one member number twice: what pays second cannot be what pays first [COV-3]. */
  | { readonly code: 'same-card'; readonly coverages: readonly [CoverageId, CoverageId] };

type Compared = Pick<CoverageSaid, 'kind' | 'order' | 'period' | 'payer' | 'member'> & {
  readonly coverage: CoverageId;
};

/** Every two that clash, in the order of the list. */
export function clashesIn(list: readonly Compared[]): readonly Clash[] {
  return list.flatMap((one, index) => list.slice(index + 1).flatMap((other) => clashOf(one, other) ?? []));
}

/** Whether two can stand beside each other. */
export function clashOf(one: Compared, other: Compared): Clash | null {
  if (one.coverage === other.coverage || !areTogether(one.period, other.period)) return null;
  const coverages = [one.coverage, other.coverage] as const;
  if (one.kind === 'health' && other.kind === 'health' && isSameCard(one, other))
    return { code: 'same-card', coverages };
  if (one.order === null || one.order !== other.order) return null;
  return { code: 'same-order', order: one.order, coverages, from: later(one.period.start, other.period.start) };
}

type Card = Pick<CoverageSaid, 'payer' | 'member'>;

/** Whether two name one contract: the same payer, by its id or else its name, and the same number. */
export function isSameCard(one: Card, other: Card): boolean {
  return plain(one.member) !== '' && isSameNumber(one, other);
}

/** The same, where having no number is also the same: a case goes by its claim. */
export function isSameNumber(one: Card, other: Card): boolean {
  if (plain(one.member) !== plain(other.member)) return false;
  return one.payer.id !== '' && other.payer.id !== ''
    ? plain(one.payer.id) === plain(other.payer.id)
    : plain(one.payer.name) === plain(other.payer.name);
}

/** Whether two member numbers are one, however they are written; none is no number. */
export function isSameMember(one: string, other: string): boolean {
  return plain(one) !== '' && plain(one) === plain(other);
}

/** Whether a payer as somebody writes it is one on record: `Elm Health` for `Elm Health PPO`, by letters and digits alone. */
export function isSamePayer({ name: known }: Card['payer'], { name: said }: Card['payer']): boolean {
  const [a, b] = [plain(known), plain(said)];
  const shorter = Math.min(a.length, b.length);
  return a === b || (shorter >= 4 && (a.startsWith(b) || b.startsWith(a)));
}

/** Without the blanks and dashes of how somebody wrote it. */
function plain(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether there is a day on which both are good. */
export function areTogether(one: CoveragePeriod, other: CoveragePeriod): boolean {
  const begins = later(one.start, other.start);
  const ends = [one.end, other.end].filter((end) => end !== null).sort()[0];
  return begins === null || ends === undefined || begins <= ends;
}

function later(a: LocalDate | null, b: LocalDate | null): LocalDate | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
