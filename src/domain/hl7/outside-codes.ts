import { err, ok, type Result } from '../result.ts';
import type { PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import type { Practice, Practitioner } from '../practice/practice.ts';
import type { CancelReason } from '../scheduling/appointment-facts.ts';
import type { Coded, OutsideResource } from './schedule-notice.ts';

/** What another system calls ours, where neither our id nor our name is what it says. `*` as a visit type is every other one. */
export interface OutsideCodes {
  readonly providers: Readonly<Record<string, PractitionerId>>;
  readonly visitTypes: Readonly<Record<string, VisitTypeId>>;
  readonly sites: Readonly<Record<string, SiteId>>;
  readonly reasons: Readonly<Record<string, CancelReason>>;
}

export const NO_CODES: OutsideCodes = { providers: {}, visitTypes: {}, sites: {}, reasons: {} };

export const CANCEL_CODES = [
  'illness',
  'transport',
  'cost',
  'insurance',
  'forgot',
  'better',
  'another-provider',
  'provider-ill',
  'emergency',
  'weather',
  'equipment',
  'schedule-change',
  'unconfirmed',
  'deceased',
  'duplicate',
  'entered-in-error'
] as const satisfies readonly CancelReason[];

/** The clinic's own reasons; all others are the patient's. */
export const BY_CLINIC: ReadonlySet<CancelReason> = new Set<CancelReason>([
  'provider-ill',
  'emergency',
  'weather',
  'equipment',
  'schedule-change',
  'unconfirmed',
  'duplicate',
  'entered-in-error'
]);

/** A table of codes as it is written in a file (JSON); refused in words that name what is wrong in it. */
export function codesFrom(value: unknown): Result<OutsideCodes, { readonly say: string }> {
  if (!isRecord(value)) return err({ say: 'The table of codes is not a JSON object.' });
  const known = new Set(Object.keys(NO_CODES));
  const strange = Object.keys(value).find((key) => !known.has(key));
  if (strange !== undefined) return err({ say: `The table of codes has no part “${strange}”.` });
  for (const [part, entries] of Object.entries(value)) {
    if (!isRecord(entries) || Object.values(entries).some((to) => typeof to !== 'string'))
      return err({ say: `“${part}” in the table of codes is not a list of texts.` });
  }
  const codes = { ...NO_CODES, ...(value as Partial<OutsideCodes>) }; // every part was just looked at
  const bad = Object.values(codes.reasons).find((one) => !CANCEL_CODES.includes(one));
  return bad === undefined ? ok(codes) : err({ say: `“${bad}” is no reason to cancel here.` });
}

/** The provider that is meant: by the table, by our id, by name; null when nobody is, or more than one. */
export function providerFor(
  asked: OutsideResource,
  { practitioners }: Practice,
  codes: OutsideCodes
): PractitionerId | null {
  const mapped = owned(codes.providers, asked.code);
  if (mapped !== undefined) return practitioners.has(mapped) ? mapped : null;
  if (practitioners.has(asked.code)) return asked.code;
  const all = [...practitioners.values()].filter(({ retired }) => !retired);
  const named = all.filter((one) => isNamed(one, asked));
  return named.length === 1 ? (named[0]?.practitioner ?? null) : null;
}

/** `Kimball` and `Jae`, `Kimball, Jae`, or as we call them. */
function isNamed({ family, given, called }: Practitioner, asked: OutsideResource): boolean {
  const whole = [plain(`${family} ${given}`), plain(`${given} ${family}`), plain(called)];
  if (asked.given === '') return whole.includes(plain(asked.text));
  return plain(asked.family) === plain(family) && plain(asked.given) === plain(given);
}

export function visitTypeFor(
  asked: readonly Coded[],
  { visitTypes }: Practice,
  codes: OutsideCodes
): VisitTypeId | null {
  for (const { code, text } of asked) {
    for (const word of [code, text]) {
      const id = word === '' ? undefined : (owned(codes.visitTypes, word) ?? idOrName(word));
      if (id !== undefined && visitTypes.has(id)) return id;
    }
  }
  const other = owned(codes.visitTypes, '*');
  return other !== undefined && visitTypes.has(other) ? other : null;

  function idOrName(word: string): VisitTypeId | undefined {
    if (visitTypes.has(word)) return word;
    return [...visitTypes.values()].find(({ name }) => plain(name) === plain(word))?.visitType;
  }
}

/** The office that is meant, and the room in it; the only one when there is one. */
export function placeFor(
  asked: readonly Coded[],
  { sites, rooms }: Practice,
  codes: OutsideCodes
): { readonly site: SiteId; readonly room: string | null } | null {
  const words = asked.map(({ code }) => code);
  const room = [...rooms.values()].find((one) =>
    words.some((word) => word === one.room || plain(word) === plain(one.name))
  );
  const site = words
    .map((word) => owned(codes.sites, word) ?? [...sites.values()].find((one) => isSite(one, word))?.site)
    .find((one) => one !== undefined && sites.has(one));
  if (site !== undefined) return { site, room: room?.site === site ? room.room : null };
  if (sites.size === 1) return { site: [...sites.keys()][0] ?? '', room: room?.room ?? null };
  return room ? { site: room.site, room: room.room } : null;
}

function isSite({ site, name }: { readonly site: SiteId; readonly name: string }, word: string): boolean {
  return word === site || plain(word) === plain(name);
}

/** Why it was called off: by the table, by our own code, else that the schedule changed. */
export function reasonFor(asked: readonly Coded[], codes: OutsideCodes): CancelReason {
  for (const { code, text } of asked) {
    const mapped = owned(codes.reasons, code) ?? owned(codes.reasons, text);
    if (mapped) return mapped;
    const own = CANCEL_CODES.find((one) => one === code.toLowerCase());
    if (own) return own;
  }
  return 'schedule-change';
}

function owned<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/ +/g, ' ')
    .trim()
    .toLowerCase();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
