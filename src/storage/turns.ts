/** Runs work one after another, so that each finds what the one before left; a person's work goes before the network's. */
export function createTurns(): <T>(work: () => Promise<T>, urgent: boolean) => Promise<T> {
  const urgent: (() => Promise<void>)[] = [];
  const patient: (() => Promise<void>)[] = [];
  let running = false;

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    for (let next = urgent.shift() ?? patient.shift(); next; next = urgent.shift() ?? patient.shift()) await next();
    running = false;
  }

  return (work, isUrgent) =>
    new Promise((resolve, reject) => {
      (isUrgent ? urgent : patient).push(() => work().then(resolve, reject));
      void run();
    });
}
