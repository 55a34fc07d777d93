/** A FHIR resource or a part of one, as JSON has it. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in a list that may be no list. */
export function partsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isJson) : [];
}

/** The same without these keys, and without the `_key` that FHIR puts beside a primitive for its extensions. */
export function without(resource: Json, ...keys: readonly string[]): Json {
  const gone = new Set(keys.flatMap((key) => [key, `_${key}`]));
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !gone.has(key)));
}

/** A list under its key, or nothing when it is empty: FHIR has no empty lists (R4 JSON, 2.6.2.2). */
export function list(key: string, values: readonly unknown[]): Json {
  return values.length > 0 ? { [key]: values } : {};
}

/** A text under its key, or nothing when there is none. */
export function text(key: string, value: string | undefined): Json {
  return value ? { [key]: value } : {};
}
