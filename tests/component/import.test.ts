import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import {
  IMPORT_PART_BYTES,
  MAX_IMPORT_BYTES,
  NO_IMPORT_CHOICES,
  type ImportChoices,
  type ImportState
} from '#domain/import/import-state.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { notSent } from '#features/import/send-file.ts';
import type { Manage } from '#station/manage.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import ImportStage from './ImportStage.svelte';

const NONE: ImportState = {
  step: 'none',
  format: null,
  by: null,
  bytes: 0,
  have: 0,
  done: 0,
  choices: NO_IMPORT_CHOICES,
  preview: null,
  outcome: null,
  say: null
};
const COUNTS = { read: 3, added: 2, changed: 0, unchanged: 0, refused: 1, notKept: 0 };
const REFUSED = {
  line: 3,
  entry: null,
  resource: 'Patient',
  reason: 'The birth date “13/45/2020” is not a date. <img src=x onerror=alert(1)>'
};
const outcome = (dryRun: boolean) => ({
  dryRun,
  total: COUNTS,
  counts: { Patient: COUNTS },
  refused: [REFUSED],
  remarks: [],
  notListed: 0
});
const columns = [
  { at: 0, header: 'MRN', field: 'number' },
  { at: 1, header: 'Who', field: null }
] as const;
const preview = {
  encoding: 'UTF-8',
  dayFirst: false,
  columns,
  rows: [
    ['7', 'Quill, Ada'],
    ['8', 'Rook, Ben']
  ]
};

/** What the server would say, by what it is asked; and what it was asked. */
function serverSaying(say: (path: string, body: unknown) => ImportState | string) {
  const asked: [string, unknown][] = [];
  const manage = (path: string, body?: object): Promise<Result<unknown, { readonly say: string }>> => {
    asked.push([path, body]);
    const said = say(path, body);
    return Promise.resolve(typeof said === 'string' ? err({ say: said }) : ok(said));
  };
  return { asked, manage: manage as Manage };
}

const shown = async (manage: Manage): Promise<MemoryStation> => {
  await page.viewport(1366, 768);
  const station = memoryStation({ facts: [practiceFacts()] });
  await render(ImportStage, { station, manage });
  return station;
};
const choose = async (file: File): Promise<void> => {
  await page.getByLabelText('File of patients').upload(file);
};

test('[IMP-33] a list is sent in parts, mapped, read again, and taken in when somebody says so', async () => {
  let now: ImportState = NONE;
  const { asked, manage } = serverSaying((path, body) => {
    if (path === 'import/begin') now = { ...NONE, step: 'receiving', format: 'csv', by: 'u-ada', ...(body as object) };
    if (path === 'import/part') {
      const { at, base64 } = body as { at: number; base64: string };
      now = { ...now, have: at + atob(base64).length };
      if (now.have === now.bytes)
        now = { ...now, step: 'failed', say: 'No column is read as a name yet. Say below which one is.', preview };
    }
    if (path === 'import/check') {
      const choices = body as ImportChoices;
      const read = columns.map((column) => ({
        ...column,
        field: choices.columns.find(({ header }) => header === column.header)?.field ?? column.field
      }));
      now = { ...now, choices, preview: { ...preview, columns: read, dayFirst: choices.dayFirst ?? false }, say: null };
      now = { ...now, step: 'checked', outcome: outcome(true) };
    }
    if (path === 'import/start') now = { ...now, step: 'done', outcome: outcome(false) };
    return now;
  });
  await shown(manage);
  await choose(new File(['x'.repeat(IMPORT_PART_BYTES + 5)], 'patients.csv'));
  await expect.element(page.getByText(/Say below which one is/)).toBeVisible();
  expect(asked.filter(([path]) => path === 'import/part').map(([, body]) => (body as { at: number }).at)).toEqual([
    0,
    IMPORT_PART_BYTES
  ]);
  await expect.element(page.getByRole('button', { name: /Take in/ })).not.toBeInTheDocument();

  await page.getByLabelText('“Who” is read as').selectOptions('Whole name');
  await expect.element(page.getByText(/2 new, 1 refused/)).toBeVisible();
  await expect.element(page.getByText(/13\/45\/2020.*<img/)).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await page.screenshot({ path: '../../test-results/shots/import.png' });
  await page.getByLabelText(/Dates such as/).selectOptions('April 3: the day first');
  await page.getByRole('button', { name: 'Take in 2 records' }).click();
  expect(asked.at(-1)).toEqual([
    'import/start',
    { columns: [{ header: 'Who', field: 'fullName' }], dayFirst: true, source: '' }
  ]);
  await expect.element(page.getByText(/2 added, 1 refused/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('[IMP-33] a file in the middle of being taken in is found again, stopped, and goes on', async () => {
  let now: ImportState = { ...NONE, step: 'taking-in', format: 'fhir', by: 'u-ada', bytes: 9, have: 9, done: 0.4 };
  const { manage } = serverSaying((path) => {
    if (path === 'import/stop') now = { ...now, step: 'stopped', outcome: outcome(false) };
    if (path === 'import/start') now = { ...now, step: 'taking-in', done: 0.5 };
    if (path === 'import/forget') now = NONE;
    return now;
  });
  const station = await shown(manage);
  await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
  await expect.element(page.getByText(/Brought by Ada Quill/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.element(page.getByText(/What was read so far is in: 3 records/)).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50');
  now = { ...now, step: 'failed', say: 'The practice does not take it: The disk is full.' };
  station.setNow(station.now() + 1_000);
  await expect.element(page.getByText(/The disk is full/)).toBeVisible();
  await page.getByRole('button', { name: 'Put the file away' }).click();
  await expect.element(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test.each([
  ['a.csv', '', /The file is empty/],
  ['a.xlsx', 'PK', /Save a spreadsheet as CSV first/],
  ['noending', 'x', /Save a spreadsheet as CSV first/]
])('[IMP-33] a file that is none is not sent: %s', async (name, text, words) => {
  const { asked, manage } = serverSaying(() => NONE);
  await shown(manage);
  await choose(new File([text], name));
  await expect.element(page.getByText(words)).toBeVisible();
  expect(asked.map(([path]) => path)).toEqual(['import']);
});

test('[IMP-33] one that is too large, a server that says no, a network that is gone: words, and the page stays', async () => {
  let say = 'Another file is being taken in just now. Wait until it is done.';
  const { asked, manage } = serverSaying((path) => (path === 'import' ? NONE : say));
  await shown(manage);
  const large = new File(['x'], 'a.csv');
  Object.defineProperty(large, 'size', { value: MAX_IMPORT_BYTES + 1 });
  expect(notSent(large)).toContain('larger than 64 MB');
  await choose(new File(['MRN'], 'a.csv'));
  await expect.element(page.getByText(/Another file is being taken in/)).toBeVisible();
  say = 'The server cannot be reached. Check the network, then try again.';
  await choose(new File(['MRN'], 'a.csv'));
  await expect.element(page.getByText(/The server cannot be reached/)).toBeVisible();
  expect(asked.filter(([path]) => path === 'import/begin')).toHaveLength(2);
});
