import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Whatever takes data off a device: the clipboard, a file that is saved, a sheet that is printed. */
const WAY_OUT = /clipboard\.|\bsaveFile\(|\.download\b|<PrintSheet|window\.print\(|execCommand|showSaveFilePicker/;

/** Each source that has one, with who asks for the verb before it. `takeOut` asks, and has the access log on disk first [MIN-4]. */
const ASKED_BY: Readonly<Record<string, string>> = {
  'src/station/copy-watch.ts': 'features/shell/CopyWatch.svelte: takeOut',
  'src/ui/save-file.ts': 'whoever calls it, below',
  'src/ui/PrintSheet.svelte': 'whoever shows it, below',
  'src/features/audit/ExportDays.svelte': 'the server: verbs audit and export, and its own chain has it',
  'src/features/audit/LogPrint.svelte': 'features/audit/AuditPage.svelte: takeOut',
  'src/features/coverage/CoveragePrint.svelte': 'features/coverage/CoverageSection.svelte: takeOut',
  'src/features/documents/PageView.svelte': 'itself: takeOut',
  'src/features/scheduling/DayPrint.svelte': 'features/scheduling/Schedule.svelte: takeOut',
  'src/features/scheduling/SlipPrint.svelte': 'features/scheduling/AppointmentInHand.svelte: takeOut',
  'src/features/scheduling/lists/OnCallSheet.svelte': 'nobody: it names staff and no patient',
  'src/features/devices/RetireReceipt.svelte': 'nobody: it names a device and no patient',
  'src/features/recovery/KitSheet.svelte': 'nobody: it has the words of the kit, which whoever made it reads'
};

const sources = globSync('src/**/*.{ts,svelte}', { cwd: ROOT }).filter((file) => !/\.test\.ts$|\/dev\//.test(file));
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

test('[MIN-4] every way by which data leave a device is known, and says who asks before it', () => {
  expect(sources.filter((file) => WAY_OUT.test(textOf(file))).sort()).toEqual(Object.keys(ASKED_BY).sort());
});

test('[MIN-4] who is said to ask does', () => {
  for (const [file, who] of Object.entries(ASKED_BY)) {
    if (!who.endsWith(': takeOut')) continue;
    const asking = who.startsWith('itself') ? file : `src/${who.replace(': takeOut', '')}`;
    expect(textOf(asking), file).toContain('takeOut(station, rights');
  }
});
