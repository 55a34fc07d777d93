import { outsideDoc } from '#domain/documents.ts';
import type { OutsideFact } from '#domain/import/outside-facts.ts';
import { byTime } from '#domain/fact.ts';
import { isJson, type Json } from '#domain/export/json.ts';
import type { Clinic } from '../clinic/clinic.ts';

/** The resources that other systems' files had of one patient or contact, each as it came last, in the order they first came. */
export async function keptOf(clinic: Pick<Clinic, 'read'>, owner: string): Promise<readonly Json[]> {
  const last = new Map<string, Json>();
  for (const { fact: each } of (await clinic.read(outsideDoc(owner))).toSorted(byTime)) {
    const fact = each as OutsideFact; // an unknown kind is not the one below
    if (fact.kind !== 'resource/kept') continue;
    const resource = JSON.parse(fact.of.json.join('')) as unknown; // an import wrote it of what it had parsed
    if (isJson(resource)) last.set(JSON.stringify([fact.of.type, fact.of.id]), resource);
  }
  return [...last.values()];
}

/** The same with what a file calls the patient exchanged in each reference, where two systems use one id for two people. */
export function renamed(resource: Json, from: string, to: string): Json {
  return renamedValue(
    resource,
    new RegExp(`^(.*/)?Patient/${from.replace(/[.\\+*?^$()[\]{}|]/g, '\\$&')}$`),
    to
  ) as Json; // an object gives an object
}

function renamedValue(value: unknown, from: RegExp, to: string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamedValue(each, from, to));
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'reference' && typeof each === 'string' && from.test(each)
        ? `Patient/${to}`
        : renamedValue(each, from, to)
    ])
  );
}
