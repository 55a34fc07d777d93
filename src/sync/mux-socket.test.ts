import { expect, test } from 'vitest';
import { CLOSE } from '#protocol/codes.ts';
import { LIMITS } from '#protocol/limits.ts';
import { decodeMux, encodeMux, MUX_PROTOCOL } from '#protocol/mux-frames.ts';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import { MuxSocket, type ChannelEvents } from './mux-socket.ts';

const WELCOME = encodeMux({ type: 'welcome', epoch: 'e1', now: 1_000, schema: 1, minSchema: 1 });
const BEAT = encodeMux({ type: 'beat', now: 2_000, seq: 7 });

function opened({ welcome = () => Promise.resolve() } = {}) {
  const seams = virtualSeams();
  const told: string[] = [];
  const mux = new MuxSocket({
    url: 'wss://clinic/sync',
    token: 'secret',
    build: 'b1',
    limits: LIMITS.desk,
    seams,
    welcome,
    beat: (now, head) => told.push(`beat ${now} ${head}`),
    link: (link, why) => told.push(why ? `${link}: ${why}` : link)
  });
  mux.start();
  const socket = () => seams.sockets.at(-1)!;
  const greet = async (): Promise<void> => {
    socket().accept();
    socket().receive(WELCOME);
    await seams.pass(0);
  };
  return { seams, told, mux, socket, greet };
}

const events = (log: string[]): ChannelEvents => ({
  message: (bytes) => log.push(`message ${bytes.join()}`),
  closed: (refused) => log.push(refused ? `refused ${refused.code}` : 'closed')
});

test('[SYN-20] says hello, is live when it is greeted, and shows its token as a protocol only', async () => {
  const { told, mux, socket, greet } = opened();
  expect(mux.open('practice', events([]))).toBeNull();
  await greet();

  expect(socket().protocols).toEqual([MUX_PROTOCOL, 'secret']);
  expect(socket().url).not.toContain('secret');
  expect(decodeMux(socket().sent[0]!)).toEqual({ type: 'hello', schema: 1, build: 'b1', news: true });
  expect(told).toEqual(['live']);
});

test('[SYN-21] a channel is one document; what comes on it goes to who opened it', async () => {
  const { mux, socket, greet } = opened();
  await greet();
  const log: string[] = [];
  const one = mux.open('practice', events(log))!;
  mux.open('day/main/2026-11-20', events(log));
  one.send(Uint8Array.of(1));
  socket().receive(encodeMux({ type: 'message', channel: 1, bytes: Uint8Array.of(5, 6) }));
  socket().receive(encodeMux({ type: 'refused', channel: 2, code: 'E_ROLE', say: 'no' }));
  socket().receive(encodeMux({ type: 'message', channel: 9, bytes: Uint8Array.of(1) }));
  one.close();
  one.send(Uint8Array.of(2));

  expect(log).toEqual(['message 5,6', 'refused E_ROLE']);
  expect(
    socket()
      .sent.slice(1)
      .map((frame) => decodeMux(frame).type)
  ).toEqual(['open', 'open', 'message', 'close']);
});

test('[SYN-22] a connection that says nothing is given up within 15 s, and another is made', async () => {
  const { seams, told, mux, socket, greet } = opened();
  await greet();
  const log: string[] = [];
  mux.open('practice', events(log));
  for (let i = 0; i < 4; i++) {
    await seams.pass(5_000);
    socket().receive(BEAT);
  }
  expect(mux.isLive).toBe(true);

  await seams.pass(15_000);

  expect(told.filter((word) => !word.startsWith('beat')).slice(0, 2)).toEqual(['live', 'offline']);
  expect(log).toEqual(['closed']);
  expect(seams.sockets.length).toBeGreaterThan(1);
  await greet();
  expect(mux.isLive).toBe(true);
});

test('[SYN-23] tries again, ever more slowly and at most every 5 s, and at once when nudged', async () => {
  const { seams, mux, socket } = opened();
  const waits: number[] = [];
  for (let i = 0; i < 12; i++) {
    const made = seams.sockets.length;
    const endedAt = seams.elapsed();
    socket().end();
    while (seams.sockets.length === made) await seams.pass(50);
    waits.push(seams.elapsed() - endedAt);
  }
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(waits[0]).toBeLessThan(1_000);
  expect(waits.at(-1)).toBeLessThanOrEqual(5_000);
  socket().end();
  const before = seams.sockets.length;
  mux.nudge();
  expect(seams.sockets.length).toBe(before + 1);
  mux.stop();
  await seams.pass(60_000);
  expect(seams.sockets.length).toBe(before + 1);
});

test.each([
  [CLOSE.auth, 'not-signed-in'],
  [CLOSE.revoked, 'revoked'],
  [CLOSE.duplicateDevice, 'copied'],
  [CLOSE.updateRequired, 'update-required']
])('[SYN-24] %i is said in words, and asked again only after a minute', async (code, why) => {
  const { seams, told, socket } = opened();
  socket().accept();
  socket().end(code);
  await seams.pass(59_000);

  expect(told).toEqual([`offline: ${why}`]);
  expect(seams.sockets.length).toBe(1);
  await seams.pass(1_000);
  expect(seams.sockets.length).toBe(2);
});

test.each([
  ['a text', 'hello'],
  ['nothing', new Uint8Array(0)],
  ['an unknown frame', Uint8Array.of(99)],
  ['a frame cut short', WELCOME.slice(0, 3)]
])('[SYN-25] %s is no frame: the connection is made anew', async (_name, bytes) => {
  const { seams, mux, socket, greet } = opened();
  await greet();
  socket().receive(bytes);
  expect(mux.isLive).toBe(false);
  await seams.pass(1_000);
  expect(seams.sockets.length).toBe(2);
});

test('a second greeting, and frames only we may send, change nothing', async () => {
  const { mux, socket, greet, told } = opened();
  await greet();
  socket().receive(WELCOME);
  socket().receive(encodeMux({ type: 'open', channel: 1, doc: 'practice' }));
  expect(mux.isLive).toBe(true);
  expect(told).toEqual(['live']);
});

test('a disk that cannot take the new epoch keeps the link from being live', async () => {
  const { seams, mux, told, greet } = opened({ welcome: () => Promise.reject(new Error('disk')) });
  await greet();
  expect(mux.isLive).toBe(false);
  expect(told).toEqual(['offline']);
  await seams.pass(1_000);
  expect(seams.sockets.length).toBe(2);
});

test('[SYN-32] a person who asks gets a new connection at once, whatever the present one says of itself', async () => {
  const { seams, told, mux, socket, greet } = opened();
  await greet();
  const first = socket();
  mux.redial();
  expect(socket()).not.toBe(first);
  await greet();
  expect(told).toEqual(['live', 'offline', 'live']);

  socket().end();
  mux.redial();
  expect(seams.sockets).toHaveLength(3);
  await greet();
  expect(mux.isLive).toBe(true);
  mux.stop();
  mux.redial();
  expect(seams.sockets).toHaveLength(3);
});

test('[SYN-23] into a connection that is being closed nothing is sent; what waited comes with the next', async () => {
  const { mux, socket, greet } = opened();
  await greet();
  const before = socket().sent.length;
  socket().readyState = socket().CLOSING;
  mux.open('practice', events([]));
  expect(socket().sent.length).toBe(before);
});
