import type { WebSocket } from 'ws';

/** Frames of one socket that are handled in one turn of the event loop; so many may become one row (GATE-9). */
const A_TURN = 32;

interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/**
 * Calls for each frame of a socket, in order, and for no more than a few in one turn of the event loop [CON-21]. One read of a
 * socket may hold a thousand small frames; handled at once they would make everybody else wait for all of them. A socket that has
 * frames waiting is not read, so no more than one read's worth waits; what came before its end still counts.
 */
export function onFrames(socket: WebSocket, handle: (data: Buffer, isBinary: boolean) => void): void {
  let waiting: Frame[] = [];
  let left = A_TURN;
  let isTurnAsked = false;

  function askTurn(): void {
    if (isTurnAsked) return;
    isTurnAsked = true;
    setImmediate(nextTurn);
  }

  function nextTurn(): void {
    isTurnAsked = false;
    left = A_TURN;
    if (waiting.length === 0) return;
    const now = waiting.slice(0, A_TURN);
    waiting = waiting.slice(A_TURN);
    left -= now.length;
    askTurn();
    for (const { data, isBinary } of now) handle(data, isBinary);
    if (waiting.length === 0) socket.resume();
  }

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    askTurn();
    if (left > 0 && waiting.length === 0) {
      left--;
      handle(data, isBinary);
      return;
    }
    if (waiting.length === 0) socket.pause();
    waiting.push({ data, isBinary });
  });
  socket.on('close', () => {
    const rest = waiting;
    waiting = [];
    for (const { data, isBinary } of rest) handle(data, isBinary);
  });
}
