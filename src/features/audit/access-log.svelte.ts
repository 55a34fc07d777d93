import {
  entryName,
  type AuditAnswer,
  type AuditCards,
  type AuditLine,
  type AuditQuestion,
  type Watch
} from '#domain/audit/audit-line.ts';
import { LOOKS } from '#domain/audit/action-groups.ts';
import { watchFlags } from '#domain/audit/watch-list.ts';
import { localDateOf } from '#domain/time.ts';
import type { Manage } from '#station/manage.ts';
import type { Station } from '#station/station.ts';
import { answerHere, UNREACHABLE, type AuditDevice } from './ask.ts';
import { watchesHere } from './acquaintances.ts';

/** What is asked: `exceptions` of a stretch of time, or entries of somebody. */
export interface Asked {
  readonly exceptions: boolean;
  readonly question: AuditQuestion;
}

export interface AccessLog {
  readonly lines: readonly AuditLine[];
  readonly cards: AuditCards | null;
  readonly more: boolean;
  /** `alone`: the server cannot be reached, and these are this device's own. */
  readonly state: 'asking' | 'here' | 'alone';
  /** Why nothing is shown, in the server's words. */
  readonly refused: string | null;
  readonly devices: readonly AuditDevice[];
  ask(asked: Asked): Promise<void>;
  /** The same, as it is now. */
  again(): Promise<void>;
  /** The page after the last line. */
  askMore(): Promise<void>;
  /** Looked at, and why it was right; a refusal's words, or null. */
  explain(line: AuditLine, note: string): Promise<string | null>;
}

/** Asks the server for pages of the access log; without it, what this device wrote itself is shown, and said to be that [AUD-16]. */
export function accessLog(station: Station, manage: Manage): AccessLog {
  let lines = $state.raw<readonly AuditLine[]>([]);
  let cards = $state.raw<AuditCards | null>(null);
  let devices = $state.raw<readonly AuditDevice[]>([]);
  let more = $state(false);
  let state = $state<AccessLog['state']>('asking');
  let refused = $state<string | null>(null);
  let watches: Promise<readonly Watch[]> | null = null;
  let last: Asked | null = null;
  /** Counts questions: an answer to one that was overtaken is dropped. */
  let turn = 0;

  async function answer({ exceptions, question }: Asked) {
    const { from, to, before } = question;
    if (!exceptions) return await manage<AuditAnswer>('audit/entries', question);
    const body = { from, to, before, watches: await (watches ??= watchesHere(station.rows)) };
    const given = await manage<{ answer: AuditAnswer; cards: AuditCards }>('audit/exceptions', body);
    if (given.ok && before === null) cards = given.value.cards;
    return given.ok ? { ok: true as const, value: given.value.answer } : given;
  }

  async function alone({ exceptions, question }: Asked): Promise<readonly AuditLine[]> {
    const day = (at: number) => localDateOf(at, station.zone);
    const entries = await station.rows.auditHere(day(question.from), day(question.to));
    const own = answerHere(entries, question);
    if (!exceptions) return own;
    const flagsFor = watchFlags(await (watches ??= watchesHere(station.rows)));
    const isLook = (action: string): boolean => (LOOKS as readonly string[]).includes(action);
    return own
      .map((line) => ({ ...line, flags: isLook(line.action) ? [...flagsFor(line), ...line.flags] : line.flags }))
      .filter(({ flags }) => flags.length > 0);
  }

  async function load(asked: Asked): Promise<void> {
    const mine = ++turn;
    state = lines.length === 0 ? 'asking' : state;
    const given = await answer(asked);
    if (mine !== turn) return;
    refused = null;
    if (given.ok) {
      lines = asked.question.before === null ? given.value.lines : [...lines, ...given.value.lines];
      more = given.value.more;
      state = 'here';
    } else if (given.error.code === UNREACHABLE) {
      const own = await alone({ ...asked, question: { ...asked.question, before: null } });
      if (mine !== turn) return;
      [lines, cards, more, state] = [own, null, false, 'alone'];
    } else [lines, cards, more, state, refused] = [[], null, false, 'here', given.error.say];
  }

  void manage<readonly AuditDevice[]>('audit/devices').then((given) => {
    if (given.ok) devices = given.value;
  });

  return {
    get lines() {
      return lines;
    },
    get cards() {
      return cards;
    },
    get more() {
      return more;
    },
    get state() {
      return state;
    },
    get refused() {
      return refused;
    },
    get devices() {
      return devices;
    },
    ask: async (asked) => {
      last = asked;
      [lines, cards, more, state] = [[], null, false, 'asking'];
      await load(asked);
    },
    again: async () => {
      if (last) await load(last);
    },
    askMore: async () => {
      const end = lines.at(-1);
      if (last && end && more) await load({ ...last, question: { ...last.question, before: end.place } });
    },
    explain: async (line, note) => {
      const given = await manage('audit/explain', { entry: entryName(line), note });
      if (!given.ok) return given.error.say;
      const explained = { by: station.user.user, at: station.now(), note };
      lines = lines.map((one) => (entryName(one) === entryName(line) ? { ...one, explained } : one));
      return null;
    }
  };
}
