import type { Fact } from '../fact.ts';
import type { UserId } from '../ids.ts';
import type { Instant } from '../time.ts';

/** What a manager and the privacy officer must hear of, whoever did it and wherever: it goes past the ordinary ways in. */
export type AlarmKind = 'glass-broken' | 'sign-in-renewed' | 'kit-made';
/** What was shown for it: the recovery kit, one manager’s sign-in, both, or two managers’. */
export type AlarmMeans = 'kit' | 'manager' | 'kit-and-manager' | 'two-managers';

/** Facts of the `practice` document, so that every desk has them. Written by the server, or by the device it happened at. */
export type AlarmFact =
  | Fact<
      'alarm/raised',
      {
        /** The same from the device and from the server, whoever tells first. */
        readonly alarm: string;
        readonly what: AlarmKind;
        /** Whom it was done as or for, and their name as it was then. */
        readonly user: UserId;
        readonly name: string;
        readonly means: AlarmMeans;
        /** Managers who vouched with their own sign-in; their names. */
        readonly vouched: readonly string[];
        /** The device's label; empty where it was none of the practice's. */
        readonly device: string;
        /** Why, as it was typed. */
        readonly reason: string;
        /** When it ends by itself; null where it has no end. */
        readonly until: Instant | null;
      }
    >
  | Fact<'alarm/closed', { readonly alarm: string }>;
