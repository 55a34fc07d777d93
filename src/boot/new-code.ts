import type { SiteId } from '#domain/ids.ts';
import { codeSecret, kioskCodeFrom } from '#domain/intake/kiosk-secret.ts';
import type { LocalDate } from '#domain/time.ts';
import { daySaltOf, STRETCH } from '#protocol/day-keys.ts';
import { stretchAside } from '#vault/stretch-aside.ts';

interface CodeParts {
  readonly birthDate: LocalDate;
  readonly daySeed: Uint8Array<ArrayBuffer>;
  readonly site: SiteId;
  readonly date: LocalDate;
}

/** A code to type at a kiosk on that day, and what it is looked up by. @param chance 64 bits */
export async function newKioskCode(chance: Uint8Array, { birthDate, daySeed, site, date }: CodeParts) {
  const text = kioskCodeFrom(chance);
  const salt = await daySaltOf(daySeed, site, date);
  return { text, stretched: await stretchAside(codeSecret(text, birthDate), salt, STRETCH) };
}
