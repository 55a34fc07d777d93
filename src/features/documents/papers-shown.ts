import type { FiledDocument } from '#domain/document/patient-documents.ts';
import { SUBCLASS_WORDS } from './more-fields.ts';
import { CLASS_WORDS } from './refusals.ts';

/** What a list of papers is narrowed to; empty: nothing of it. */
export interface PapersAsked {
  readonly kind: string;
  readonly text: string;
}

/**
 * The papers that are of a kind and have every word in what is said of them [DOC-15]. A paper that was taken out of the record has no words: it stands
 * only in the whole list.
 */
export function papersMatching(
  papers: readonly FiledDocument[],
  { kind, text }: PapersAsked
): readonly FiledDocument[] {
  const words = plain(text).split(' ').filter(Boolean);
  if (kind === '' && words.length === 0) return papers;
  return papers.filter((paper) => {
    if (paper.recalled || (kind !== '' && paper.class !== kind)) return false;
    const said = saidOf(paper);
    return words.every((word) => said.includes(word));
  });
}

function saidOf({ title, class: kind, subclass, from, notes }: FiledDocument): string {
  const parts = [
    title,
    CLASS_WORDS[kind],
    subclass && SUBCLASS_WORDS[subclass],
    from?.organization,
    from?.person,
    notes
  ];
  return plain(parts.filter(Boolean).join(' '));
}

/** As it is compared: without case, accents and what is no letter or digit. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
}
