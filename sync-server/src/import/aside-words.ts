import type { ImportChoices, ImportOutcome, ListPreview, UploadFormat } from '#domain/import/import-state.ts';

/** What the server tells the process that reads a file for it: one line of JSON on its standard input. */
export interface AsideTask {
  readonly file: string;
  readonly format: UploadFormat;
  readonly dryRun: boolean;
  readonly choices: ImportChoices;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
}

/** What it says back, a line of JSON each. Nothing after `report` or `fault`. */
export type AsideLine =
  | { readonly is: 'preview'; readonly preview: ListPreview }
  | { readonly is: 'progress'; readonly done: number; readonly taken: number }
  | { readonly is: 'report'; readonly stopped: boolean; readonly outcome: ImportOutcome }
  | { readonly is: 'fault'; readonly say: string };
