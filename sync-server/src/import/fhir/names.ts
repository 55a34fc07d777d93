import type * as v from 'valibot';
import { withoutGeneratedDigits } from '#domain/import/generated-names.ts';
import type { PersonName } from '#domain/patient/patient-facts.ts';
import { presentTexts, type HumanName } from './elements.ts';

type HumanNameElements = v.InferOutput<typeof HumanName>;

interface Parts {
  readonly use: string;
  readonly family: string;
  readonly given: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** Which name a person goes by now, best first (FHIR R4 name-use). A name in use without a word on it comes after `usual`. */
const CURRENT = ['official', 'usual', '', 'temp', 'nickname', 'anonymous', 'old', 'maiden'];

/**
 * One name to call a person by, with the others kept for search: maiden and old family names as `former`, a nickname or a
 * differing usual first name as `preferred` [IMP-10]. Null when there is none.
 */
export function nameOf(names: readonly HumanNameElements[]): PersonName | null {
  const all = names.map(partsOf).filter(({ family, given }) => family !== '' || given.length > 0);
  const [main] = all.toSorted((a, b) => rank(a.use) - rank(b.use));
  if (!main) return null;
  // A single name stands in the family's place, so that lists have something to sort by [IMP-11].
  const family = main.family || main.given.join(' ');
  const given = main.family ? main.given : [];

  const former = [...new Set(all.map((name) => name.family))].filter((each) => each !== '' && each !== family);
  const preferred = all.find(({ use, given: [first = ''] }) => {
    return use === 'nickname' || (use === 'usual' && first !== given[0]) ? first !== '' : false;
  })?.given[0];
  return {
    family,
    given,
    ...(main.prefix ? { prefix: main.prefix } : {}),
    ...(main.suffix ? { suffix: main.suffix } : {}),
    ...(preferred && preferred !== given[0] ? { preferred } : {}),
    ...(former.length > 0 ? { former } : {})
  };
}

/** A name on one line, as an address book has it: `Dr. Sharyl Hilpert`. */
export function lineOf(names: readonly HumanNameElements[]): string {
  const name = nameOf(names);
  return name ? presentTexts([name.prefix ?? '', ...name.given, name.family, name.suffix ?? '']).join(' ') : '';
}

function partsOf(name: HumanNameElements): Parts {
  const families = presentTexts(Array.isArray(name.family) ? name.family : [name.family ?? null]);
  const given = presentTexts(name.given);
  const isInParts = families.length > 0 || given.length > 0;
  const parts = isInParts
    ? { family: families.join(' '), given }
    : { family: presentTexts([name.text ?? null]).join(), given: [] };
  const [family = '', ...rest] = plain(parts.family, parts.given);
  return {
    use: name.use ?? '',
    family,
    given: rest,
    prefix: presentTexts(name.prefix).join(' '),
    suffix: presentTexts(name.suffix).join(' ')
  };
}

function plain(family: string, given: readonly string[]): readonly string[] {
  return family === '' ? ['', ...withoutGeneratedDigits(given)] : withoutGeneratedDigits([family, ...given]);
}

function rank(use: string): number {
  const at = CURRENT.indexOf(use);
  return at === -1 ? CURRENT.length : at;
}
