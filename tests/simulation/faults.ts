import { between, pick, seeded } from '#domain/random.ts';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { SITE } from '#tests/fixtures/practice.ts';
import { compact } from '#storage/compaction.ts';
import { decodeMux } from '#protocol/mux-frames.ts';
import { MIN_SCHEMA, SCHEMA } from '#protocol/schema-version.ts';
import { act } from './workload.ts';
import type { Run } from './run.ts';
import type { Step } from './plan.ts';
import type { Cable } from './world/network.ts';
import type { SimDevice } from './world/sim-device.ts';
import type { SimTab } from './world/sim-tab.ts';

/** More than the outbox sends one by one. */
const BACKLOG = 45;
const REFUSED = 7;

type Fault = (run: Run, device: SimDevice, step: Step) => void;

/** What can go wrong (RELIABILITY §4). Each names what it does in the timeline, and sees to its own end. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'cable-out': (run, device, { ms }) => cable(run, device, 'down', ms),
  'half-open': (run, device, { ms }) => cable(run, device, 'half-open', ms),
  'connection-reset': ({ world }, device) => {
    world.tell(device.name, 'connection reset');
    device.link.cutAll();
  },
  'slow-line': (run, device, { ms }) => {
    run.world.tell(device.name, 'slow line');
    device.link.isSlow = true;
    later(run, ms, () => (device.link.isSlow = false));
  },
  'tab-crash': (run, device, { n, ms }) => {
    const tab = someTab(device, n);
    if (!tab) return;
    device.killTab(tab);
    later(run, ms, () => {
      if (device.tabs.length === 0 && !device.isEvicted) void device.openTab();
    });
  },
  'second-tab': (run, device, { ms }) => {
    if (device.isEvicted || device.tabs.length > 2) return;
    const opened = device.openTab();
    void opened.then((tab) => later(run, ms, () => device.tabs.length > 1 && device.killTab(tab)));
  },
  freeze: ({ world }, device, { n, ms }) => {
    const tab = someTab(device, n);
    if (!tab) return;
    world.tell(tab.process.name, `frozen for ${ms} ms`);
    tab.process.frozenUntil = world.now + ms;
  },
  'clock-jump': ({ world }, device, { n }) => {
    const random = seeded(n);
    device.skewMs += pick(random, [-3_600_000, 3_600_000, -86_400_000, 86_400_000, between(random, -90_000, 90_000)]);
    world.tell(device.name, `clock now off by ${Math.round(device.skewMs / 1000)} s`);
  },
  'device-full': (run, device, { ms }) => {
    run.world.tell(device.name, 'disk full');
    device.isFull = true;
    later(run, ms, () => (device.isFull = false));
  },
  'disk-fault': ({ world }, device, { n }) => {
    const random = seeded(n);
    world.tell(device.name, 'database connection dies');
    someTab(device, n)?.faults.push(
      ...Array.from({ length: between(random, 1, 3) }, () => pick(random, ['closed', 'deaf'] as const))
    );
  },
  'slow-disk': (run, device, { ms }) => {
    run.world.tell(device.name, 'slow disk');
    device.isSlow = true;
    later(run, ms, () => (device.isSlow = false));
  },
  clone: (run, device, { n }) => {
    if (device.isClone || device.isEvicted || device.isRevoked || run.devices.some(({ isClone }) => isClone)) return;
    const { world } = run;
    world.tell(device.name, 'its profile is copied to another machine');
    const clone = run.enrol({ surface: device.surface, skewMs: device.skewMs, latencyMs: 20 }, device);
    // Both come up at once, and write before either can know of the other.
    device.crash();
    for (const one of [device, clone]) {
      cable(run, one, 'down', 5_000);
      void one.openTab().then(({ station, process }) => {
        if (!station || device.surface !== 'desk') return;
        world.after(process, 10, 'act', () => void act('walk-in', station, n + (one.isClone ? 1 : 0), { last: null }));
      });
    }
  },
  evict: (run, device, { ms }) => {
    if (!isSpare(run, device)) return;
    // With something unsent, more often than not: its cable is out for a while before.
    run.world.tell(device.name, `cable out for ${ms} ms`);
    device.link.set('down');
    run.world.after(run.world.outside, ms, 'evict', () => {
      device.link.set('up');
      if (!isSpare(run, device)) return;
      device.evict();
      void run.enrol({ surface: device.surface, skewMs: device.skewMs, latencyMs: 20 }).openTab();
    });
  },
  revoke: ({ world, server, devices }, device) => {
    if (
      device.isRevoked ||
      devices.filter((one) => one.surface === 'desk' && !one.isEvicted && !one.isRevoked).length < 3
    )
      return;
    world.tell(device.name, 'is revoked');
    if (device.tabs.some(({ status }) => status.value.unsent > 0)) world.sometimes('revoked with unsent facts');
    const all = devices.filter((one) => one.credentials === device.credentials);
    for (const one of all) one.isRevoked = true;
    world.after(world.outside, 1_000, 'revoked', () => {
      for (const one of all) one.revokedAtSeq = server.disk.journal.rows.length;
    });
    world.after(server.process, 0, 'revoke', () => server.revoke(device.credentials.deviceNo));
    if (!server.isUp) server.revoke(device.credentials.deviceNo);
  },
  'server-kill': (run, _device, { ms }) => {
    run.server.kill();
    upAgain(run, ms);
  },
  'server-dies-in-commit': (run, _device, { n, ms }) => {
    const { server } = run;
    server.diesAt = pick(seeded(n), ['before', 'torn', 'on-disk', 'told'] as const);
    const before = server.onDeath;
    server.onDeath = () => {
      server.onDeath = before;
      before();
      upAgain(run, ms);
    };
  },
  'server-full': (run, _device, { ms }) => {
    run.world.tell('server', 'disk full');
    run.server.isFull = true;
    later(run, ms, () => (run.server.isFull = false));
  },
  'server-clock': ({ world, server }, _device, { n }) => {
    server.skewMs += pick(seeded(n), [-30_000, 30_000, 3_600_000]);
    world.tell('server', `clock now off by ${server.skewMs / 1000} s`);
  },
  restore: (run, _device, { n, ms }) => {
    const { world, server, ledger } = run;
    const head = server.disk.journal.rows.length;
    server.kill();
    const random = seeded(n);
    // To nothing at all, now and then: any desk then gives the practice back as well.
    const seq = random() < 0.15 ? 0 : Math.max(0, head - between(random, 0, 60));
    ledger.restored(run.devices);
    server.restore(seq, `epoch-${n}`);
    world.tell('server', `is restored to ${seq} of ${head}`);
    if (ledger.issued.some(({ acked }) => !acked)) world.sometimes('epoch bump with unsent facts');
    upAgain(run, ms);
  },
  /** What a device sent once comes again on its next connections, from somebody who had listened (F4). */
  replay: ({ world }, device) => {
    const heard: Uint8Array[] = [];
    const before = device.tamper;
    device.tamper = (direction, bytes) => {
      const passed = before(direction, bytes);
      if (direction === 'up' && passed && decodeMux(passed).type === 'message' && heard.length < 20) heard.push(passed);
      return passed;
    };
    world.after(world.outside, 8_000, 'replay', () => {
      const wire = [...device.link.sockets].find(({ client }) => client.readyState === client.OPEN);
      if (!wire || heard.length === 0) return;
      world.tell(device.name, `${heard.length} frames are sent a second time`);
      world.sometimes('frames replayed');
      for (const frame of heard) wire.up(frame);
    });
  },
  /** A device that writes what it may not: by a bug, or by a hand that is not ours. */
  overreach: ({ world }, device, { n }) => {
    const tab = device.tab;
    if (!tab?.replica) return;
    const today = dayDoc(SITE, '2026-11-20');
    const note = '4111 1111 1111 1111';
    const wrong = [
      { doc: today, kind: 'transport/ordered', of: { visit: `v-${n}`, note } },
      { doc: today, kind: 'room/freed', of: { room: 7 } },
      // A desk reads it, and may not write there; a tablet may write such facts nowhere.
      { doc: `inbox/${device.credentials.deviceNo}`, kind: 'room/freed', of: { room: 'room-1' } },
      { doc: today, kind: 'appointment/cancelled', of: { appointment: 'a-1', by: 'patient', reason: 'illness' } }
    ];
    const { doc, ...fact } = pick(seeded(n), wrong);
    world.tell(device.name, `writes what it may not in ${doc}`);
    world.after(tab.process, 0, 'overreach', () => {
      void tab.replica?.record('u-ada', [{ doc, facts: [fact] }]).catch(() => undefined);
    });
  },
  /** Damage on the server's disk, of what somebody who is still here wrote and shows: with the real journal alone. */
  'server-flip': (run, device, { n, ms }) => {
    const { server } = run;
    const isHere = !device.isEvicted && !device.isRevoked && !device.isClone && device.turnedAway === null;
    const own = server.disk.journal.rows.filter(
      ({ doc, device: no }) => device.open.has(doc) && no === device.credentials.deviceNo
    );
    if (!server.sqlite || !isHere || own.length === 0) return;
    const random = seeded(n);
    server.flip(pick(random, own).seq, between(random, 0, 100_000));
    upAgain(run, ms);
  },
  /** Weeks away, in small: more documents wait than are sent one by one. */
  backlog: (run, device, { n, ms }) => {
    const tab = device.tab;
    if (device.surface !== 'desk' || !tab?.replica) return;
    cable(run, device, 'down', ms);
    const { replica } = tab;
    run.world.after(tab.process, 0, 'backlog', () => {
      for (let i = 0; i < BACKLOG; i++) {
        // One of them is refused, and must not go under among the others.
        const note = i === REFUSED ? { note: '4111 1111 1111 1111' } : {};
        const fact = { kind: 'transport/ordered', of: { visit: `v-${n}-${i}`, ...note } };
        void replica.record('u-ada', [{ doc: patientDoc(`bl-${n}-${i}`), facts: [fact] }]).catch(() => undefined);
      }
    });
  },
  /** What upkeep does with long tails, here with short ones: what was sent is merged away (STO-11). */
  tidy: ({ world }, device, { n }) => {
    const tab = someTab(device, n);
    if (!tab) return;
    world.after(tab.process, 0, 'tidy', () => {
      void tab.database.docs
        .toCollection()
        .primaryKeys()
        .then(async (docs) => {
          for (const doc of docs) await compact(tab.database, doc);
        })
        .catch(() => undefined);
    });
  },
  /** A tab dies between its commit and the news of it. */
  'dies-in-commit': (run, device, { n, ms }) => {
    const tab = someTab(device, n);
    if (!tab) return;
    tab.diesInCommit = () => {
      device.killTab(tab);
      later(run, ms, () => {
        if (device.tabs.length === 0 && !device.isEvicted) void device.openTab();
      });
    };
  },
  /** The server is rolled back to a build that knows nothing of `POST /sync/push`, and names no fact in a no (F15). */
  'older-server': (run, _device, { ms }) => {
    run.world.tell('server', 'is rolled back to an older build');
    run.server.isOlder = true;
    later(run, ms, () => (run.server.isOlder = false));
  },
  /** The device's build is too old for the server, until somebody updates it (F15). */
  'old-build': (run, device, { ms }) => {
    run.world.tell(device.name, 'has a build that is too old');
    device.schema = MIN_SCHEMA - 1;
    device.link.cutAll();
    later(run, ms, () => {
      device.schema = SCHEMA;
      for (const tab of device.tabs) run.world.after(tab.process, 10, 'updated', () => tab.nudge());
    });
  }
};

/** Two desks stay, so that there is someone to compare with. */
function isSpare({ devices }: Run, device: SimDevice): boolean {
  const left = devices.filter((one) => one.surface === 'desk' && !one.isEvicted && !one.isRevoked);
  return !device.isEvicted && left.length >= 3;
}

function someTab(device: SimDevice, n: number): SimTab | null {
  return device.tabs.length > 0 ? pick(seeded(n), device.tabs) : null;
}

function cable({ world, heals }: Run, device: SimDevice, state: Cable, ms: number): void {
  world.tell(device.name, `cable ${state} for ${ms} ms`);
  device.link.set(state);
  const mend = (): void => {
    heals.delete(mend);
    world.tell(device.name, 'cable mended');
    device.link.set('up');
    if (state === 'down') for (const tab of device.tabs) world.after(tab.process, 10, 'online', () => tab.nudge());
  };
  heals.add(mend);
  world.after(world.outside, ms, 'mend', () => heals.has(mend) && mend());
}

function later({ world, heals }: Run, ms: number, work: () => unknown): void {
  const mend = (): void => {
    if (heals.delete(mend)) work();
  };
  heals.add(mend);
  world.after(world.outside, ms, 'over', mend);
}

function upAgain({ world, server }: Run, ms: number): void {
  world.after(world.outside, ms, 'restart', () => {
    if (!server.isUp) server.start();
  });
}
