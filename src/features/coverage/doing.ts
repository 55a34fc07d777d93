import type { CoverageId } from '#domain/coverage/coverage-facts.ts';

/** What is being done about who pays; it stands in the address, so that half a form is taken up there again. */
export type CoverageDoing =
  | { readonly is: 'add'; readonly coverage: CoverageId }
  | { readonly is: 'change'; readonly coverage: CoverageId }
  | { readonly is: 'verify'; readonly coverage: CoverageId }
  | { readonly is: 'msp' };

/** `verify:c-1`, as an address has it; null for what is none. */
export function doingFrom(text: string | null): CoverageDoing | null {
  if (text === 'msp') return { is: 'msp' };
  const [is, coverage] = text?.split(':') ?? [];
  if (!coverage || !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(coverage)) return null;
  return is === 'add' || is === 'change' || is === 'verify' ? { is, coverage } : null;
}

export function textOfDoing(doing: CoverageDoing): string {
  return doing.is === 'msp' ? 'msp' : `${doing.is}:${doing.coverage}`;
}

/** Where it is taken up again. */
export function pathOf(patient: string, doing: CoverageDoing): string {
  return `/patients/${patient}?insurance=${textOfDoing(doing)}`;
}
