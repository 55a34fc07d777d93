/** How far a long command is, on a terminal as one line that is drawn over, elsewhere as a line now and then. */
export interface ProgressLine {
  /** @param done 0 to 1 */
  show(done: number, words: string): void;
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
  return {
    show(done, words) {
      const now = performance.now();
      if (now - shownAt < (isTerminal ? DRAW_EVERY_MS : PRINT_EVERY_MS)) return;
      shownAt = now;
      const percent = `${Math.floor(done * 100)} %`.padStart(5);
      if (!isTerminal) {
        stream.write(`${percent}  ${words}\n`);
        return;
      }
      const full = Math.round(done * BAR);
      const line = `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent}  ${words}`;
      // Cut to the terminal's width: a line that wraps cannot be drawn over.
      stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      isDrawn = true;
    },
    clear() {
      if (isDrawn) stream.write('\r\u001b[2K');
      isDrawn = false;
    }
  };
}
