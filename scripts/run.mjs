// The one launcher behind every npm script: `node scripts/run.mjs <command> [arguments]`.
//
// Plain JavaScript, because it must also run on an old Node (18 or later): there it fetches the Node that Anteroom is
// made for and runs itself again on that one. On a new enough Node it hands over to `commands.ts`.
import { nodeIsNewEnough, provideNode } from './node-runtime.mjs';
import { runFollowed } from './follow.mjs';

const [name, ...args] = process.argv.slice(2);

try {
  process.exitCode = nodeIsNewEnough(process.versions.node) ? await runHere() : await runOnFetchedNode();
} catch (error) {
  console.error(`anteroom: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function runHere() {
  const { runCommand } = await import('./commands.ts');
  return await runCommand(name, args);
}

/** Runs this same command line on the fetched Node; answers its exit code. */
async function runOnFetchedNode() {
  const node = await provideNode();
  // More patient than the launcher it starts: that one must have time to stop its own child first.
  return await runFollowed(node, process.argv.slice(1), { graceMs: 6000 });
}
