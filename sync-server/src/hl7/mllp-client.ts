import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { parseMessage, segmentsOf, valueOf } from '#domain/hl7/message.ts';
import { textOf } from './charset.ts';
import { framed, FrameReader } from './mllp-frames.ts';

export interface MllpTarget {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** The other end does not answer, or not to what it was sent: the message is sent again. `refuses`: it takes no such message; a person is to look. */
export class MllpFault extends Error {
  override readonly name = 'MllpFault';
  readonly code: 'away' | 'silent' | 'nonsense' | 'refuses';

  constructor(code: MllpFault['code'], options?: ErrorOptions) {
    super(`HL7 receiver: ${code}`, options);
    this.code = code;
  }
}

/** MSA-1 as it came: `AA` and `CA` taken, `AE`, `AR`, `CE`, `CR` not. */
export type AckCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

/** What the receiver said of a message. */
export interface Ack {
  readonly code: AckCode;
  /** In its own words: MSA-3, and ERR-8 of each error; empty where it gave none. */
  readonly say: string;
}

const CODES: ReadonlySet<string> = new Set<AckCode>(['AA', 'AE', 'AR', 'CA', 'CE', 'CR']);
const ANSWER_MS = 30_000;

/** A line to one receiver: a message, its answer, the next message. */
export class MllpClient {
  readonly #target: MllpTarget;
  readonly #answerMs: number;
  #socket: Socket | null = null;

  constructor(target: MllpTarget, answerMs: number = ANSWER_MS) {
    this.#target = target;
    this.#answerMs = answerMs;
  }

  /** Sends a message and waits for its answer; connects where there is no line. @throws {MllpFault} and then the line is closed */
  async send(message: string, control: string): Promise<Ack> {
    const socket = await this.#line();
    try {
      return await this.#ask(socket, message, control);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #line(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed && this.#socket.writable) return this.#socket;
    const { host, port, isSecure } = this.#target;
    const socket = isSecure
      ? connectSecure({ host, port, ...(isIP(host) === 0 && { servername: host }), minVersion: 'TLSv1.2' })
      : connectPlain({ host, port });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(this.#answerMs, () => reject(new MllpFault('silent')));
      socket.once(isSecure ? 'secureConnect' : 'connect', resolve);
      socket.once('error', (error) => reject(new MllpFault('away', { cause: error })));
    }).catch((error: unknown) => {
      this.close();
      throw error;
    });
    socket.setTimeout(0);
    // A line that breaks between two messages is found by the next one.
    socket.on('error', () => undefined);
    return socket;
  }

  #ask(socket: Socket, message: string, control: string): Promise<Ack> {
    const reader = new FrameReader();
    return new Promise((resolve, reject) => {
      const done = (end: () => void): void => {
        clearTimeout(timer);
        socket.off('data', onData);
        socket.off('close', onClose);
        end();
      };
      const onClose = (): void => done(() => reject(new MllpFault('away')));
      const onData = (chunk: Buffer): void => {
        for (const frame of reader.push(chunk)) {
          const answer = frame.type === 'message' ? ackIn(frame.bytes) : null;
          // What answers another message is of an earlier try.
          if (answer && answer.control !== control) continue;
          return done(() =>
            answer ? resolve({ code: answer.code, say: answer.say }) : reject(new MllpFault('nonsense'))
          );
        }
      };
      const timer = setTimeout(() => done(() => reject(new MllpFault('silent'))), this.#answerMs);
      socket.on('data', onData);
      socket.once('close', onClose);
      socket.write(framed(message));
    });
  }
}

function ackIn(bytes: Buffer): (Ack & { readonly control: string }) | null {
  const read = parseMessage(textOf(bytes) ?? '');
  if (!read.ok) return null;
  const [msa] = segmentsOf(read.value, 'MSA');
  const code = valueOf(read.value, msa, 1);
  if (!CODES.has(code)) return null;
  const errors = segmentsOf(read.value, 'ERR').map((err) => valueOf(read.value, err, 8));
  const say = [...new Set([valueOf(read.value, msa, 3), ...errors])].filter(Boolean).join('; ');
  return { code: code as AckCode, control: valueOf(read.value, msa, 2), say }; // one of them, just seen
}
