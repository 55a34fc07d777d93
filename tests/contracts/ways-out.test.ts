import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Whatever takes data off a device: the clipboard, a file that is saved, a sheet that is printed. */
const WAY_OUT = /clipboard\.|\bsaveFile\(|\.download\b|<PrintSheet|window\.print\(|execCommand|showSaveFilePicker/;
/** Asks for the verb, and has the access log on disk first [MIN-4]. */
const ASKS = /\btakeOut\(station, rights/;

/** Ways that nobody asks about in `takeOut`, each with why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'src/ui/save-file.ts': 'whoever calls it',
  'src/ui/PrintSheet.svelte': 'whoever shows it',
  'src/devices/licence-wedge.ts': 'it types back what a hand typed, into the page it stands in',
  'src/features/scheduling/ChangesPrint.svelte': 'src/features/scheduling/printing.svelte.ts asks before it is shown',
  'src/features/scheduling/DayPrint.svelte': 'src/features/scheduling/printing.svelte.ts asks before it is shown',
  'src/features/forms/FormRules.svelte': 'a form’s definition: no patient stands in it',
  'src/features/scheduling/lists/OnCallSheet.svelte': 'it names staff and no patient',
  'src/features/devices/RetireReceipt.svelte': 'it names a device and no patient',
  'src/features/recovery/KitSheet.svelte': 'it has the words of the kit, which whoever made it reads'
};

const SOURCES: ReadonlyMap<string, string> = new Map(
  globSync('src/**/*.{ts,svelte}', { cwd: ROOT })
    .filter((file) => !/\.test\.ts$|\/dev\//.test(file))
    .map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')])
);

/** It asks itself, or each that shows it does. */
function isAsked(file: string): boolean {
  if (ASKS.test(SOURCES.get(file) ?? '')) return true;
  const name = `/${path.basename(file)}'`;
  const showing = [...SOURCES].filter(([, source]) => source.includes(name));
  return showing.length > 0 && showing.every(([, source]) => ASKS.test(source));
}

test('[MIN-4] every way by which data leave a device asks first, or says why it need not', () => {
  const ways = [...SOURCES].filter(([, source]) => WAY_OUT.test(source)).map(([file]) => file);
  expect(ways.length).toBeGreaterThan(10);
  expect(ways.filter((file) => !isAsked(file)).sort()).toEqual(Object.keys(OTHERWISE).sort());
});
