import type { DeviceNo } from '../ids.ts';
import type { AuditEntry } from './chain.ts';
import { checkpointText, type DeviceHead } from './checkpoint.ts';
import { sealText, unsummed, type ExportHead, type ExportLine } from './export.ts';
import type { Sha256 } from './sha256.ts';
import { ChainCheck, CheckpointCheck, rowOf, type AuditFinding, type AuditReport, type ChainState } from './verify.ts';

export interface ExportTools {
  readonly sha256: Sha256;
  /** ECDSA P-256 over SHA-256, all hexadecimal; null where this browser cannot. */
  readonly isSigned: (publicKey: string, text: string, signature: string) => Promise<boolean | null>;
}

export interface ExportReport extends AuditReport {
  /** Null where not even the first line can be read. */
  readonly head: ExportHead | null;
  readonly lines: number;
  readonly witnesses: number;
  /** False where this browser could check no signatures. */
  readonly areSignaturesChecked: boolean;
}

/**
 * Checks an export line by line, as it is read: its own sums, the chains, the devices' signatures, the checkpoints, the seal, and what
 * the device that made it was shown [AUD-18]. The first finding is the first bad row.
 */
export async function verifyExport(
  lines: Iterable<string> | AsyncIterable<string>,
  { sha256, isSigned }: ExportTools
): Promise<ExportReport> {
  const check = new ExportCheck(sha256);
  let areSignaturesChecked = true;
  for await (const text of lines) {
    if (text.trim() === '') continue;
    for (const { key, said, signature, wrong } of check.take(text)) {
      const answer = await isSigned(key, said, signature).catch(() => false);
      if (answer === null) areSignaturesChecked = false;
      else if (!answer) wrong();
    }
  }
  return { ...check.end(), areSignaturesChecked };
}

/** A signature that has to be checked, and what is found when it is wrong. */
interface Asked {
  readonly key: string;
  readonly said: string;
  readonly signature: string;
  readonly wrong: () => void;
}

class ExportCheck {
  readonly #sha256: Sha256;
  readonly #findings: AuditFinding[] = [];
  #head: ExportHead | null = null;
  #chains: ChainCheck;
  #checkpoints: CheckpointCheck;
  readonly #keys = new Map<DeviceNo, string>();
  #sum = '';
  #witnessSum = '';
  #lines = 0;
  #witnesses = 0;
  #isBroken = false;
  #stage: 'head' | 'body' | 'ended' | 'sealed' = 'head';
  /** The sum of all before the seal. */
  #sealed = '';

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#chains = new ChainCheck(sha256);
    this.#checkpoints = new CheckpointCheck(sha256);
  }

  take(text: string): readonly Asked[] {
    this.#lines++;
    const line = lineIn(unsummed(text, '', this.#sha256).body);
    // What a device was shown was added later, with sums of its own.
    const isWitness = line?.line === 'witness';
    const { sum, isAsWritten } = unsummed(text, isWitness ? this.#witnessSum : this.#sum, this.#sha256);
    if (isWitness) this.#witnessSum = sum;
    else this.#sum = sum;
    // After the first, every sum is another: what else is wrong is said by the chains.
    if (!isAsWritten && !this.#isBroken) {
      this.#isBroken = true;
      this.#find(
        'export-changed',
        line?.line === 'entry' ? `entry ${rowOf(line)}, line ${this.#lines}` : `line ${this.#lines}`
      );
    }
    try {
      return line ? this.#takeLine(line) : this.#misread();
    } catch {
      return this.#misread(); // a part that should be there is not
    }
  }

  end(): Omit<ExportReport, 'areSignaturesChecked'> {
    this.#chains.end();
    this.#chains.endUnsigned(new Set(this.#keys.keys()));
    if (this.#stage !== 'sealed') this.#find('export-unsealed', `line ${this.#lines}`);
    const findings = [...this.#findings, ...this.#chains.findings, ...this.#checkpoints.findings];
    return {
      head: this.#head,
      lines: this.#lines,
      witnesses: this.#witnesses,
      entries: this.#chains.entries,
      sessions: this.#chains.sessions,
      checkpoints: this.#checkpoints.count,
      findings
    };
  }

  #takeLine(line: ExportLine): readonly Asked[] {
    if (line.line === 'head') return this.#begin(line);
    if (this.#stage === 'head') return this.#misread();
    switch (line.line) {
      case 'entry':
        if (!isEntry(line)) return this.#misread();
        this.#chains.take(line);
        return [];
      case 'signed': {
        const said = this.#chains.takeSigned(line);
        const key = this.#keys.get(line.dev);
        if (said === null) return [];
        const wrong = (): void => this.#chains.wrongSignature(line);
        if (key === undefined) wrong();
        return key === undefined ? [] : [{ key, said, signature: line.signature, wrong }];
      }
      case 'checkpoint': {
        this.#checkpoints.take(line, this.#chains.heads, { isSigned: null, journal: null });
        const wrong = (): void => this.#find('checkpoint-unsigned', `checkpoint ${line.n}`);
        return [{ key: this.#head?.serverKey ?? '', said: checkpointText(line), signature: line.signature, wrong }];
      }
      case 'end':
        this.#stage = 'ended';
        this.#compare(line);
        this.#sealed = this.#sum;
        return [];
      case 'seal': {
        const wrong = (): void => this.#find('export-unsealed', `line ${this.#lines}`);
        if (this.#stage !== 'ended') wrong();
        this.#stage = 'sealed';
        return [{ key: this.#head?.serverKey ?? '', said: sealText(this.#sealed), signature: line.signature, wrong }];
      }
      case 'witness':
        this.#witnesses++;
        this.#checkpoints.witnessPart(line);
        return [];
      default:
        return this.#misread();
    }
  }

  #begin({ start, devices, ...head }: Extract<ExportLine, { line: 'head' }>): readonly Asked[] {
    if (this.#stage !== 'head' || head.format !== 'anteroom access log') return this.#misread();
    this.#stage = 'body';
    this.#head = { ...head, start, devices };
    this.#chains = new ChainCheck(this.#sha256, start);
    for (const { device, key } of devices) if (key !== null) this.#keys.set(device, key);
    return [];
  }

  /** What the server says there was at the end, against what is here. */
  #compare(end: ChainState): void {
    const here = this.#chains.state(end.sessions.map(({ dev, session }) => `${dev}/${session}`));
    const known = new Map(here.sessions.map((one) => [`${one.dev}/${one.session}`, one]));
    for (const { dev, session, next, head } of end.sessions) {
      const ours = known.get(`${dev}/${session}`);
      if (ours?.next === next && ours.head === head) continue;
      const seq = Math.min(ours?.next ?? 0, next - 1);
      this.#find((ours?.next ?? 0) < next ? 'missing' : 'changed', rowOf({ dev, session, seq }));
    }
    const heads = new Map<DeviceNo, DeviceHead>(here.heads);
    for (const [dev, { count, hash }] of end.heads) {
      const ours = heads.get(dev);
      if (ours?.count !== count || ours.hash !== hash) this.#find('not-as-witnessed', `device ${dev}`);
    }
  }

  #misread(): readonly Asked[] {
    if (!this.#isBroken) this.#find('export-changed', `line ${this.#lines}`);
    this.#isBroken = true;
    return [];
  }

  #find(code: AuditFinding['code'], row: string): void {
    this.#findings.push({ code, row });
  }
}

/** Null for what is no line of an export; its parts are looked at where they are used. */
function lineIn(text: string): ExportLine | null {
  try {
    const line = JSON.parse(text) as ExportLine | null;
    return typeof line === 'object' && typeof line?.line === 'string' ? line : null;
  } catch {
    return null;
  }
}

/** Its parts are of the kinds they should be; what they say, the hash says. */
function isEntry({ dev, session, seq, after, hash, refs, fields }: AuditEntry): boolean {
  const areTexts =
    [session, hash].every((part) => typeof part === 'string') && (after === null || typeof after === 'string');
  return Number.isInteger(dev) && Number.isInteger(seq) && areTexts && Array.isArray(refs) && Array.isArray(fields);
}
