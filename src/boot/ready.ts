import { ok } from '#domain/result.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import type { Station } from '#station/station.ts';
import type { DeskLock } from './desk-lock.ts';
import type { Door } from './door.ts';
import type { OwnPasskeysOptions } from './own-passkeys.ts';
import type { Authenticators } from './passkeys.ts';
import { dropSession, sessionOf } from './session.ts';
import type { Ready } from './surface-state.ts';
import { ownPasskeysSoon } from './ways-in-soon.ts';

export interface ReadyOptions extends Omit<OwnPasskeysOptions, 'token' | 'authenticators'> {
  /** The browser's where left out. */
  readonly authenticators: Authenticators | undefined;
  readonly station: Station;
  readonly credentials: DeviceCredentials;
  readonly lock: () => DeskLock | null;
  /** Writes down that they go. */
  readonly leave: () => Promise<void>;
  readonly door: () => Door | null;
  /** What is shown is something else now. */
  readonly changed: () => void;
  /** Their session is over here. */
  readonly left: () => Promise<void>;
  /** The key has to go as well: whoever is here has no session. Undefined for who signed in. */
  readonly end: (() => void) | undefined;
}

/** What an open surface can be asked, beside its station. */
export function readyAt({
  station,
  credentials,
  lock,
  leave,
  left,
  door,
  changed,
  end,
  ...own
}: ReadyOptions): Omit<Ready, 'isVeiled'> {
  const { database, calls, user } = own;
  const { token } = credentials;
  return {
    station,
    get handed() {
      return door()?.opened?.handed ?? null;
    },
    handOver: (packet) => {
      const opened = door()?.opened;
      // For reading alone nobody gives it away.
      if (!opened || opened.glass) return;
      door()?.open({ ...opened, handed: packet, at: Math.max(Date.now(), opened.at + 1) });
      changed();
    },
    passkeys: ownPasskeysSoon({ ...own, token }),
    signOut: async () => {
      if (end) return end();
      // Before the server is told: its answer shuts this desk, and after that nothing is written any more [AUD-20].
      await leave();
      const session = await sessionOf(database, user.user);
      await dropSession(database, user.user);
      // Without the server the session runs out by itself there; its token is gone here either way.
      void calls.signOut(token, session);
      await left();
    },
    enrolmentCode: (request) => calls.enrolmentCode(request, token),
    manage: (path, body) => calls.manage(path, token, body),
    lock: () => lock()?.lockNow(),
    setPin: async (digits) => (await lock()?.setPin(digits)) ?? ok()
  };
}
