import type { NoCode } from '#protocol/codes.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import { decodePushAnswers, encodePush, MAX_PUSH_BYTES, MAX_PUSH_PARTS, type PushPart } from '#protocol/push.ts';
import { backOffMs, pause, type Seams } from './seams.ts';

export interface PushOptions {
  /** `https://host`, or empty for the page's own. */
  readonly origin: string;
  readonly token: string;
  /** Of the person at the device. */
  readonly session?: () => Promise<string | undefined>;
  readonly seams: Seams;
}

/** Half a megabyte takes this long on the slowest line that is worth waiting for. */
const ANSWER_MS = 60_000;
/** Of a body that is not full: what a document's address and lengths take. */
const PART_HEAD = 200;

/** Sends facts of many documents in one request. Null when there was no answer, or the server is too old to know of it. */
export async function push(
  path: '/sync/push' | '/sync/reseed',
  parts: readonly PushPart[],
  { origin, token, session, seams }: PushOptions,
  signal: AbortSignal
): Promise<(Ack | No)[] | null> {
  const cut = new AbortController();
  const stop = (): void => cut.abort();
  const cancel = seams.after(ANSWER_MS, stop);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const shown = await session?.();
    const response = await seams.fetch(`${origin}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        ...(shown !== undefined && { [SESSION_HEADER]: shown })
      },
      body: encodePush(parts),
      cache: 'no-store',
      signal: cut.signal
    });
    if (!response.ok) return null;
    const answers = decodePushAnswers(new Uint8Array(await response.arrayBuffer()));
    return answers.length === parts.length ? answers : null;
  } catch {
    return null; // the network, or what is no server of ours
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
}

/** Parts in their order, as many to a body as it holds. */
export function* bodies<P extends PushPart>(parts: readonly P[]): Generator<P[]> {
  let body: P[] = [];
  let bytes = 0;
  for (const part of parts) {
    const size = part.update.length + PART_HEAD;
    if (body.length > 0 && (bytes + size > MAX_PUSH_BYTES || body.length === MAX_PUSH_PARTS)) {
      yield body;
      body = [];
      bytes = 0;
    }
    body.push(part);
    bytes += size;
  }
  if (body.length > 0) yield body;
}

/** What a restored server lacks of other devices' facts, as the disk has found it. */
export interface ReseedDisk {
  next(): Promise<{ readonly parts: readonly PushPart[]; done(): Promise<void> } | null>;
}

/** Everything else another try does not change: not a gap either, or a document that is damaged there and is mended by its writers. */
const NOT_NOW: ReadonlySet<NoCode> = new Set(['E_RATE', 'E_TIMEOUT', 'E_DISK', 'E_INTERNAL']);
const FIRST_RETRY_MS = 2_000;
const MOST_RETRY_MS = 60_000;

/**
 * Gives a restored server what it lacks, until there is no more [SYN-70]. What it refuses for good stays here, and with the bytes in its
 * quarantine a person can see what differs; what it cannot take now is given again.
 */
export async function reseed(disk: ReseedDisk, options: PushOptions, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const found = await disk.next().catch(() => undefined);
    if (found === null) return;
    if (found && (await given(found.parts, options, signal))) {
      await found.done().catch(() => undefined);
      failures = 0;
    } else await pause(options.seams, backOffMs(options.seams, failures++, FIRST_RETRY_MS, MOST_RETRY_MS), signal);
  }
}

async function given(parts: readonly PushPart[], options: PushOptions, signal: AbortSignal): Promise<boolean> {
  for (const body of bodies(parts)) {
    const answers = await push('/sync/reseed', body, options, signal);
    if (!answers || answers.some((answer) => answer.type === 'no' && NOT_NOW.has(answer.code))) return false;
  }
  return true;
}
