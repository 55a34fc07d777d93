import { err, ok, type Result } from '#domain/result.ts';
import type { ImportRefusal } from './refusals.ts';

/**
 * JSON as a value, or why not. The engine's own message is not passed on: it quotes the text around the fault, and that text is
 * somebody's record.
 */
export function parseJson(text: string): Result<unknown, ImportRefusal> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    if (/end of JSON input/.test(message) || position >= text.trimEnd().length) return err({ code: 'json/cut' });
    return err({ code: 'json/damaged', at: Number.isNaN(position) ? '' : placeIn(text, position) });
  }
}

/** `: see line 3, character 17`. Where the text is one line, the report has its number. */
function placeIn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  const character = (before.at(-1)?.length ?? 0) + 1;
  return before.length > 1 || text.includes('\n')
    ? `: see line ${before.length}, character ${character}`
    : `: see character ${character}`;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
