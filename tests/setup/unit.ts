// Node has no IndexedDB; this one keeps to the specification, transactions and structured cloning included.
import 'fake-indexeddb/auto';
