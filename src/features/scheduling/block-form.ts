import { err, ok, type Result } from '#domain/result.ts';
import { maskCardNumbers } from '#domain/money/card-guard.ts';
import type { SiteId } from '#domain/ids.ts';
import type { Block, BlockId, BlockKind, Resource } from '#domain/scheduling/plan-facts.ts';
import type { PlannedBlock } from '#domain/scheduling/plan.ts';
import { cleanText } from '#domain/text.ts';
import { isLocalDate, weekdayOf, type LocalDate } from '#domain/time.ts';
import { clockText } from '#ui/format.ts';
import { timeFrom } from './time-text.ts';

/** How often, as the form offers it. `kept` is a rule it does not offer: it stays as it is. */
export type Repeats = 'never' | 'daily' | 'weekdays' | 'weekly' | 'fortnightly' | 'monthly' | 'kept';

/** A block as it is being typed. */
export interface BlockForm {
  readonly block: BlockId;
  readonly kind: BlockKind;
  readonly title: string;
  /** `practitioner:p-kim`, `room:r-1`, `site:main`. */
  readonly whose: string;
  readonly date: LocalDate;
  readonly from: string;
  readonly to: string;
  /** Last day, for what lasts several; empty for the same. */
  readonly lastDate: string;
  readonly repeats: Repeats;
  /** Last day it recurs; empty for without end. */
  readonly until: string;
  readonly visitTypes: readonly string[];
  /** Of on-call: the number that is called; empty for none. */
  readonly phone: string;
  /** The rule as it was, and what the form cannot show. */
  readonly was: PlannedBlock | null;
}

export type BlockRefusal =
  | { readonly code: 'block/no-whose' }
  | { readonly code: 'block/no-date' }
  | { readonly code: 'block/no-time' }
  | { readonly code: 'block/ends-before' }
  | { readonly code: 'block/no-types' }
  | { readonly code: 'block/too-long' }
  | { readonly code: 'block/bad-phone' };

export const BLOCK_KINDS: Readonly<Record<BlockKind, string>> = {
  hold: 'Hold',
  lunch: 'Lunch',
  meeting: 'Meeting',
  admin: 'Admin time',
  template: 'Only for some visit types',
  leave: 'Leave',
  closure: 'Closed',
  'on-call': 'On call',
  rep: 'Sales visit',
  courier: 'Courier',
  surgery: 'Surgery elsewhere'
};

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
/** As it is dialled: a pager's number and an extension too. */
const PHONE = /^\+?[0-9][0-9 ().-]{2,28}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?$/i;
const LONGEST_DAYS = 366;

/** An hour for one provider, to begin with. */
export function newBlockForm(block: BlockId, at: { whose: string; date: LocalDate; start: number }): BlockForm {
  const { whose, date, start } = at;
  const times = { from: clockText(start), to: clockText(Math.min(1439, start + 60)) };
  const plain = { lastDate: '', repeats: 'never', until: '', visitTypes: [], phone: '', was: null } as const;
  return { block, kind: 'hold', title: '', whose, date, ...times, ...plain };
}

/** A block to be changed, seen from one of its days. */
export function formOfBlock(was: PlannedBlock, date: LocalDate): BlockForm {
  const { block, kind, title, resources, start, minutes, visitTypes } = was;
  const [first] = resources;
  const days = Math.floor((start + minutes - 1) / 1440);
  const end = (start + minutes) % 1440;
  return {
    block,
    kind,
    title,
    whose: first ? `${first.kind}:${first.id}` : '',
    date,
    from: clockText(start),
    to: end === 0 ? '24:00' : clockText(end),
    lastDate: days > 0 ? addDays(date, days) : '',
    repeats: repeatsOf(was),
    until: untilOf(was),
    visitTypes: visitTypes ?? [],
    phone: was.phone ?? '',
    was
  };
}

/** What the form says, or the first thing it does not say yet. */
export function blockFrom(form: BlockForm): Result<Block, BlockRefusal> {
  const resources = resourcesFrom(form);
  if (resources.length === 0) return err({ code: 'block/no-whose' });
  if (!isLocalDate(form.date)) return err({ code: 'block/no-date' });
  const lastDate = form.lastDate === '' ? form.date : form.lastDate;
  if (!isLocalDate(lastDate) || (form.until !== '' && !isLocalDate(form.until))) return err({ code: 'block/no-date' });
  const start = timeFrom(form.from);
  const end = form.to.trim() === '24:00' ? 1440 : timeFrom(form.to);
  if (start === null || end === null) return err({ code: 'block/no-time' });
  const days = Math.round((Date.parse(lastDate) - Date.parse(form.date)) / 86_400_000);
  const minutes = days * 1440 + end - start;
  if (minutes <= 0 || (form.until !== '' && form.until < form.date)) return err({ code: 'block/ends-before' });
  if (days > LONGEST_DAYS) return err({ code: 'block/too-long' });
  if (form.kind === 'template' && form.visitTypes.length === 0) return err({ code: 'block/no-types' });
  const phone = form.phone.trim();
  if (form.kind === 'on-call' && phone !== '' && !PHONE.test(phone)) return err({ code: 'block/bad-phone' });
  const title = maskCardNumbers(cleanText(form.title).trim()).slice(0, 200);
  const rule = ruleFromForm(form);
  const { was } = form;
  return ok({
    block: form.block,
    kind: form.kind,
    title: title === '' ? BLOCK_KINDS[form.kind] : title,
    resources,
    date: form.date,
    start,
    minutes,
    ...(form.kind === 'template' && { visitTypes: form.visitTypes }),
    ...(form.kind === 'on-call' && phone !== '' && { phone }),
    ...(rule !== null && { rule }),
    ...(was?.except && { except: was.except }),
    ...(was?.also && { also: was.also }),
    ...(was?.from !== undefined && { from: was.from }),
    ...(was?.uid !== undefined && { uid: was.uid })
  });
}

/** Whose time it is: as chosen; the others of a block for several stay with it. */
function resourcesFrom({ whose, was }: BlockForm): Resource[] {
  const [kind = '', id = ''] = whose.split(/:(.*)/s);
  if (!['practitioner', 'room', 'device', 'staff', 'site'].includes(kind) || id === '') return [];
  const chosen = { kind: kind as Resource['kind'], id }; // one of the five above
  const [first, ...others] = was?.resources ?? [];
  return first && first.kind === chosen.kind && first.id === chosen.id ? [first, ...others] : [chosen];
}

function ruleFromForm({ repeats, until, date, was }: BlockForm): string | null {
  const end = until === '' ? '' : `;UNTIL=${until.replaceAll('-', '')}T235959`;
  switch (repeats) {
    case 'never':
      return null;
    case 'daily':
      return `FREQ=DAILY${end}`;
    case 'weekdays':
      return `FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR${end}`;
    case 'weekly':
      return `FREQ=WEEKLY;BYDAY=${DAYS[weekdayOf(date)]}${end}`;
    case 'fortnightly':
      return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${DAYS[weekdayOf(date)]}${end}`;
    case 'monthly':
      return `FREQ=MONTHLY${end}`;
    case 'kept':
      return was?.rule ?? null;
  }
}

function repeatsOf({ rule }: Block): Repeats {
  if (rule === undefined) return 'never';
  const head = rule.replace(/;?UNTIL=[^;]*/i, '').toUpperCase();
  if (/^FREQ=WEEKLY;BYDAY=[A-Z]{2}$/.test(head)) return 'weekly';
  if (/^FREQ=WEEKLY;INTERVAL=2;BYDAY=[A-Z]{2}$/.test(head)) return 'fortnightly';
  const plain: Readonly<Record<string, Repeats>> = {
    'FREQ=DAILY': 'daily',
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR': 'weekdays',
    'FREQ=MONTHLY': 'monthly'
  };
  return plain[head] ?? 'kept';
}

function untilOf({ rule }: Block): string {
  const [, year, month, day] = /UNTIL=(\d{4})(\d{2})(\d{2})/i.exec(rule ?? '') ?? [];
  return day === undefined ? '' : `${year}-${month}-${day}`;
}

function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whom a block can be for, as the form's choices. */
export function siteResource(site: SiteId): string {
  return `site:${site}`;
}
