/** When the page shows its first rows: what nobody sees waits for them. */
export interface FirstScreen {
  /** A query was asked. Call what this returns when it has its first answer, or is called off. */
  asked(): () => void;
  readonly shown: Promise<void>;
}

/** A hidden tab draws no frames, and some screens ask for no rows: then this is when the rest begins. Milliseconds. */
const MOST_WAIT_MS = 1_000;

/** Two frames after every query of the screen was answered, and none was added: by then its rows are painted. */
export function firstScreen(): FirstScreen {
  if (typeof requestAnimationFrame === 'undefined') return { asked: () => () => undefined, shown: Promise.resolve() };
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, MOST_WAIT_MS);
  let asked = 0;
  let open = 0;

  function answered(): void {
    open -= 1;
    if (open > 0) return;
    const before = asked;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (open > 0 || asked !== before) return;
        clearTimeout(timer);
        resolve();
      })
    );
  }

  return {
    asked: () => {
      asked += 1;
      open += 1;
      let isOpen = true;
      return () => {
        if (isOpen) answered();
        isOpen = false;
      };
    },
    shown: promise
  };
}
