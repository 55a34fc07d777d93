/** One keystroke: how long from the event until its result was in the page, and until the frame with it was done, milliseconds. */
export interface Answered {
  readonly inPage: number;
  readonly painted: number;
}

/** A task of the main thread over 50 ms: when it began (milliseconds since navigation) and how long it took. */
export interface LongTask {
  readonly at: number;
  readonly ms: number;
}

/** What a page knows of its own speed; times are milliseconds since navigation began. */
export interface Probe {
  readonly longTasks: LongTask[];
  /** Today's first lines were painted. */
  rowsAt: number | null;
  /** … and a key moved into them. */
  usableAt: number | null;
  sawProgress: boolean;
  /** Calls when the frame that shows the page as it is now has been made. */
  afterFrame(then: (at: number) => void): void;
  /** Calls once an element matches: at once, or with the change that brings it. */
  whenThere(selector: string, then: () => void): void;
}

/** What is timed on request. */
export interface Timers {
  /** Types a whole query at once and waits until the find box shows somebody; answers when. */
  findOnce(query: string): Promise<number>;
  /** Watches one field: each keystroke from now on is timed. Its answer is there when `settled` matches an element. */
  watchField(field: string, settled: string): void;
  /** Times the next key pressed, until the first frame in which an element matches. */
  watchKey(selector: string): void;
  /** Forgets the times before; call it before the key is pressed that `answer` is asked for. */
  expect(): void;
  /** The times of what was watched for last. */
  answer(): Promise<Answered>;
  /** Follows a link of the app; answers how long it took until the frame in which an element matches, milliseconds. */
  goUntil(path: string, selector: string): Promise<number>;
}

declare global {
  interface Window {
    benchProbe: Probe;
    benchTimers: Timers;
  }
}

/** Runs in every page before its own scripts. It looks at the page as its people do and changes nothing in it. */
export function installProbe(): void {
  const longTasks: LongTask[] = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ at: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });

  const probe: Probe = {
    longTasks,
    rowsAt: null,
    usableAt: null,
    sawProgress: false,
    afterFrame: (then) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(null);
      });
    },
    whenThere: (selector, then) => {
      if (document.querySelector(selector)) return then();
      const watching = new MutationObserver(() => {
        if (!document.querySelector(selector)) return;
        watching.disconnect();
        then();
      });
      watching.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    }
  };
  window.benchProbe = probe;

  function enterToday(): void {
    const key = new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(key);
    if (document.activeElement?.matches('[data-row]')) probe.afterFrame((at) => (probe.usableAt = at));
    else requestAnimationFrame(enterToday);
  }

  probe.whenThere('[role=grid][aria-label=Today] [data-row]', () =>
    probe.afterFrame((at) => {
      probe.rowsAt = at;
      enterToday();
    })
  );
  probe.whenThere('[role=progressbar]', () => (probe.sawProgress = true));
}

/** Runs after `installProbe`. */
export function installTimers(): void {
  const { afterFrame, whenThere } = window.benchProbe;
  let next = Promise.withResolvers<Answered>();

  function timed(from: number, then: (answered: Answered) => void): void {
    const inPage = performance.now() - from;
    afterFrame((at) => then({ inPage, painted: at - from }));
  }

  window.benchTimers = {
    findOnce: (query) =>
      new Promise((resolve) => {
        const field = document.querySelector<HTMLInputElement>('input[aria-label^="Find a patient, visit"]');
        if (!field) throw new Error('no find box');
        field.focus();
        field.value = query;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        whenThere('[role=listbox][aria-label=Found] [role=option]', () => afterFrame(resolve));
      }),
    watchField: (field, settled) => {
      // On the window: the page's own listeners have run by then, and the answer before no longer stands.
      window.addEventListener('input', ({ target, timeStamp }) => {
        if (!(target instanceof HTMLInputElement) || !target.matches(field) || target.value === '') return;
        const { resolve } = next;
        whenThere(settled, () => timed(timeStamp, resolve));
      });
    },
    watchKey: (selector) => {
      const start = ({ timeStamp }: Event): void => {
        const { resolve } = next;
        whenThere(selector, () => timed(timeStamp, resolve));
      };
      window.addEventListener('keydown', start, { capture: true, once: true });
    },
    expect: () => (next = Promise.withResolvers<Answered>()),
    answer: () => next.promise,
    goUntil: (path, selector) =>
      new Promise((resolve) => {
        const link = document.createElement('a');
        link.href = path;
        document.body.append(link);
        const from = performance.now();
        link.click();
        whenThere(selector, () => timed(from, ({ painted }) => resolve(painted)));
      })
  };
}
