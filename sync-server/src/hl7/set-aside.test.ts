import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { NO_CODES } from '#domain/hl7/outside-codes.ts';
import { stampAt } from '#domain/time.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { startRig, type Rig } from '../../tests/rig.ts';
import { hl7Aside } from '../cli/hl7-aside.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { messages } from '../upkeep/findings.ts';
import { MllpFault } from './mllp-client.ts';
import { serveMllp, type MllpServer } from './mllp-server.ts';
import { Hl7Outbox } from './outbox.ts';
import { SetAsides, type SetAside } from './set-aside.ts';

const DAY = 'day/main/2026-11-20';
const MAX_ASIDE = 3;
let rig: Rig;
let receiver: MllpServer;
let outbox: Hl7Outbox;
/** What the receiver answers to the message of an appointment: codes, one after the other, and then `AA`. */
let answers: Map<string, string[]>;
/** Which appointment each message was of, and what was answered. */
let told: string[];
let faults: string[];
let lines: string[];

beforeEach(async () => {
  [answers, told, faults, lines] = [new Map(), [], [], []];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  rig = await startRig();
  const { doc, facts } = practiceFacts();
  await rig.clinic.append([{ doc, facts: facts.map((fact, i) => ({ at: i + 1, by: 'u-1', ...fact })) }]);
  receiver = await serveMllp({
    settings: {
      listen: { host: '127.0.0.1', port: 0 },
      send: null,
      peers: [],
      tls: null,
      clientCa: null,
      codes: NO_CODES
    },
    codes: NO_CODES,
    clinic: {
      takeHl7: ({ bytes }) => Promise.resolve({ what: 'booked', say: [], ack: ackOf(bytes), unknownPatient: false })
    },
    now: rig.core.now,
    onEvent: () => undefined,
    onFault: () => undefined
  });
  outbox = new Hl7Outbox({
    core: rig.core,
    target: { host: '127.0.0.1', port: receiver.port, isSecure: false },
    onAnswer: () => undefined,
    onFault: (error) => void faults.push(error instanceof MllpFault ? error.code : String(error)),
    retryMs: { first: 1, most: 2 },
    lookMs: 10,
    maxAside: MAX_ASIDE
  });
  outbox.begin();
});
afterEach(async () => {
  await outbox.stop();
  await receiver.stop();
  await rig.dispose();
  vi.restoreAllMocks();
});

function ackOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString();
  const [, control = ''] = /SIU_S12\|([^|]+)/.exec(text) ?? [];
  const [, id = ''] = /SCH\|[^|]*\|([^|^]+)/.exec(text) ?? [];
  const code = answers.get(id)?.shift() ?? 'AA';
  told.push(`${id} ${code}`);
  return `MSH|^~\\&|A|B|||20261120||ACK|1|P|2.5\rMSA|${code}|${control}|no such room\rERR||||E||||Ask\u0007 the desk\r`;
}

const booked = (appointment: string, start: number): Fact => ({
  kind: 'appointment/booked',
  at: stampAt(Date.UTC(2026, 10, 20, 14)),
  by: 'u-1',
  of: {
    appointment,
    patient: 'ann',
    label: { family: 'Rook', given: 'Ann', birthDate: null },
    visitType: 'nurse',
    at: { practitioner: 'p-kim', start, minutes: 10 }
  }
});
const book = (...all: readonly Fact[]): Promise<unknown> => rig.clinic.append([{ doc: DAY, facts: all }]);
const aside = (): Promise<readonly SetAside[]> => new SetAsides(rig.core.records).all();
const run = (...args: readonly string[]): Promise<number> => hl7Aside(args, () => openClinic(rig.dataDir));

test('[MLLP-5] what is rejected is set aside with the receiver’s words, the next goes out, and it goes when somebody says so', async () => {
  answers.set('a-1', ['AR']);
  await book(booked('a-1', 600), booked('a-2', 620));
  await expect.poll(() => told).toEqual(['a-1 AR', 'a-2 AA']);
  const [one, ...more] = await aside();
  expect(more).toEqual([]);
  expect(one).toMatchObject({ doc: DAY, code: 'AR', say: 'no such room; Ask the desk', tries: 1, again: false });
  expect(faults).toEqual(['refuses']);

  expect(await run()).toBe(0);
  expect(lines.at(-1)).toMatch(/^\S+ {2}\S+Z {2}main 2026-11-20 {2}AR, rejected: no such room; Ask the desk$/);
  expect(lines.join('\n')).not.toMatch(/rook/i);
  expect(messages({ chain: { rows: 1, head: 1, firstBad: null }, hasRecoveryKey: true, setAside: 1 })).toMatchObject([
    { level: 'look', about: 'messages' }
  ]);

  expect(await run('resend', one!.control)).toBe(0);
  await expect.poll(() => told).toEqual(['a-1 AR', 'a-2 AA', 'a-1 AA']);
  await expect.poll(aside).toEqual([]);
  await run('list');
  expect(lines.at(-1)).toBe('Every message was taken, or is still being sent.');
});

test('[MLLP-5] an error at the receiver’s is tried five times, and each time it is sent again', async () => {
  answers.set('a-1', ['AE', 'AE', 'AA']).set(
    'a-2',
    Array.from({ length: 8 }, () => 'AE')
  );
  await book(booked('a-1', 600), booked('a-2', 620), booked('a-3', 640));
  await expect.poll(() => told.at(-1)).toBe('a-3 AA');
  expect(told.filter((one) => one.startsWith('a-1'))).toEqual(['a-1 AE', 'a-1 AE', 'a-1 AA']);
  expect(told.filter((one) => one.startsWith('a-2'))).toHaveLength(5);
  expect(await aside()).toMatchObject([{ code: 'AE', tries: 5 }]);

  expect(await run('resend', 'all')).toBe(0);
  await expect.poll(() => told.filter((one) => one.startsWith('a-2')).at(-1)).toBe('a-2 AA');
  await expect.poll(aside).toEqual([]);
});

test('[MLLP-5] one that nobody wants sent any more is discarded; what is not there, and what is no command, is said', async () => {
  answers.set('a-1', ['CR']);
  await book(booked('a-1', 600));
  await expect.poll(aside).toHaveLength(1);
  const [{ control }] = (await aside()) as [SetAside];
  expect(await run('discard', control)).toBe(0);
  expect(await aside()).toEqual([]);
  await expect(run('discard', control)).rejects.toMatchObject({ code: 'hl7/nothing' });
  await expect(run('resend', control)).rejects.toMatchObject({ code: 'hl7/nothing' });
  for (const args of [['send'], ['resend'], ['discard', 'all'], ['list', 'x'], ['resend', 'a', 'b']])
    expect(await run(...args), args.join(' ')).toBe(1);
});

test('[MLLP-5] with as many set aside as may be nothing is passed over: it is sent again until somebody has looked', async () => {
  const asides = new SetAsides(rig.core.records);
  const old = { doc: DAY, fact: '9.9', code: 'AR', say: '', tries: 1, at: 0, again: false } as const;
  await Promise.all(Array.from({ length: MAX_ASIDE }, (_, seq) => asides.put({ ...old, control: `old-${seq}`, seq })));
  answers.set(
    'a-1',
    Array.from({ length: 3 }, () => 'AR')
  );
  await book(booked('a-1', 600));
  await expect.poll(() => told).toEqual(['a-1 AR', 'a-1 AR', 'a-1 AR', 'a-1 AA']);
  expect(faults).toEqual(['refuses', 'refuses', 'refuses']);
  expect(await asides.count()).toBe(MAX_ASIDE);
});
