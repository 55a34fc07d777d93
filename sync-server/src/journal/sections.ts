import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Section } from '#protocol/run-bytes.ts';

/** A document's sections as a snapshot keeps them: one a writer, so that reading it again needs no look at the facts. */
export function encodeSections(sections: readonly Section[]): Uint8Array {
  const byClient = Map.groupBy(sections, (section) => section.client);
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, byClient.size);
  for (const [client, own] of byClient) {
    const sorted = own.toSorted((a, b) => a.clock - b.clock);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, sorted[0]?.clock ?? 0);
    encoding.writeVarUint(
      out,
      sorted.reduce((sum, section) => sum + section.count, 0)
    );
    encoding.writeVarUint(
      out,
      sorted.reduce((sum, section) => sum + section.body.length, 0)
    );
    for (const { body } of sorted) encoding.writeUint8Array(out, body);
  }
  return encoding.toUint8Array(out);
}

/** @throws on bytes that `encodeSections` did not write */
export function decodeSections(bytes: Uint8Array): Section[] {
  const input = decoding.createDecoder(bytes);
  const sections: Section[] = [];
  for (let left = decoding.readVarUint(input); left > 0; left--) {
    const client = decoding.readVarUint(input);
    const clock = decoding.readVarUint(input);
    const count = decoding.readVarUint(input);
    sections.push({ client, clock, count, body: decoding.readVarUint8Array(input) });
  }
  return sections;
}
