/** An amount of US money in whole cents. Never a fraction: 0.1 + 0.2 dollars is not 0.3. */
export type Cents = number;

/** `1,250`, `$25`, `25.50` as cents; null for what is no amount of money. Up to ten million dollars. */
export function centsFrom(text: string): Cents | null {
  const match = /^\$?(\d{1,3}(?:,\d{3})+|\d{1,8})(?:\.(\d{2}))?$/.exec(text.trim());
  if (!match) return null;
  const cents = Number((match[1] ?? '').replaceAll(',', '')) * 100 + Number(match[2] ?? 0);
  return cents <= 1_000_000_000 ? cents : null;
}
