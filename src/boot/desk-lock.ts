import type { UserId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { followLock, type LockStage, type LockTimes } from '#vault/lock.ts';
import { isPin, newPin, refusalAfter, type PinRefusal } from '#vault/pins.ts';
import type { Door, Known, Opened, User } from './door.ts';
import { usualTimesHere } from './lock-times.ts';
import { UNREACHABLE, type CallRefusal } from './server-calls.ts';
import type { Presence } from './presence.ts';
import type { Locked } from './surface-state.ts';

/** The lock of an open desk: when nobody is there, or somebody says so; and how people who are known come back [VAU-8] [VAU-9]. */
export interface DeskLock {
  readonly stage: LockStage;
  lockNow(): void;
  /** Another tab has said so. */
  heard(what: 'open' | 'active'): void;
  /** Somebody who is known is back, or takes over. */
  enter(user: UserId, digits: string): Promise<Result<void, CallRefusal>>;
  setPin(digits: string): Promise<Result<void, CallRefusal>>;
  /** Why this person may not even try a passphrase; null when they may. @param name as typed */
  refusalFor(name: string): CallRefusal | null;
  /** A passphrase was wrong. */
  wrong(name: string): void;
  stop(): void;
}

/** The other tabs are told that somebody is there no more often than this. */
const TELL_EVERY_MS = 5_000;

const WORDS: Readonly<Record<PinRefusal['code'], string>> = {
  'pin/wrong': 'That is not your PIN.',
  'pin/passphrase': 'Use your passphrase.',
  'pin/manager': 'Ask a manager to unlock. Others can keep working.',
  'pin/form': 'A PIN is six digits.',
  'pin/simple': 'Others would try that one first. Take another.'
};
const refused = ({ code }: PinRefusal): CallRefusal => ({ code, say: WORDS[code] });

/** @param changed told of each stage; after `forgotten` there is no more @param watchTimes calls with when it locks, and each change */
export function deskLock(
  door: Door,
  changed: (stage: LockStage) => void,
  watchTimes: (next: (times: LockTimes) => void) => () => void
): DeskLock {
  const people = peopleAt(door);
  const lock = followLock(usualTimesHere(), (stage) => {
    if (stage === 'locked' && door.opened?.isLocked === false) people.change(() => ({ isLocked: true }));
    changed(stage);
  });
  const stopWatching = watchTimes(lock.setTimes);
  let toldAt = 0;
  const stopListening = listen(() => {
    lock.active();
    if (lock.stage !== 'open' || Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    door.tellActive();
  });

  return {
    get stage() {
      return lock.stage;
    },
    lockNow: () => lock.lockNow(),
    heard: (what) => {
      if (what === 'active') lock.active();
      else if (door.opened?.isLocked) lock.lockNow();
      else lock.unlock();
    },
    enter: async (user, digits) => {
      const known = people.find(user);
      if (!known?.pin) return err(refused({ code: 'pin/passphrase' }));
      const stopped = refusalAfter(known.wrong);
      if (stopped) return err(refused(stopped));
      if (!(await isPin(known.pin, digits))) {
        people.put({ ...known, wrong: known.wrong + 1 });
        return err(refused(refusalAfter(known.wrong + 1) ?? { code: 'pin/wrong' }));
      }
      people.put({ ...known, wrong: 0 }, known.user);
      lock.unlock();
      return ok();
    },
    setPin: async (digits) => {
      const made = await newPin(digits);
      if (!made.ok) return err(refused(made.error));
      const { opened } = door;
      if (opened) people.put({ user: opened.user, pin: made.value, wrong: 0 });
      return ok();
    },
    refusalFor: (name) => {
      const known = people.called(name);
      const stopped = known && known.user.role !== 'manager' ? refusalAfter(known.wrong) : null;
      return stopped?.code === 'pin/manager' ? refused(stopped) : null;
    },
    wrong: (name) => {
      const known = people.called(name);
      if (known) people.put({ ...known, wrong: known.wrong + 1 });
    },
    stop: () => {
      lock.stop();
      stopWatching();
      stopListening();
    }
  };
}

interface LockedOptions {
  /** Of the tab behind the lock; undefined where it has read nothing yet. */
  readonly presence: Presence | undefined;
  /** With a passphrase. */
  readonly signIn: Locked['signIn'];
  readonly passkey: Locked['passkey'];
  /** Somebody is back by PIN. */
  entered(user: UserId): Promise<void>;
}

/** What a locked desk shows, and takes. */
export function lockedScreen(
  door: Door,
  lock: DeskLock,
  { presence, signIn, passkey, entered }: LockedOptions
): Omit<Locked, 'waysBack'> {
  presence?.locked();
  const present = door.opened?.user.user;
  const isHere = (user: User): number => Number(user.user === present);
  return {
    people: [...(door.opened?.people ?? [])]
      .sort((a, b) => isHere(b.user) - isHere(a.user))
      .map(({ user, pin }) => ({ user, hasPin: pin !== null })),
    enter: async (user, digits) => {
      const answer = await lock.enter(user, digits);
      if (answer.ok) await entered(user);
      else presence?.failed(user);
      return answer;
    },
    passkey,
    signIn: async (request) => {
      const stopped = lock.refusalFor(request.name);
      if (stopped) return err(stopped);
      const answer = await signIn(request);
      if (!answer.ok && answer.error.code !== UNREACHABLE.code) {
        lock.wrong(request.name);
        presence?.failed(door.opened?.people.find(({ user }) => isCalled(user, request.name))?.user.user ?? null);
      }
      return answer;
    }
  };
}

/** Who is known at an open device, the same in all its tabs. */
function peopleAt(door: Door) {
  /** Only a device that is open has people who are known. */
  function change(next: (opened: Opened) => Partial<Opened>): void {
    const { opened } = door;
    if (opened) door.open({ ...opened, ...next(opened), at: Math.max(Date.now(), opened.at + 1) });
  }
  return {
    find: (user: UserId): Known | undefined => door.opened?.people.find((known) => known.user.user === user),
    called: (name: string): Known | undefined => door.opened?.people.find(({ user }) => isCalled(user, name)),
    change,
    /** @param takesOver who is at the device from now on; nobody else than now when left out */
    put: (known: Known, takesOver?: User) =>
      change(({ people }) => ({
        people: [...people.filter(({ user }) => user.user !== known.user.user), known],
        ...(takesOver ? { user: takesOver, isLocked: false, handed: null } : {})
      }))
  };
}

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

function listen(active: () => void): () => void {
  if (typeof window === 'undefined') return () => undefined;
  for (const sign of SIGNS) window.addEventListener(sign, active, { capture: true, passive: true });
  return () => {
    for (const sign of SIGNS) window.removeEventListener(sign, active, { capture: true });
  };
}

function isCalled(user: User, name: string): boolean {
  const asked = name.trim().toLowerCase();
  return user.user.toLowerCase() === asked || user.name.toLowerCase() === asked;
}
