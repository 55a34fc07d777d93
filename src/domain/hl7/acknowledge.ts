import type { Instant, ZoneId } from '../time.ts';
import { dtmAt } from './hl7-time.ts';
import { USUAL, valueOf, type Message, type Segment } from './message.ts';
import { errorCodeOf, isReject, wordsFor, type Hl7Refusal } from './refusals.ts';
import { headSegment, line, text } from './write-siu.ts';

/** What became of a message: taken, with what of it was left, or refused; `later` where it was nobody's fault and may be sent again. */
export type Verdict =
  | { readonly taken: true; readonly left: readonly string[] }
  | { readonly taken: false; readonly refusal: Hl7Refusal }
  | { readonly taken: false; readonly later: true };

export interface AckHead {
  /** What this end is called where the message does not say. */
  readonly name: string;
  readonly control: string;
  readonly at: Instant;
  readonly zone: ZoneId;
}

/**
 * The answer to a message (v2.8.2 §2.9): AA taken, AE not as it is, AR not here at all, each with words in ERR-8. Null: in the enhanced
 * mode the sender asked for no answer of that kind (MSH-16). A commit answer (CA) is given where that is all it asked for.
 * @param message null when it could not be read
 */
export function acknowledge(message: Message | null, verdict: Verdict, head: AckHead): Message | null {
  const from = message?.segments[0];
  const asked = (field: number): string => (message ? valueOf(message, from, field).toUpperCase() : '');
  const [accept, application] = [asked(15), asked(16)];
  const isWanted = (when: string): boolean => when === 'AL' || (verdict.taken ? when === 'SU' : when === 'ER');
  const isEnhanced = accept !== '' || application !== '';
  const commits = isEnhanced && !isWanted(application);
  if (commits && !isWanted(accept)) return null;

  const said = (field: number): string => (message ? text(valueOf(message, from, field)) : '');
  const code = codeOf(verdict);
  const event = message ? text(valueOf(message, from, 9, 2)) : '';
  return {
    separators: USUAL,
    segments: [
      headSegment({
        3: said(5) || text(head.name),
        4: said(6),
        5: said(3),
        6: said(4),
        7: dtmAt(head.at, head.zone),
        9: event === '' ? 'ACK' : `ACK^${event}^ACK`,
        10: text(head.control),
        11: said(11) || 'P',
        12: said(12) || '2.5.1',
        18: 'UNICODE UTF-8'
      }),
      line('MSA', { 1: commits ? `C${code.charAt(1)}` : code, 2: said(10) }),
      ...errorsOf(verdict)
    ]
  };
}

function codeOf(verdict: Verdict): 'AA' | 'AE' | 'AR' {
  if (verdict.taken) return 'AA';
  return 'later' in verdict || isReject(verdict.refusal) ? 'AR' : 'AE';
}

function errorsOf(verdict: Verdict): Segment[] {
  if (verdict.taken) return verdict.left.map((say) => errorLine('0', 'I', say));
  if ('later' in verdict) return [errorLine('207', 'E', 'The message could not be kept just now. Send it again.')];
  return [errorLine(errorCodeOf(verdict.refusal), 'E', wordsFor(verdict.refusal))];
}

function errorLine(code: string, severity: 'I' | 'E', say: string): Segment {
  return line('ERR', { 3: `${code}^^HL70357`, 4: severity, 8: text(say) });
}
