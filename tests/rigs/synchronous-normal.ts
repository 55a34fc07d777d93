import { DatabaseSync } from 'node:sqlite';

// The control of the power cut rig: loaded before the server, it makes SQLite acknowledge what is not on disk. Nothing of the kind
// is in the server itself.
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql: string): void {
  exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL'));
};
