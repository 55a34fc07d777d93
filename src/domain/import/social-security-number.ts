/** `999347518` is written `999-34-7518`, as people read it out. */
export function socialSecurityNumber(value: string): string {
  const [, area, group, serial] = /^(\d{3})[- ]?(\d{2})[- ]?(\d{4})$/.exec(value) ?? [];
  return area === undefined ? value : `${area}-${group}-${serial}`;
}
