import type { Outcome } from './run.ts';

interface Line {
  readonly at: string;
  /** A device, the server, or the world as a whole. */
  readonly lane: string;
  readonly what: string;
}

/** What is not somebody's work but something that goes wrong, or is mended. */
const MISHAP =
  /dies|evicted|copied|revoked|restored|cable|frozen|full|slow|clock|connection|flips|rolled back|too old|mended|FAILED|sent a second time|may not/;

/** A run as one page: time goes down, each device and the server has a column; what goes wrong stands out. */
export function timelinePage({ seed, hash, failures, log }: Outcome): string {
  const lines = (log ?? []).flatMap((text) => lineOf(text) ?? []);
  const lanes = [...new Set(lines.map(({ lane }) => lane))].sort(byLane);
  const rows = lines.map(({ at, lane, what }) => {
    const cells = lanes.map((one) =>
      one === lane ? `<td class="${kindOf(what)}">${escaped(what)}</td>` : '<td></td>'
    );
    return `<tr><th scope="row">${at}</th>${cells.join('')}</tr>`;
  });
  const found = failures.map((failure) => `<pre>${escaped(failure)}</pre>`).join('\n');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Seed ${seed}</title>
<style>
  body { font: 13px/1.4 system-ui, sans-serif; margin: 16px; color-scheme: light dark }
  table { border-collapse: collapse } th, td { padding: 1px 8px; text-align: start; vertical-align: top }
  thead th { position: sticky; top: 0; background: Canvas; border-block-end: 1px solid }
  tbody th { font-variant-numeric: tabular-nums; font-weight: 400; opacity: .7; text-align: end; white-space: nowrap }
  td { min-width: 18ch; max-width: 32ch; overflow-wrap: anywhere; border-inline-start: 1px solid color-mix(in srgb, CanvasText 15%, Canvas) }
  .mishap { background: color-mix(in srgb, orange 35%, Canvas) } .no { background: color-mix(in srgb, red 25%, Canvas) }
  .ack { opacity: .6 } pre { white-space: pre-wrap; border-inline-start: 4px solid red; padding-inline-start: 8px }
</style>
<h1>Seed ${seed}, trace ${hash}</h1>
${found}
<table><thead><tr><th>s</th>${lanes.map((lane) => `<th scope="col">${escaped(lane)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
</html>
`;
}

/** A line of the log (`World.tell`): seconds, who, what. */
function lineOf(text: string): Line | null {
  const found = /^\s*([\d.]+) s {2}(\S+)\s+(.*)$/s.exec(text);
  if (!found) return null;
  const [, at = '', who = '', what = ''] = found;
  return { at, lane: who.replace(/\.\d+$/, ''), what: who.includes('.') ? `${who}: ${what}` : what };
}

function kindOf(what: string): 'ack' | 'mishap' | 'no' | 'work' {
  if (what.startsWith('ack ')) return 'ack';
  if (what.startsWith('no ')) return 'no';
  return MISHAP.test(what) ? 'mishap' : 'work';
}

/** The world and the server first. */
function byLane(a: string, b: string): number {
  const rank = (lane: string): number => ['FAILED', 'world', 'server'].indexOf(lane) + 1 || 9;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
