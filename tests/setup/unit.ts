// Node has no IndexedDB; this one keeps to the specification, transactions and structured cloning included.
import 'fake-indexeddb/auto';
import { configureGlobal } from 'fast-check';

// By hand, property tests look somewhere else each time. In CI all runs look in the same places, so that a run that fails says
// something about the change at hand. A failure prints its seed; `ANTEROOM_SEED` runs that one again.
const seed = process.env['ANTEROOM_SEED'] ?? (process.env['CI'] ? '20261121' : undefined);
if (seed !== undefined) configureGlobal({ seed: Number(seed) });
