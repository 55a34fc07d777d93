/**
 * Whether two plain values say the same: by structure, whatever the order of keys, an undefined key being a missing one. What one device
 * wrote and another decoded compare equal.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b) || a instanceof Uint8Array || b instanceof Uint8Array) {
    return isRow(a) && isRow(b) && a.length === b.length && a.every((entry, index) => sameValue(entry, b[index]));
  }
  const [left, right] = [defined(a), defined(b)];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => sameValue(left[key], right[key]));
}

function isRow(value: object): value is readonly unknown[] {
  return Array.isArray(value) || value instanceof Uint8Array;
}

function defined(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
