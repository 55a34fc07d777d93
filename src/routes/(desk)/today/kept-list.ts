import { SORTS, type ArrivalSort } from '#features/queue/arrivals-list.ts';

/** How this desk looks at Today: it says nothing of a patient, and stays whoever sits here [ARR-16]. */
export interface KeptList {
  /** The list of arrivals, or the whole day. */
  readonly isArrivals: boolean;
  readonly sort: ArrivalSort;
}

const KEY = 'today-list';
const USUAL: KeptList = { isArrivals: false, sort: 'arrivals' };

/** What was kept, or the usual where nothing was or somebody wrote there by hand. */
export function keptListFrom(text: string | null): KeptList {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null) return USUAL;
    const { isArrivals, sort } = kept as Partial<Record<keyof KeptList, unknown>>; // each is looked at below
    return { isArrivals: isArrivals === true, sort: SORTS.find((one) => one === sort) ?? USUAL.sort };
  } catch {
    return USUAL;
  }
}

export function keptList(): KeptList {
  try {
    return keptListFrom(localStorage.getItem(KEY));
  } catch {
    return USUAL;
  }
}

export function keepList(list: KeptList): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // A full or forbidden local store only costs the habit.
  }
}
