/** How far a long command is, on a terminal as one line that is drawn over, elsewhere as a line now and then. */
export interface ProgressLine {
  /** @param done 0 to 1 */
  show(done: number, words: string): void;
  /** The same where nobody knows how much there is. */
  tell(words: string): void;
  clear(): void;
}

const DRAW_EVERY_MS = 100;
const PRINT_EVERY_MS = 10_000;
const BAR = 24;

export function progressLine(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
): ProgressLine {
  const isTerminal = stream.isTTY === true;
  let shownAt = isTerminal ? 0 : performance.now();
  let isDrawn = false;
  const put = (bar: string, words: string): void => {
    const now = performance.now();
    if (now - shownAt < (isTerminal ? DRAW_EVERY_MS : PRINT_EVERY_MS)) return;
    shownAt = now;
    if (!isTerminal) {
      stream.write(`${words}\n`);
      return;
    }
    // Cut to the terminal's width: a line that wraps cannot be drawn over.
    stream.write(`\r\u001b[2K${`${bar}${words}`.slice(0, (stream.columns ?? 80) - 1)}`);
    isDrawn = true;
  };
  return {
    show(done, words) {
      const full = Math.round(done * BAR);
      put(`${'█'.repeat(full)}${'░'.repeat(BAR - full)} `, `${`${Math.floor(done * 100)} %`.padStart(5)}  ${words}`);
    },
    tell: (words) => put('', words),
    clear() {
      if (isDrawn) stream.write('\r\u001b[2K');
      isDrawn = false;
    }
  };
}
