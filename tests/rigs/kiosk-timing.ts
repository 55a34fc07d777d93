import { codeSecret } from '#domain/intake/kiosk-secret.ts';
import { seeded } from '#domain/random.ts';
import { evenly } from '#boot/evenly.ts';
import { lookedUp } from '#boot/kiosk-day.ts';
import { dayKeyFrom, lookUpOf, STRETCH } from '#protocol/day-keys.ts';
import { decoyEnvelope, sealEnvelope } from '#protocol/envelope.ts';
import { stretch } from '#vault/stretch.ts';

export interface TimingReport {
  readonly tries: number;
  readonly memoryKiB: number;
  readonly stepMs: number;
  readonly matchMs: number;
  readonly missMs: number;
  /** Between the means. */
  readonly deltaMs: number;
  /** Two-sided, Welch's t-test: how likely a difference like this is where there is none. */
  readonly p: number;
  /** The same of the work alone, before it is answered in steps. */
  readonly work: { readonly deltaMs: number; readonly p: number };
}

export interface TimingOptions {
  readonly tries: number;
  /** Less than the kiosk's own makes a run shorter; the ways of the work stay the same. */
  readonly memoryKiB?: number;
  readonly stepMs?: number;
  readonly progress?: (done: number) => void;
}

const BORN = '1971-03-09';
const DAY = 60;

/**
 * Looks codes up as a kiosk does, half of them there and half not, in an order nobody can foresee, and compares how long the answers took
 * (SECURITY.md T1: Δ ≤ 20 ms, p > 0.01 over 2,000).
 */
export async function kioskTiming({
  tries,
  memoryKiB = STRETCH.memoryKiB,
  stepMs = 1_000,
  progress
}: TimingOptions): Promise<TimingReport> {
  const kdf = { ...STRETCH, memoryKiB };
  const stretched = (secret: string, salt: Uint8Array<ArrayBuffer>) => stretch(secret, salt, kdf);
  const dayKey = await dayKeyFrom(new Uint8Array(32).fill(9));
  const salt = new Uint8Array(16).fill(5);
  const codes = Array.from({ length: DAY }, (_, index) => `7K2M9Q${String(10 + index)}`);
  const envelopes = new Map<string, Uint8Array>();
  for (const code of codes) {
    const { envelope, key } = await lookUpOf(await stretched(codeSecret(code, BORN), salt), dayKey);
    envelopes.set(
      envelope,
      await sealEnvelope({ envelope: code, initial: 'A', time: '9:00', practitioner: 'Dr Kimball' }, key)
    );
  }
  while (envelopes.size % 50 !== 0) {
    const { envelope, sealed } = decoyEnvelope();
    envelopes.set(envelope, sealed);
  }

  const random = seeded(1);
  const took = { match: [] as number[], miss: [] as number[] };
  const worked = { match: [] as number[], miss: [] as number[] };
  for (let i = 0; i < tries; i++) {
    const isMatch = random() < 0.5;
    const code = isMatch ? (codes[Math.floor(random() * DAY)] ?? '') : `0000000${i % 10}`;
    const began = performance.now();
    let workMs = 0;
    const found = await evenly(async () => {
      const envelope = await lookedUp(dayKey, codeSecret(code, BORN), salt, envelopes, stretched);
      workMs = performance.now() - began;
      return envelope;
    }, stepMs);
    if ((found !== null) !== isMatch) throw new Error('a look-up gave the wrong answer');
    const kind = isMatch ? 'match' : 'miss';
    took[kind].push(performance.now() - began);
    worked[kind].push(workMs);
    progress?.(i + 1);
  }
  const whole = compared(took.match, took.miss);
  const work = compared(worked.match, worked.miss);
  return {
    tries,
    memoryKiB,
    stepMs,
    matchMs: rounded(meanOf(took.match)),
    missMs: rounded(meanOf(took.miss)),
    deltaMs: rounded(whole.delta),
    p: rounded(whole.p, 4),
    work: { deltaMs: rounded(work.delta), p: rounded(work.p, 4) }
  };
}

/** Welch's t-test; with hundreds of tries Student's distribution is the normal one. */
export function compared(a: readonly number[], b: readonly number[]): { readonly delta: number; readonly p: number } {
  const delta = Math.abs(meanOf(a) - meanOf(b));
  const error = Math.sqrt(varianceOf(a) / a.length + varianceOf(b) / b.length);
  return { delta, p: error === 0 ? 1 : 2 * upperTail(delta / error) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}

/** Of the normal distribution, above `z` ≥ 0 (Abramowitz and Stegun 26.2.17; error below 7.5e-8). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}

function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
