import type { UserId } from '../ids.ts';
import type { Instant } from '../time.ts';
import { actionsIn } from './action-groups.ts';
import type { AuditLine } from './audit-line.ts';

/** One person who opened a document, from the access log. */
export interface Opening {
  readonly user: UserId;
  readonly first: Instant;
  readonly last: Instant;
  readonly times: number;
  /** It was copied or printed there: it may be outside. */
  readonly hasLeft: boolean;
}

const LEFT: ReadonlySet<string> = new Set(actionsIn('taken'));

/** Everyone who opened what these entries are about, who was first before the others [DOC-19]. What was refused opened nothing. @param lines in any order */
export function openingsIn(lines: readonly AuditLine[]): readonly Opening[] {
  const opened = new Map<UserId, Opening>();
  for (const { user, action, at, verdict } of lines) {
    const hasLeft = LEFT.has(action);
    if (verdict !== 'done' || !(hasLeft || action === 'document/viewed')) continue;
    const before = opened.get(user);
    opened.set(user, {
      user,
      first: Math.min(at, before?.first ?? at),
      last: Math.max(at, before?.last ?? at),
      times: (before?.times ?? 0) + (hasLeft ? 0 : 1),
      hasLeft: hasLeft || before?.hasLeft === true
    });
  }
  return [...opened.values()].sort((a, b) => a.first - b.first || a.user.localeCompare(b.user));
}
