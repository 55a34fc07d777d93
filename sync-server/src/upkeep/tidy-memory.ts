/** What is looked at, and what can be done: the process's own, or a test's. */
export interface MemoryPort {
  /** Processor time so far, milliseconds. */
  readonly cpuMs: () => number;
  /** Bytes of the heap, garbage included. */
  readonly heapUsed: () => number;
  /** Stops the process for some 50 ms. */
  readonly collect: () => void;
}

export const LOOK_MS = 5_000;
/** A process that is busier than this between two looks collects its garbage by itself, as it needs the room. Milliseconds. */
const IDLE_CPU_MS = 500;
/** Less than this is not worth the pause, bytes. */
const WORTHWHILE = 6 * 1024 * 1024;

/**
 * Collects garbage in a quiet moment [MEM-1]. V8 does so when it wants room, so after a rush (a morning's thousand connections)
 * their garbage stays for hours on a machine that has little else to do, and may have little memory. Returns what to call at each look.
 */
export function tidying({ cpuMs, heapUsed, collect }: MemoryPort): () => void {
  let lastCpu = cpuMs();
  let afterLast = 0;
  return () => {
    const cpu = cpuMs();
    const isIdle = cpu - lastCpu < IDLE_CPU_MS;
    lastCpu = cpu;
    if (!isIdle || heapUsed() < afterLast + WORTHWHILE) return;
    collect();
    afterLast = heapUsed();
    lastCpu = cpuMs();
  };
}

/** Where Node was started with `--expose-gc` (scripts/server.ts). Returns the way to stop. */
export function startTidying(): () => void {
  const { gc } = globalThis;
  if (!gc) return () => undefined;
  const look = tidying({
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    heapUsed: () => process.memoryUsage().heapUsed,
    // The thorough kind gives the pages back as well; on 30 MB it takes some 50 ms.
    collect: () => void gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  });
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
