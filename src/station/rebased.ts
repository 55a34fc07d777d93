/**
 * A form that was begun on what stood there then, set upon what stands there now: each text that was not touched says what is new, each
 * that was touched stays as it was typed [REG-5].
 */
export function rebased<Text extends Readonly<Record<string, string>>>(typed: Text, was: Text, is: Text): Text {
  const entries = Object.entries(typed).map(([field, value]) => [field, value === was[field] ? is[field] : value]);
  return Object.fromEntries(entries) as Text; // the same fields
}
