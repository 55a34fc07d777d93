import { entityOf, type EntityKey } from '#domain/entities.ts';
import { factId, isVoid, type FactId, type Recorded } from '#domain/fact.ts';

/** A document's facts by the thing they speak of, so that a new fact refolds only that thing [AGT-7]. */
export class DayLog {
  readonly #facts = new Map<EntityKey, Recorded[]>();
  readonly #entities = new Map<FactId, EntityKey>();
  /** Facts that take back one that has not come yet. */
  readonly #early = new Map<FactId, Recorded[]>();

  /** Takes facts in, in any order; answers the things they touch. Facts that are there already touch nothing. */
  add(recorded: Iterable<Recorded>): Set<EntityKey> {
    const touched = new Set<EntityKey>();
    for (const one of recorded) {
      const id = factId(one);
      if (this.#entities.has(id)) continue;
      const entity = isVoid(one.fact) ? this.#entities.get(one.fact.of.fact) : entityOf(one.fact);
      if (entity === undefined && isVoid(one.fact)) {
        this.#early.set(one.fact.of.fact, [...(this.#early.get(one.fact.of.fact) ?? []), one]);
        continue;
      }
      if (!entity) continue;
      touched.add(entity);
      this.#keep(entity, one);
      for (const early of this.#early.get(id) ?? []) this.#keep(entity, early);
      this.#early.delete(id);
    }
    return touched;
  }

  factsOf(entity: EntityKey): readonly Recorded[] {
    return this.#facts.get(entity) ?? [];
  }

  #keep(entity: EntityKey, recorded: Recorded): void {
    this.#entities.set(factId(recorded), entity);
    const facts = this.#facts.get(entity);
    if (facts) facts.push(recorded);
    else this.#facts.set(entity, [recorded]);
  }
}
