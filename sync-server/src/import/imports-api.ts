import * as v from 'valibot';
import { hasCardNumber, CARD_WORDS } from '#domain/money/card-guard.ts';
import { PATIENT_FIELDS } from '#domain/import/patient-columns.ts';
import {
  IMPORT_PART_BYTES,
  MAX_IMPORT_BYTES,
  type BeginImportRequest,
  type ImportChoices,
  type ImportPartRequest,
  type ImportState
} from '#domain/import/import-state.ts';
import type { Core } from '../core.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { callerWith } from '../http/guard.ts';
import { HttpRefusal, MAX_JSON, readJson } from '../http/reply.ts';
import { parsed } from '../http/requests.ts';
import type { ImportRefused, Imports } from './imports.ts';

const beginRequest: v.GenericSchema<unknown, BeginImportRequest> = v.object({
  format: v.picklist(['csv', 'vcard', 'fhir']),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_IMPORT_BYTES))
});

const MAX_PART = Math.ceil(IMPORT_PART_BYTES / 3) * 4;
const partRequest: v.GenericSchema<unknown, ImportPartRequest> = v.object({
  at: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_IMPORT_BYTES)),
  base64: v.pipe(v.string(), v.base64(), v.minLength(4), v.maxLength(MAX_PART))
});

const choicesRequest: v.GenericSchema<unknown, ImportChoices> = v.object({
  columns: v.pipe(
    v.array(v.object({ header: v.pipe(v.string(), v.maxLength(1000)), field: v.nullable(v.picklist(PATIENT_FIELDS)) })),
    v.maxLength(1000),
    v.check((columns) => {
      const fields = columns.flatMap(({ field }) => field ?? []);
      return new Set(fields).size === fields.length;
    })
  ),
  dayFirst: v.nullable(v.boolean()),
  source: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(64),
    v.check((text) => !hasCardNumber(text), CARD_WORDS)
  )
});

const REFUSED: Readonly<Record<ImportRefused, readonly [status: number, say: string]>> = {
  busy: [409, 'Another file is being taken in just now. Wait until it is done.'],
  'no-file': [409, 'There is no file here any more. Choose it again.'],
  'not-whole': [409, 'The file has not come whole yet.'],
  'out-of-turn': [409, 'A part of the file is missing. Choose it again.'],
  'too-long': [400, 'The file is larger than it was said to be. Choose it again.']
};

/** Taking in another system's patients at a desk [IMP-33]: the endpoints of src/protocol/import-http.ts. */
export function importEndpoints(core: Core, imports: Imports): readonly (readonly [string, Endpoint])[] {
  const answered = (refused: ImportRefused | null): ImportState => {
    if (!refused) return imports.state;
    const [status, say] = REFUSED[refused];
    throw new HttpRefusal(status, `import/${refused}`, say);
  };
  const asked =
    (act: (user: string, body: () => Promise<unknown>) => Promise<ImportRefused | null>, most = MAX_JSON): Endpoint =>
    async (request) => {
      const { person } = await callerWith(core, request, 'practice');
      return answered(await act(person.user, () => readJson(request, most)));
    };
  return [
    ['GET /api/import', asked(() => Promise.resolve(null))],
    [
      'POST /api/import/begin',
      asked(async (user, body) => await imports.begin(parsed(beginRequest, await body()), user))
    ],
    [
      'POST /api/import/part',
      asked(async (_, body) => {
        const { at, base64 } = parsed(partRequest, await body());
        return await imports.part(at, Buffer.from(base64, 'base64'));
      }, MAX_PART + 1024)
    ],
    ['POST /api/import/check', asked(async (_, body) => imports.check(parsed(choicesRequest, await body())))],
    ['POST /api/import/start', asked(async (_, body) => imports.start(parsed(choicesRequest, await body())))],
    ['POST /api/import/stop', asked(() => Promise.resolve((imports.stop(), null)))],
    ['POST /api/import/forget', asked(() => imports.forget())]
  ];
}
