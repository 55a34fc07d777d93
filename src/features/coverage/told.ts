import type { Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { wordsFor, type AnyCoverageRefusal } from './refusals.ts';
import { takeBack } from './take-back.ts';

/** Says what came of a change of who pays, with ten seconds to take it back. */
export async function tellCoverage(
  station: Station,
  toasts: Toasts,
  command: Promise<Result<Done, AnyCoverageRefusal>>,
  say: string
): Promise<Done | undefined> {
  return tell(toasts, command, {
    done: ({ takes }) => (takes.length > 0 ? say : null),
    refused: wordsFor,
    takeBack: (done) => takeBack(station, done)
  });
}
