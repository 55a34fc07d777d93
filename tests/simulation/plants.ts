import { registerHooks } from 'node:module';

/** One bug, as a change to a line of the product; made as the module is loaded, in the process that asks for it and nowhere else. */
export interface Plant {
  /** What is broken, as one would say it in a change's message. */
  readonly about: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Plants a bug. To be called before the module it is in is first loaded. A line that is no longer there is told: the plant must
 * follow the product, or it plants nothing.
 */
export function plantBug(id: string): void {
  const plant = PLANTS[id];
  if (!plant) throw new RangeError(`no such bug to plant: ${id}; there are ${Object.keys(PLANTS).join(', ')}`);
  const { file, from, to } = plant;
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const source = String(loaded.source);
      if (source.split(from).length !== 2) throw new Error(`the plant ${id} finds its line not once in ${file}`);
      return { ...loaded, source: source.replace(from, () => to) };
    }
  });
}

export const PLANTS: Readonly<Record<string, Plant>> = {
  'ack-before-disk': {
    about: 'the gate acks before the journal has written',
    file: 'sync-server/src/gate/gate.ts',
    from: 'const rest = kept([cutPart(part, clock - part.clock)]);',
    to: "void this.#journal.append({ ...kept([part]), doc, device: device.deviceNo, ...(origin && { origin }) }); return { type: 'ack', client, clock: end, seq: this.#journal.head() + 1 }; const rest = kept([part]);"
  },
  'gap-acked': {
    about: 'the gate acks facts that follow on missing ones',
    file: 'sync-server/src/gate/gate.ts',
    from: "if (appended.have < clock) return await this.#refuse(frame, 'E_GAP', { client, clock: appended.have });",
    to: "if (appended.have < clock) return { type: 'ack', client, clock: end, seq: this.#journal.head() };"
  },
  'copy-acked': {
    about: 'the gate does not compare what comes twice under one name',
    file: 'sync-server/src/gate/gate.ts',
    from: 'if (!sameFacts(rows, part, clock, upTo))',
    to: 'if (rows.length < 0)'
  },
  'full-disk-final': {
    about: 'a full disk of the server counts as a final refusal',
    file: 'src/protocol/codes.ts',
    from: "  'E_DISK',\n",
    to: ''
  },
  'acked-one-too-many': {
    about: 'an ack takes the append after it out of the outbox too',
    file: 'src/storage/outbox.ts',
    from: 'run.clock + run.length <= clock)',
    to: 'run.clock <= clock)'
  },
  'unsent-not-marked': {
    about: 'an append to a document that is not new is not marked unsent',
    file: 'src/storage/append.ts',
    from: 'return addition.unsent ? { ...row, unsent: now } : row;',
    to: 'return addition.unsent && base.version < 3 ? { ...row, unsent: now } : row;'
  },
  'status-one-less': {
    about: 'the status line counts one less than waits',
    file: 'src/storage/outbox.ts',
    from: 'unsent: [...counts.values()].reduce((sum, facts) => sum + facts, 0),',
    to: 'unsent: Math.max(0, [...counts.values()].reduce((sum, facts) => sum + facts, 0) - 1),'
  },
  'boot-not-kept': {
    about: 'the boot counter is not written down',
    file: 'src/storage/meta.ts',
    from: 'await database.meta.put({ key, value });\n        return value;',
    to: "if (key !== 'boot') await database.meta.put({ key, value });\n        return value;"
  },
  'ticket-twice': {
    about: 'the count of tickets does not go on',
    file: 'src/storage/meta.ts',
    from: '(before.find((day) => day.date === date)?.count ?? 0) + 1',
    to: 'before.length + 1'
  },
  'feed-skips-a-row': {
    about: 'the feed goes on one row too far after a page',
    file: 'sync-server/src/feed/changes.ts',
    from: 'from = page.upTo;',
    to: 'from = page.upTo + (page.upTo > since + 1 ? 1 : 0);'
  },
  'cursor-before-facts': {
    about: 'the cursor of the feed is written before what it covers',
    file: 'src/boot/sync-disk.ts',
    from: 'const gaps = await replica.merge(updates, { meta: [{ key: FEED_KEY, value: state }] });',
    to: 'await writeMeta(store.database, FEED_KEY, state); const gaps = await replica.merge(updates);'
  },
  'new-life-not-told': {
    about: 'a restored server is not sent what it lacks',
    file: 'src/boot/sync-disk.ts',
    from: 'await sendAllAgain(store.database, device, { now: now(), after: [{ key: FEED_KEY, value: state }] });',
    to: 'await writeMeta(store.database, FEED_KEY, state); void sendAllAgain; void device; void now;'
  },
  'new-life-from-log-order': {
    about: 'what is sent again is sent as it lies in the tail, not as it was written',
    file: 'src/storage/outbox.ts',
    from: 'own.sort((a, b) => a.run.clock - b.run.clock)',
    to: 'own'
  },
  'fan-out-by-device': {
    about: 'the fan-out leaves out the other tabs of the device',
    file: 'sync-server/src/connection/document-channel.ts',
    from: 'const message = news.for(this);',
    to: 'const message = news.rows.some((row) => row.device === this.#peer.device.deviceNo) ? null : news.for(this);'
  },
  'other-tab-not-told': {
    about: 'a live document is not told of what its channel carried for another tab',
    file: 'src/sync/outbox.ts',
    from: 'this.#options.live().apply(doc, frame.update);',
    to: ''
  },
  'answer-too-far': {
    about: 'a live document counts as sent more than was sent',
    file: 'sync-server/src/connection/document-channel.ts',
    from: 'this.#sentSeq = this.#exchange.journal.head();',
    to: 'this.#sentSeq = this.#exchange.journal.head() + 2;'
  },
  'desk-reads-all': {
    about: 'the feed gives a desk documents it may not read',
    file: 'sync-server/src/feed/audience.ts',
    from: "return ref !== null && may(device, 'read', ref);",
    to: 'return ref !== null;'
  },
  'kiosk-reads-day': {
    about: 'a kiosk may read the day',
    file: 'src/protocol/access.ts',
    from: "kiosk: {\n    practice: { read: 'none', append: 'none' },\n    day: { read: 'none', append: 'none' },",
    to: "kiosk: {\n    practice: { read: 'none', append: 'none' },\n    day: { read: 'own-site', append: 'none' },"
  },
  'revoked-stays': {
    about: 'a device that is removed keeps its connection',
    file: 'sync-server/src/connection/connections.ts',
    from: 'if (peer.device.deviceNo === device) peer.close(CLOSE.revoked, reason);',
    to: 'void peer; void device; void reason;'
  },
  'refused-not-kept': {
    about: 'what the server refuses is dropped without a trace',
    file: 'src/storage/refusals.ts',
    from: 'await database.refused.bulkPut(kept);',
    to: 'void kept;'
  },
  'refused-leaves-a-hole': {
    about: 'no placeholder stands for a refused command',
    file: 'src/storage/refusals.ts',
    from: 'row.runs.flatMap((run) => placeholder(run, refusal.clock))',
    to: '[]'
  },
  'left-behind-by-clock': {
    about: 'what was saved by a clock that was ahead waits until then',
    file: 'src/sync/sync.ts',
    from: 'return Math.abs(now - since) >= LEFT_BEHIND_MS;',
    to: 'return since <= now - LEFT_BEHIND_MS;'
  },
  'no-sweep': {
    about: 'the leading tab does not look for what other tabs left behind',
    file: 'src/sync/sync.ts',
    from: '(isLeading && isLeftBehind(since, now()))',
    to: '(isLeading && client < 0 && isLeftBehind(since, now()))'
  },
  'half-open-unnoticed': {
    about: 'a silent connection is never given up',
    file: 'src/sync/mux-socket.ts',
    from: 'if (left <= 0) return this.#drop(null);',
    to: ''
  },
  'tabs-overwrite': {
    about: 'a tab does not look whether another wrote first',
    file: 'src/storage/append.ts',
    from: 'if (moved) throw new Moved();',
    to: ''
  },
  'late-fact-alone': {
    about: 'a late fact is folded without those before it',
    file: 'src/storage/doc-log.ts',
    from: 'const facts = [...(log.entities.get(entity) ?? [])];',
    to: 'const facts: Recorded[] = [];'
  },
  'others-not-given-back': {
    about: 'a desk gives a restored server its own facts alone',
    file: 'src/boot/sync-disk.ts',
    from: 'const lacking = isDesk ? await lackingIn(database, device, range, packed) : [];',
    to: 'const lacking: never[] = []; void lackingIn;'
  },
  'given-as-own': {
    about: 'what a desk gives a restored server of others is asked what the desk itself may write',
    file: 'sync-server/src/gate/gate.ts',
    from: 'const bad = firstBad(writer, ref, part.facts, this.#authors, new SentKinds().kindOf(doc, part));',
    to: 'const bad = firstBad(frame.device, ref, part.facts, this.#authors, new SentKinds().kindOf(doc, part));'
  },
  'old-boards-stay': {
    about: 'a board keeps what the server’s agent said in a life that was lost',
    file: 'src/boot/sync-disk.ts',
    from: 'await forgetLost(database, { device, isDesk }, range);',
    to: 'void forgetLost;'
  },
  'wrong-command-aside': {
    about: 'of several commands the one after the refused one is set aside',
    file: 'src/sync/frames.ts',
    from: 'commands.findLast(({ run }) => run.clock <= at)',
    to: 'commands.find(({ run }) => run.clock > at)'
  },
  'segments-overlap': {
    about: 'a second first sync packs new patients over those from before',
    file: 'src/storage/packed.ts',
    from: 'return { fresh: new Set(longestBetween(others, fresh)), segments };',
    to: 'void longestBetween; return { fresh: new Set(fresh), segments };'
  },
  'any-no-is-ours': {
    about: 'a no to an earlier frame counts for the one that waits',
    file: 'src/sync/outbox.ts',
    from: "const isOurs = isAnswerTo(frame, answer) && !(answer.type === 'no' && frame.isOld(answer));",
    to: "const isOurs = answer.type === 'no' || isAnswerTo(frame, answer);"
  },
  'push-acks-all': {
    about: 'what was refused in a push of many documents counts as sent',
    file: 'src/sync/outbox.ts',
    from: "answers[index]?.type === 'ack'",
    to: 'answers[index] !== undefined'
  },
  'undo-not-folded': {
    about: 'an undone fact still counts',
    file: 'src/domain/fact.ts',
    from: '(voided.size === 0 || !voided.has(factId(recorded)))',
    to: '(voided.size === 0 || voided.size > 0)'
  },
  'contested-forgotten': {
    about: 'two desks that moved one appointment are not told',
    file: 'src/domain/scheduling/appointment.ts',
    from: 'const contested = samePlace(from, state.at) ? state.contested : [...state.contested, state.at];',
    to: 'const { contested } = state; void from;'
  },
  'overlap-stops-early': {
    about: 'overlaps are looked for in a day that is not in order',
    file: 'src/domain/scheduling/conflicts.ts',
    from: 'const live = day.appointments.filter(isLive).sort(byStart);\n  for (const mine of grouped(live, ({ at }) => at.practitioner)',
    to: 'const live = day.appointments.filter(isLive).sort((a, b) => (a.appointment < b.appointment ? -1 : 1));\n  for (const mine of grouped(live, ({ at }) => at.practitioner)'
  },
  'offline-booking-soft': {
    about: 'a booking made offline over another is no conflict that must be settled',
    file: 'src/domain/scheduling/conflicts.ts',
    from: "metUnknowing(one, other) ? 'C12' : 'C1'",
    to: "metUnknowing(one, other) && one.provisional && other.provisional ? 'C12' : 'C1'"
  },
  'illegal-step-dropped': {
    about: 'a step that may not follow is dropped in silence',
    file: 'src/domain/visit/visit.ts',
    from: 'return isRepeat(visit, fact) ? visit : { ...visit, problems: [...visit.problems, factId(recorded)] };',
    to: 'return visit;'
  }
};
