import { CHANNEL, LOCK } from './keys.ts';

/**
 * The one way a row gets into the journal: a function of the database, called with all entries that wait.
 *
 * [Note: why commits are in order] Sequence numbers are given under a lock that is held to the end of the transaction, and
 * PostgreSQL lets go of it after the commit can be seen. So row n + 1 is not even numbered before row n is there for
 * everyone: whoever sees row n sees all before it, numbers have no gaps, and a reader that goes on from the last
 * it saw cannot skip one that "commits late". (A `serial` column gives numbers at insert, and commits pass each other.)
 *
 * [Note: why a function] The lock is held while PostgreSQL works and never while it waits for one of us: a server process that is
 * stopped, killed or swapped out in the middle holds nobody up, and a group of any size is one round trip.
 *
 * The hash is that of chain.ts: `float8send` is JavaScript's `writeDoubleBE`. `verify` follows it with the code of chain.ts.
 */
export const APPEND = `
CREATE OR REPLACE FUNCTION anteroom_append(
  moment bigint, names text[], devices integer[], clients bigint[], clocks bigint[], counts integer[], updates bytea[]
) RETURNS TABLE (written_seq bigint, written_at bigint, have bigint) LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  head bigint;
  last bytea;
  doc_id bigint;
  first_head bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(${LOCK.append});
  -- Each statement of such a function sees what was committed before it: here, by whoever had the lock.
  SELECT j.seq, j.hash, j.at INTO head, last, written_at FROM journal j ORDER BY j.seq DESC LIMIT 1;
  IF NOT FOUND THEN
    head := 0;
    SELECT sha256(convert_to('anteroom journal ' || m.value, 'UTF8')) INTO STRICT last FROM meta m WHERE m.key = 'epoch';
  END IF;
  first_head := head;
  -- A clock that was set back, or another machine's, does not make the journal's times go back.
  written_at := greatest(coalesce(written_at, 0), moment);

  FOR entry IN SELECT * FROM unnest(names, devices, clients, clocks, counts, updates)
    AS e(name, device, client, clock, count, bytes)
  LOOP
    have := NULL;
    SELECT d.id INTO doc_id FROM docs d WHERE d.name = entry.name;
    IF FOUND THEN
      SELECT j.clock + j.count INTO have FROM journal j
        WHERE j.doc = doc_id AND j.client = entry.client ORDER BY j.clock DESC LIMIT 1;
    END IF;
    have := coalesce(have, 0);
    written_seq := NULL;
    IF have = entry.clock THEN
      IF doc_id IS NULL THEN
        INSERT INTO docs (name) VALUES (entry.name) RETURNING id INTO doc_id;
      END IF;
      head := head + 1;
      last := sha256(last
        || float8send(head) || float8send(written_at) || float8send(entry.device)
        || float8send(entry.client) || float8send(entry.clock) || float8send(entry.count)
        || int4send(octet_length(convert_to(entry.name, 'UTF8'))) || convert_to(entry.name, 'UTF8') || entry.bytes);
      INSERT INTO journal (seq, doc, device, client, clock, count, at, bytes, hash) VALUES
        (head, doc_id, entry.device, entry.client, entry.clock, entry.count, written_at, entry.bytes, last);
      written_seq := head;
    END IF;
    RETURN NEXT;
  END LOOP;

  -- Sent with the commit, and received after it can be seen.
  IF head > first_head THEN PERFORM pg_notify('${CHANNEL.head}', head::text); END IF;
END $$;
`;
