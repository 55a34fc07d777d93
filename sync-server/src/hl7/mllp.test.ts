import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { connect as connectSecure } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { NO_CODES } from '#domain/hl7/outside-codes.ts';
import { stampAt } from '#domain/time.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { startRig, type Rig } from '../../tests/rig.ts';
import { MllpClient, MllpFault, type AckCode } from './mllp-client.ts';
import { framed, FrameReader, MAX_FRAME, type Frame } from './mllp-frames.ts';
import { serveMllp, type MllpServer } from './mllp-server.ts';
import { Hl7Outbox } from './outbox.ts';
import { BadHl7, hl7From, type Hl7Settings } from './settings.ts';

const LISTEN = { host: '127.0.0.1', port: 0 };
const SETTINGS: Hl7Settings = { listen: LISTEN, send: null, peers: [], tls: null, clientCa: null, codes: NO_CODES };
const DAY = 'day/main/2026-11-20';

function siu(control: string, trigger = 'S12', start = '202611200930'): string {
  return [
    `MSH|^~\\&|SCHED|CLINIC|||20261120||SIU^${trigger}^SIU_S12|${control}|P|2.5.1`,
    `SCH|P-1|F-1||||||nurse|10|min|^^^${start}`,
    'PID|1||77^^^MRN^MR||Rook^Ann||19800229|F',
    'AIP|1||9^Kimball^Jae',
    ''
  ].join('\r');
}

describe('[MLLP-1] frames', () => {
  const read = (...chunks: readonly (string | Buffer)[]): readonly string[] => {
    const reader = new FrameReader();
    const text = (frame: Frame): string =>
      frame.type === 'message' ? frame.bytes.toString() : frame.type === 'broken' ? frame.why : 'cut';
    return chunks.flatMap((chunk) => reader.push(Buffer.from(chunk)).map(text));
  };
  const one = framed('one').toString();
  test.each([
    ['one in a packet', [one], ['one']],
    ['three in a packet', [one + one + one], ['one', 'one', 'one']],
    ['one byte a packet', [...(one + one)], ['one', 'one']],
    ['an end in two packets', ['\x0bone\x1c', '\r\x0btwo\x1c', '\r'], ['one', 'two']],
    ['no last CR', ['\x0bone\x1c\x0btwo\x1c'], ['one', 'two']],
    ['line ends between', [`\r\n${one}\r\n\r\n${one}`], ['one', 'one']],
    ['nothing in it', ['\x0b\x1c\r'], ['']],
    ['cut, then another', ['\x0bhalf', '\x0btwo\x1c\r'], ['cut', 'two']],
    ['noise before it', [`hello ${one}`], ['one']],
    ['a web browser', [`GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(400)}`, one], ['no-start']],
    ['no end', [`\x0b${'a'.repeat(MAX_FRAME + 1)}`, one], ['too-long']],
    ['no end, in pieces', ['\x0b', 'a'.repeat(MAX_FRAME), 'b', one], ['too-long']]
  ])('%s', (_, chunks, expected) => expect(read(...chunks)).toEqual(expected));
});

describe('[MLLP-2] settings', () => {
  const files = { cert: 'c.pem', key: 'k.pem' };
  test('nothing set is nothing done; a port alone is this machine’s', () => {
    expect(hl7From({}, files)).toBeNull();
    expect(hl7From({ HL7_LISTEN: '2575' }, null)).toMatchObject({
      listen: { host: '127.0.0.1', port: 2575 },
      tls: null
    });
    expect(hl7From({ HL7_LISTEN: '[::]:2575', HL7_PEERS: '10.0.0.7, 10.0.0.8' }, files)).toMatchObject({
      listen: { host: '::', port: 2575 },
      peers: ['10.0.0.7', '10.0.0.8'],
      tls: files
    });
    expect(hl7From({ HL7_LISTEN: '2575', HL7_TLS: 'off' }, files)).toMatchObject({ tls: null });
    expect(hl7From({ HL7_SEND: 'mllps://ehr.example:2575' }, null)).toMatchObject({
      listen: null,
      send: { host: 'ehr.example', port: 2575, isSecure: true }
    });
  });
  test.each([
    [{ HL7_LISTEN: 'here' }],
    [{ HL7_LISTEN: '99999' }],
    [{ HL7_LISTEN: '10.0.0.7:' }],
    [{ HL7_SEND: '2575' }],
    [{ HL7_SEND: 'http://ehr:1' }],
    [{ HL7_LISTEN: '2575', HL7_CA: 'ca.pem' }]
  ])('%o is refused in words', (env) => expect(() => hl7From(env, null)).toThrow(BadHl7));
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('at a server', () => {
  let rig: Rig;
  const events: string[] = [];
  let open: { stop(): Promise<void> }[] = [];
  beforeEach(async () => {
    events.length = 0;
    open = [];
    rig = await startRig({ now: () => Date.UTC(2026, 10, 20, 14) });
    const facts = practiceFacts().facts.map(({ kind, of, at = 0 }) => ({ kind, of, at: stampAt(at), by: 'u-1' }));
    await rig.clinic.append([{ doc: 'practice', facts }]);
  });
  afterEach(async () => {
    for (const one of open) await one.stop();
    await rig.dispose();
  });

  async function serve(
    over: Partial<Hl7Settings> = {},
    patience?: { frameMs: number; idleMs: number }
  ): Promise<MllpServer> {
    const server = await serveMllp({
      settings: { ...SETTINGS, ...over, listen: LISTEN },
      codes: NO_CODES,
      clinic: rig.clinic,
      now: rig.core.now,
      onEvent: (what) => events.push(what),
      onFault: (error) => events.push(String(error)),
      ...(patience && { patience })
    });
    open.push(server);
    return server;
  }

  /** Sends bytes; answers what came back until the other end closed. */
  function say(port: number, ...packets: readonly (string | Buffer)[]): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        for (const packet of packets) socket.write(packet);
        socket.end();
      });
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
    });
  }
  const answers = (heard: string): readonly string[] => heard.match(/MSA\|[^\r]*/g) ?? [];

  test('[MLLP-3] several in one packet and one in many are answered in their order', async () => {
    const { port } = await serve();
    const [whole, again] = [framed(siu('M-1')), framed(siu('M-2', 'S13', '202611201400'))];
    const heard = await say(port, Buffer.concat([whole, again, whole]), again.subarray(0, 40), again.subarray(40));
    expect(answers(heard)).toEqual(['MSA|AA|M-1', 'MSA|AA|M-2', 'MSA|AA|M-1', 'MSA|AA|M-2']);
    expect(events).toEqual(['connected', 'booked', 'moved', 'again', 'again']);
  });

  test('[MLLP-3] what is cut, no message, or too long is answered so; the rest of the line is read as far as it can be', async () => {
    const { port } = await serve();
    const heard = await say(port, '\x0bhalf', framed('hello'), framed(siu('M-1')), `\x0b${'a'.repeat(MAX_FRAME + 1)}`);
    expect(answers(heard)).toEqual(['MSA|AR', 'MSA|AR', 'MSA|AA|M-1', 'MSA|AR']);
    expect(heard).not.toContain('hello');
    expect(await say(port, framed(siu('M-9', 'S15')))).toContain('MSA|AA|M-9');
  });

  test('[MLLP-2] who is not named is turned away; half a message is not waited for for ever', async () => {
    const { port } = await serve({ peers: ['10.9.9.9'] });
    expect(await say(port, framed(siu('M-1')))).toBe('');
    expect(events).toEqual(['turned-away']);
    const slow = await serve({}, { frameMs: 20, idleMs: 20 });
    const closed = new Promise((resolve) => {
      const socket = connect(slow.port, '127.0.0.1', () => socket.write('\x0bhalf'));
      socket.on('error', () => undefined);
      socket.on('close', resolve);
    });
    await closed;
    expect(events).toContain('slow');
  });

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

  test('[MLLP-4] what happens here is told there, in order, again when it was not answered, and not told back', async () => {
    const told: [string, string][] = [];
    const answers: AckCode[] = [];
    let isAway = true;
    const other = await serveMllp({
      settings: { ...SETTINGS, listen: LISTEN },
      codes: NO_CODES,
      clinic: {
        takeHl7({ bytes }) {
          const text = Buffer.from(bytes).toString();
          const [, trigger = '', control = ''] = /SIU\^(S\d\d)\^SIU_S12\|([^|]+)/.exec(text) ?? [];
          told.push([trigger, control]);
          if (isAway) throw new Error('away');
          const ack = `MSH|^~\\&|A|B|||20261120||ACK|1|P|2.5\rMSA|AA|${control}\r`;
          return Promise.resolve({ what: 'booked', say: [], ack, unknownPatient: false });
        }
      },
      now: rig.core.now,
      onEvent: () => undefined,
      onFault: () => undefined
    });
    open.push(other);
    const faults: string[] = [];
    let heard: () => void = () => undefined;
    const outbox = new Hl7Outbox({
      core: rig.core,
      target: { host: '127.0.0.1', port: other.port, isSecure: false },
      onAnswer: (code) => {
        answers.push(code);
        heard();
      },
      onFault: (error) => {
        faults.push(error instanceof MllpFault ? error.code : String(error));
        isAway = false;
      },
      retryMs: { first: 1, most: 2 }
    });
    open.unshift(outbox);
    const until = async (count: number): Promise<void> => {
      while (answers.length < count) await new Promise<void>((resolve) => (heard = resolve));
    };
    // What was there before it was switched on is not told.
    await rig.clinic.append([{ doc: DAY, facts: [booked('a-0', 540)] }]);
    outbox.begin();
    await rig.clinic.append([{ doc: DAY, facts: [booked('a-1', 600)] }]);
    await until(1);
    expect(faults).toEqual(['away']);
    expect(told[0]).toEqual(told[1]);
    const at = stampAt(Date.UTC(2026, 10, 20, 15));
    const moved = {
      appointment: 'a-1',
      from: (booked('a-1', 600).of as { at: object }).at,
      to: { practitioner: 'p-kim', start: 660, minutes: 10 }
    };
    await rig.clinic.append([{ doc: DAY, facts: [{ kind: 'appointment/moved', at, by: 'u-1', of: moved }] }]);
    await until(2);
    // Of another system: it knows.
    await rig.clinic.takeHl7({ bytes: Buffer.from(siu('M-1')), codes: NO_CODES });
    const off = { appointment: 'a-1', by: 'patient', reason: 'illness' };
    await rig.clinic.append([
      { doc: DAY, facts: [{ kind: 'appointment/cancelled', at: at + 1024, by: 'u-1', of: off }] }
    ]);
    await until(3);
    expect(told.slice(1).map(([trigger]) => trigger)).toEqual(['S12', 'S13', 'S15']);
    const before = (await rig.clinic.read(DAY)).find(({ fact }) => fact.kind === 'appointment/cancelled')!;
    const undo = { fact: `${before.client}.${before.clock}` };
    await rig.clinic.append([{ doc: DAY, facts: [{ kind: 'fact/voided', at: at + 2048, by: 'u-1', of: undo }] }]);
    await until(4);
    expect(told.at(-1)?.[0]).toBe('S12');
    expect(answers).toEqual(['AA', 'AA', 'AA', 'AA']);
  });

  test.skipIf(!hasOpenssl())(
    '[MLLP-2] in TLS where the server has a certificate; who must show one and shows none is turned away',
    async () => {
      const files = { cert: path.join(rig.dataDir, 'cert.pem'), key: path.join(rig.dataDir, 'key.pem') };
      const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
      const names = ['-subj', '/CN=localhost', '-keyout', files.key, '-out', files.cert];
      execFileSync('openssl', [...kind, ...names], { stdio: 'ignore' });
      const ask = (port: number, own: object): Promise<string> =>
        new Promise((resolve) => {
          const socket = connectSecure({ port, host: '127.0.0.1', rejectUnauthorized: false, ...own }, () =>
            socket.end(framed(siu('M-1')))
          );
          let heard = '';
          socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
          socket.on('error', () => undefined);
          socket.on('close', () => resolve(heard));
        });
      const { port } = await serve({ tls: files });
      expect(answers(await ask(port, {}))).toEqual(['MSA|AA|M-1']);
      expect(await say(port, framed(siu('M-2')))).toBe('');
      const asking = await serve({ tls: files, clientCa: files.cert });
      expect(await ask(asking.port, {})).toBe('');
      const own = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
      expect(answers(await ask(asking.port, own))).toEqual(['MSA|AA|M-1']);
      // A receiver whose certificate nobody vouches for is told nothing.
      const client = new MllpClient({ host: '127.0.0.1', port, isSecure: true }, 2_000);
      await expect(client.send(siu('M-3'), 'M-3')).rejects.toMatchObject({ code: 'away' });
    }
  );

  test('[MLLP-4] a receiver that does not answer, answers something else, or nobody', async () => {
    const { port } = await serve();
    const client = new MllpClient({ host: '127.0.0.1', port, isSecure: false }, 200);
    expect(await client.send(siu('M-1'), 'M-1')).toEqual({ code: 'AA', say: '' });
    expect(await client.send(siu('M-2', 'S18'), 'M-2')).toMatchObject({
      code: 'AR',
      say: 'Of scheduling messages, S12 to S17 and S26 are taken here.'
    });
    await expect(client.send(siu('M-3'), 'another')).rejects.toMatchObject({ code: 'silent' });
    client.close();
    const gone = await serve();
    await gone.stop();
    const nobody = new MllpClient({ host: '127.0.0.1', port: gone.port, isSecure: false }, 200);
    await expect(nobody.send(siu('M-4'), 'M-4')).rejects.toMatchObject({ code: 'away' });
  });
});
