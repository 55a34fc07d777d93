/** The words of one language, a text for each key. `{name}` in a text is a place for a value. */
export type Messages<Key extends string> = Readonly<Record<Key, string>>;

/** Says a key's words in one language, with its values in their places. */
export type Say<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export function sayFrom<Key extends string>(messages: Messages<Key>): Say<Key> {
  return (key, values) => filled(messages[key], values ?? {});
}

const PLACE = /\{([a-z]+)\}/gi;

/** A place without a value stays as it is written, so that a gap is seen and not guessed. */
function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(PLACE, (place, name: string) => String(values[name] ?? place));
}

/** The places of a text, sorted; two languages of one key must agree on them. */
export function placesIn(text: string): readonly string[] {
  return [...text.matchAll(PLACE)].map((match) => match[1] ?? '').sort();
}
