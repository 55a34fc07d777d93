import { expect, test } from 'vitest';
import { parseDocId, type DocRef } from '#domain/documents.ts';
import type { KnownKind } from '#domain/known-facts.ts';
import { belongsIn, checkFact, homeOf } from '#protocol/fact-schemas.ts';
import { documentsOf, KINDS_KNOWN } from '#tests/fixtures/every-kind.ts';
import { freeTextsOf, holds, plantedFacts } from '#tests/fixtures/planted-texts.ts';
import { SCRIPTS } from '#tests/fixtures/scripts.ts';

function docOf(kind: KnownKind): DocRef {
  const home = homeOf(kind);
  // `fact/voided` lies anywhere; a case's facts are of the case the fixture names.
  return parseDocId(documentsOf(1)[home === undefined || home === 'any' ? 'practice' : home])!;
}

test('[HTTP-2] what the browser test plants has a script in every place of every kind where any text may stand, and is taken', () => {
  const bare: string[] = [];
  const refused: string[] = [];
  let places = 0;
  for (const kind of KINDS_KNOWN) {
    const planted = SCRIPTS.flatMap((_, n) => plantedFacts(kind, SCRIPTS, n));
    for (const { path } of freeTextsOf(kind)) {
      places++;
      if (!planted.some(({ of }) => holds(of, path, SCRIPTS))) bare.push(`${kind} ${path.join('.')}`);
    }
    for (const fact of planted) {
      const checked = checkFact({ ...fact, at: 1, by: 'u-1' });
      if (!checked.ok) refused.push(`${kind}: ${checked.say}`);
      else if (!belongsIn(docOf(kind), checked.fact)) refused.push(`${kind}: of somebody else`);
    }
  }
  expect({ bare, refused: [...new Set(refused)] }).toEqual({ bare: [], refused: [] });
  expect(places).toBeGreaterThan(100);
});
