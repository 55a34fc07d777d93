/** Where in a stream of bytes the payloads of messages lie: after an HTTP head, WebSocket frames (RFC 6455 §5.2) or a plain body. */
export class FrameSpans {
  #head = '';
  /** Null until the head has been read; then whether it is a WebSocket. */
  #isWebSocket: boolean | null = null;
  #frameHead: number[] = [];
  #payloadLeft = 0;

  /** The parts of the next bytes of the stream that are payload. */
  of(bytes: Uint8Array): [from: number, to: number][] {
    const spans: [number, number][] = [];
    let at = this.#isWebSocket === null ? this.#readHead(bytes) : 0;
    if (this.#isWebSocket === null) return spans;
    if (!this.#isWebSocket) return at < bytes.length ? [[at, bytes.length]] : spans;
    while (at < bytes.length) {
      if (this.#payloadLeft > 0) {
        const end = Math.min(bytes.length, at + this.#payloadLeft);
        this.#payloadLeft -= end - at;
        spans.push([at, end]);
        at = end;
      } else {
        this.#frameHead.push(bytes[at++] ?? 0);
        this.#payloadLeft = this.#endOfHead();
      }
    }
    return spans;
  }

  #readHead(bytes: Uint8Array): number {
    const before = this.#head.length;
    this.#head += Buffer.from(bytes).toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return bytes.length;
    this.#isWebSocket = /\r\nupgrade: websocket/i.test(this.#head);
    return end + 4 - before;
  }

  /** The payload's length when the head of a frame is whole; 0 until then, or for none. */
  #endOfHead(): number {
    const head = this.#frameHead;
    const [, second = 0] = head;
    if (head.length < 2) return 0;
    const short = second & 0x7f;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    const length = 2 + extended + (second & 0x80 ? 4 : 0);
    if (head.length < length) return 0;
    this.#frameHead = [];
    return extended === 0 ? short : head.slice(2, 2 + extended).reduce((sum, byte) => sum * 256 + byte, 0);
  }
}
