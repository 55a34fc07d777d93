import nodeCrypto, { webcrypto } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { fakeSubtle } from './fake-subtle.ts';
import { SimChannel } from './sim-channel.ts';
import { running } from './world.ts';

/**
 * Puts the world's clock, timers and chance in the place of the process's own. Imported before any other module, because some
 * packages (lib0) keep `Date.now` and the source of random bytes as they find them. While no world runs, all is as before.
 *
 * [Note: why globals] The device's code takes time and network by `Seams`. The server, y-websocket and Yjs use the platform's; to
 * replace the platform under them leaves their code exactly as it is in production.
 */
const real = {
  now: Date.now,
  random: Math.random,
  elapsed: performance.now.bind(performance),
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  subtle: webcrypto.subtle,
  randomBytes: nodeCrypto.randomBytes,
  channel: globalThis.BroadcastChannel,
  sleep: timersPromises.setTimeout,
  turn: timersPromises.setImmediate,
  on: process.on.bind(process)
};

/** Lets the loop of the simulation itself take turns of the real one. */
export const realImmediate: (work: () => void) => void = real.setImmediate;
export const realNow: () => number = () => real.now.call(Date);

/** What `setTimeout` gives while a world runs. */
class VirtualTimer {
  cancel: () => void;
  constructor(cancel: () => void) {
    this.cancel = cancel;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
}

type Work = (...args: unknown[]) => void;

function later(work: Work, ms = 0, ...args: unknown[]): VirtualTimer {
  const world = running();
  return new VirtualTimer(world!.after(world!.current, Math.max(0, ms), 'timer', () => work(...args)));
}

function every(work: Work, ms = 0, ...args: unknown[]): VirtualTimer {
  const world = running()!;
  const owner = world.current;
  const timer = new VirtualTimer(() => undefined);
  const again = (): void => {
    timer.cancel = world.after(owner, Math.max(1, ms), 'timer', () => {
      again();
      work(...args);
    });
  };
  again();
  return timer;
}

function install(): void {
  const put = (target: object, key: string, value: unknown): void => {
    Object.defineProperty(target, key, { value, configurable: true, writable: true });
  };
  const stop =
    (otherwise: (timer: never) => void) =>
    (timer: unknown): void => {
      if (timer instanceof VirtualTimer) timer.cancel();
      else otherwise(timer as never);
    };
  put(Date, 'now', () => Math.floor(running()?.now ?? realNow()));
  put(performance, 'now', () => {
    const world = running();
    return world ? world.now - world.start : real.elapsed();
  });
  put(Math, 'random', () => running()?.random() ?? real.random.call(Math));
  put(globalThis, 'setTimeout', (...args: [Work]) => (running() ? later(...args) : real.setTimeout(...args)));
  put(globalThis, 'setInterval', (...args: [Work]) => (running() ? every(...args) : real.setInterval(...args)));
  put(globalThis, 'setImmediate', (work: Work, ...args: unknown[]) =>
    running() ? later(work, 0, ...args) : real.setImmediate(work, ...args)
  );
  put(globalThis, 'clearTimeout', stop(real.clearTimeout));
  put(globalThis, 'clearInterval', stop(real.clearInterval));
  put(globalThis, 'BroadcastChannel', function channel(name: string) {
    return running() ? new SimChannel(name) : new real.channel(name);
  });
  put(webcrypto, 'getRandomValues', <T extends ArrayBufferView<ArrayBuffer>>(into: T): T => {
    const world = running();
    if (!world) return real.getRandomValues(into as never) as unknown as T;
    world.fill(new Uint8Array(into.buffer, into.byteOffset, into.byteLength));
    return into;
  });
  Object.defineProperty(webcrypto, 'subtle', {
    get: () => (running() ? fakeSubtle : real.subtle),
    configurable: true
  });
  // y-websocket hangs on to the process's end with every document; thousands of worlds would pile up there.
  put(process, 'on', (event: string, listener: () => void) =>
    running() && event === 'exit' ? process : real.on(event as never, listener as never)
  );
  put(nodeCrypto, 'randomBytes', (count: number) => {
    const world = running();
    return world ? world.fill(Buffer.alloc(count)) : real.randomBytes(count);
  });
  put(timersPromises, 'setTimeout', (ms: number, value: unknown) =>
    running() ? new Promise((resolve) => later(() => resolve(value), ms)) : real.sleep(ms, value)
  );
  put(timersPromises, 'setImmediate', (value: unknown) =>
    running() ? new Promise((resolve) => later(() => resolve(value))) : real.turn(value)
  );
  syncBuiltinESMExports();
}

install();
