import type { DocRef } from '#domain/documents.ts';
import { isVoid, type Fact, type FactId } from '#domain/fact.ts';
import type { DeviceNo, UserId } from '#domain/ids.ts';
import type { StaffRole, StaffVerb } from '#domain/practice/practice-facts.ts';
import { maySign } from '#domain/practice/roles.ts';
import type { RulingHistory } from '#domain/scheduling/ruling-history.ts';
import { instantOf, type Instant } from '#domain/time.ts';
import type { DeviceScope } from '#protocol/access.ts';
import type { NoCode } from '#protocol/codes.ts';
import { beyondRole, classesOver } from './booked-over.ts';
import type { People } from './people.ts';
import type { Roles } from './roles.ts';
import { isLive, overAt, type SessionEnd, type Sessions } from './sessions.ts';

export interface AuthorsOptions {
  readonly people: Pick<People, 'find'>;
  readonly sessions: Pick<Sessions, 'of'>;
  readonly roles: Roles;
  /** The kind of a fact that the practice’s document has; null when it has none there. */
  readonly kindOf?: (fact: FactId) => Promise<string | null>;
  /** What the practice has said of who may book over what; without it nothing is asked of that. */
  readonly rulings?: () => Promise<RulingHistory | null>;
  readonly now: () => Instant;
  /**
   * Until when this server's register of sessions has gaps: it was restored, and what came after the backup is lost. People it knows
   * are believed on their devices until then.
   */
  readonly restoredAt: () => Promise<Instant | null>;
}

/** A stretch of time in which a person was signed in on a device. */
interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

interface Author {
  readonly role: StaffRole;
  readonly verbs: ReadonlySet<StaffVerb>;
  readonly spans: readonly Span[];
  readonly readAt: Instant;
}

/** What was read is believed for so long: a person who was disabled is out in well under five seconds (P17). */
const BELIEVED_MS = 2_000;
/** A device's clock may be wrong by a day and a daylight-saving hour (RELIABILITY P14): no fact is refused for that. */
const SKEW_MS = 26 * 3_600_000;
const MAX_KNOWN = 5_000;
/** What was allowed less of meanwhile is heard of so much later; what would be refused is always asked of what stands. */
const RULINGS_BELIEVED_MS = 60_000;

/** Sessions that somebody else ended: nothing dated later is believed, whatever the device's clock says. */
const CUT: ReadonlySet<SessionEnd | null> = new Set(['killed', 'disabled', 'device-removed']);

/** Who, or which fact that is taken back, or whether the practice's word on conflicts, must be looked up. */
export type Asked = UserId | `fact ${FactId}` | typeof RULINGS;
/** No id of a person has a space. */
const RULINGS = 'the rulings';

export type Verdict = { readonly code: NoCode; readonly say: string } | null;

const NOT_SIGNED_IN: Verdict = {
  code: 'E_FOREIGN',
  say: 'This change carries the name of somebody who was not signed in on this device.'
};
const NOT_ALLOWED: Verdict = {
  code: 'E_VERB',
  say: 'The role of who made this change does not allow it. Ask a manager.'
};

/**
 * Who may sign facts on a device: whoever has a session there, or had one when the fact was written [SES-4], and whose role has the
 * verb [ROLE-2] and, of a booking, may let stand what it was booked over [RULE-8]. What is needed is read ahead (`learn`), so that the gate asks without waiting.
 */
export class Authors {
  readonly #options: AuthorsOptions;
  readonly #known = new Map<string, Author | null>();
  #readNobodyAt = new Map<string, Instant>();
  /** What facts of the practice are, of those that somebody took back. What is written never changes. */
  readonly #kinds = new Map<FactId, string>();
  #rulings: { readonly history: RulingHistory; readonly readAt: Instant } | null = null;

  constructor(options: AuthorsOptions) {
    this.#options = options;
  }

  /** The signers, and the facts that are taken back, that must be learnt before `verdict` can be asked. */
  unknown(device: DeviceScope, doc: DocRef, facts: readonly unknown[]): readonly Asked[] {
    if (isServers(device)) return [];
    const asked = new Set<Asked>();
    for (const fact of facts) {
      const by = signerOf(fact);
      if (by !== null && !by.startsWith('device:') && !this.#isFresh(keyOf(device.deviceNo, by))) asked.add(by);
      const taken = doc.kind === 'practice' ? takenBy(fact) : null;
      if (taken !== null && !this.#kinds.has(taken)) asked.add(`fact ${taken}`);
      if (this.#mustAskRulings(device, fact)) asked.add(RULINGS);
    }
    return [...asked];
  }

  async learn(device: DeviceScope, asked: readonly Asked[]): Promise<void> {
    for (const user of asked) {
      if (user === RULINGS) {
        await this.#learnRulings();
        continue;
      }
      if (isTaken(user)) {
        await this.#learnKind(user);
        continue;
      }
      const key = keyOf(device.deviceNo, user);
      if (this.#isFresh(key)) continue;
      const author = await this.#read(device.deviceNo, user);
      if (this.#known.size >= MAX_KNOWN) this.forget();
      this.#known.set(key, author);
      if (!author) this.#readNobodyAt.set(key, this.#options.now());
    }
  }

  async #learnKind(asked: `fact ${FactId}`): Promise<void> {
    const fact = asked.slice('fact '.length) as FactId; // what stands behind it
    const kind = await this.#options.kindOf?.(fact);
    if (this.#kinds.size >= MAX_KNOWN) this.#kinds.clear();
    // One that is not there yet may come.
    if (kind) this.#kinds.set(fact, kind);
  }

  async #learnRulings(): Promise<void> {
    const history = await this.#options.rulings?.();
    if (history) this.#rulings = { history, readAt: this.#options.now() };
  }

  /** Nobody is refused for what the practice has allowed since it was last read. */
  #mustAskRulings(device: DeviceScope, fact: unknown): boolean {
    const { rulings, now } = this.#options;
    if (!rulings || classesOver(fact) === null) return false;
    const known = this.#rulings;
    const author = this.#known.get(keyOf(device.deviceNo, signerOf(fact) ?? ''));
    if (!known || !author || Math.abs(now() - known.readAt) >= RULINGS_BELIEVED_MS) return true;
    return beyondRole(known.history, author.role, fact) !== null;
  }

  /** Null for a fact that its signer may sign. @param sent the kind of a fact that came with it */
  verdict(
    device: DeviceScope & { readonly staffed?: boolean },
    doc: DocRef,
    fact: Fact,
    sent?: (fact: FactId) => string | undefined
  ): Verdict {
    if (isServers(device)) return null;
    // What a device says of who sat at it is its own word [AUD-11]: refused, whoever was put out would leave no trace.
    if (doc.kind === 'audit') return null;
    // So is what it says of emergency access at it, where nobody is signed in [GLASS-5].
    if (fact.kind === 'alarm/raised' && fact.by === `device:${device.deviceNo}`) return null;
    // A desk that people sign in at has no word of its own; a program, a kiosk, a tablet has no other.
    if (fact.by.startsWith('device:')) return device.staffed === true ? NOT_SIGNED_IN : null;
    const author = this.#known.get(keyOf(device.deviceNo, fact.by));
    const at = instantOf(fact.at);
    if (!author?.spans.some(({ from, to }) => from <= at && at <= to)) return NOT_SIGNED_IN;
    const taken = takenBy(fact);
    const takes = taken === null ? undefined : (sent?.(taken) ?? this.#kinds.get(taken));
    if (!maySign(author.verbs, fact.kind, doc.kind, takes)) return NOT_ALLOWED;
    const beyond = this.#rulings && beyondRole(this.#rulings.history, author.role, fact);
    return beyond === null ? null : { code: 'E_VERB', say: beyond };
  }

  /** A session, a person or a role changed. */
  forget(): void {
    this.#known.clear();
    this.#readNobodyAt.clear();
  }

  #isFresh(key: string): boolean {
    const known = this.#known.get(key);
    const readAt = known ? known.readAt : this.#readNobodyAt.get(key);
    return readAt !== undefined && Math.abs(this.#options.now() - readAt) < BELIEVED_MS;
  }

  async #read(device: DeviceNo, user: UserId): Promise<Author | null> {
    const { people, sessions, roles, now, restoredAt } = this.#options;
    const person = await people.find(user);
    if (!person) return null;
    const had = await sessions.of(device, user);
    const spans = had.map((session): Span => {
      // Whoever is signed in now is believed whatever the clock: even one in 2099 (RELIABILITY §6, 29).
      if (isLive(session, now()) && person.disabledAt === null) return { from: -Infinity, to: Infinity };
      const to = Math.min(overAt(session), person.disabledAt ?? Infinity);
      return { from: session.startedAt - SKEW_MS, to: to + (isCut(session.why, person.disabledAt) ? 0 : SKEW_MS) };
    });
    const lostUntil = await restoredAt();
    if (lostUntil !== null) spans.push({ from: -Infinity, to: Math.min(lostUntil, person.disabledAt ?? Infinity) });
    return { role: person.role, verbs: await roles.verbsOf(person.role), spans, readAt: now() };
  }
}

function isCut(why: SessionEnd | null, disabledAt: Instant | null): boolean {
  return CUT.has(why) || disabledAt !== null;
}

/** The server's own devices write what they are told to, in anyone's name: an import, a demonstration, a manager's order. */
function isServers({ role }: DeviceScope): boolean {
  return role === 'agent' || role === 'importer';
}

function isTaken(asked: Asked): asked is `fact ${FactId}` {
  return asked.startsWith('fact ');
}

/** The fact that another takes back; null for one that takes nothing back. */
function takenBy(fact: unknown): FactId | null {
  const known = fact as Fact | null;
  return typeof known === 'object' && known !== null && isVoid(known) && /^\d+\.\d+$/.test(known.of.fact)
    ? known.of.fact
    : null;
}

function signerOf(fact: unknown): UserId | null {
  const by = (fact as { readonly by?: unknown } | null)?.by;
  return typeof by === 'string' && by.length <= 64 ? by : null;
}

function keyOf(device: DeviceNo, user: UserId): string {
  return `${device} ${user}`;
}
