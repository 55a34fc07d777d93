import { parseDocId, type DocId, type DocRef } from '#domain/documents.ts';
import { entityOf, type EntityKey } from '#domain/entities.ts';
import { factId, isVoid, type FactId, type Recorded } from '#domain/fact.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Stamp } from '#domain/time.ts';
import { recordedOf, type KnownRun } from './runs.ts';

/** A document's facts in memory, grouped by what they speak of, so that a new one refolds only that. */
export interface DocLog {
  readonly doc: DocId;
  /** Null for an address of a newer version: its facts are kept and say nothing. */
  readonly ref: DocRef | null;
  /** The append it has caught up with, and the rewriting it was read at: what a transaction compares before it writes. */
  version: number;
  rewritten: number;
  /** How often segments had been written when it was read; matters only while the document has no row of its own. */
  segments: number;
  /** The snapshot on disk already holds what a segment says. */
  whole: boolean;
  readonly heads: Map<ClientId, number>;
  lastStamp: Stamp;
  /** How many facts it holds, known or not. */
  size: number;
  readonly entities: Map<EntityKey, Recorded[]>;
  /** By the fact they take back, which may come later than they do. */
  readonly voids: Map<FactId, Recorded[]>;
  readonly entityOfFact: Map<FactId, EntityKey>;
}

export function emptyLog(doc: DocId): DocLog {
  return {
    doc,
    ref: parseDocId(doc),
    version: 0,
    rewritten: 0,
    segments: 0,
    whole: false,
    heads: new Map(),
    lastStamp: 0,
    size: 0,
    entities: new Map(),
    voids: new Map(),
    entityOfFact: new Map()
  };
}

/** Adds runs that follow on what the log has; what it has already is passed over. */
export function addRuns(log: DocLog, runs: readonly KnownRun[]): void {
  for (const run of runs) {
    const head = log.heads.get(run.client) ?? 0;
    const end = run.clock + run.facts.length;
    if (run.clock > head || end <= head) continue;
    for (const recorded of recordedOf(run)) if (recorded.clock >= head) addFact(log, recorded);
    log.heads.set(run.client, end);
    log.size += end - head;
  }
}

function addFact(log: DocLog, recorded: Recorded): void {
  log.lastStamp = Math.max(log.lastStamp, recorded.fact.at);
  if (isVoid(recorded.fact)) {
    push(log.voids, recorded.fact.of.fact, recorded);
    return;
  }
  const entity = entityOf(recorded.fact);
  if (!entity) return;
  push(log.entities, entity, recorded);
  log.entityOfFact.set(factId(recorded), entity);
}

/** Which things new facts speak of, each with all its facts, old and new, and what takes them back. Leaves the log as it is. */
export function touchedBy(log: DocLog, runs: readonly KnownRun[]): Map<EntityKey, Recorded[]> {
  const fresh = runs.flatMap(recordedOf);
  const freshEntities = new Map<FactId, EntityKey>();
  const touched = new Map<EntityKey, Recorded[]>();
  const touch = (entity: EntityKey): Recorded[] => {
    const known = touched.get(entity);
    if (known) return known;
    const facts = [...(log.entities.get(entity) ?? [])];
    touched.set(entity, facts);
    return facts;
  };
  const voids = new Map(log.voids);
  for (const recorded of fresh) {
    const entity = isVoid(recorded.fact) ? null : entityOf(recorded.fact);
    if (!entity) continue;
    touch(entity).push(recorded);
    freshEntities.set(factId(recorded), entity);
  }
  for (const recorded of fresh) {
    if (!isVoid(recorded.fact)) continue;
    const target = recorded.fact.of.fact;
    voids.set(target, [...(voids.get(target) ?? []), recorded]);
    const entity = freshEntities.get(target) ?? log.entityOfFact.get(target);
    if (entity) touch(entity);
  }
  if (voids.size > 0) for (const facts of touched.values()) facts.push(...takenBack(facts, voids));
  return touched;
}

/** Everything the document speaks of, each with its facts and what takes them back. */
export function allOf(log: DocLog): Map<EntityKey, Recorded[]> {
  return new Map([...log.entities].map(([key, facts]) => [key, [...facts, ...takenBack(facts, log.voids)]]));
}

function takenBack(facts: readonly Recorded[], voids: ReadonlyMap<FactId, readonly Recorded[]>): Recorded[] {
  return facts.flatMap((recorded) => voids.get(factId(recorded)) ?? []);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
