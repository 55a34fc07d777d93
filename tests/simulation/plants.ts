/** Plants one bug in the product, for as long as this process runs. */
export async function plantBug(id: string): Promise<void> {
  const plant = PLANTS[id];
  if (!plant) throw new RangeError(`no such bug to plant: ${id}; there are ${Object.keys(PLANTS).join(', ')}`);
  await plant.put();
}

export interface Plant {
  /** What is broken, as one would say it in a change's message. */
  readonly about: string;
  readonly put: () => Promise<void>;
}

export const PLANTS: Readonly<Record<string, Plant>> = {};
