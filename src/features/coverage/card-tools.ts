import { getContext, setContext, type Snippet } from 'svelte';
import type { DocumentPart } from '#domain/document/document-facts.ts';
import { caseDoc, type DocId } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';

export const CARD_SIDES = ['front', 'back'] as const;
export type CardSide = (typeof CARD_SIDES)[number];

/** One side of a card, among the patient's papers. */
export interface CardPage {
  readonly side: CardSide;
  readonly doc: DocId;
  readonly part: DocumentPart;
  readonly title: string;
}

/** How the route shows and takes pictures of cards: papers are another slice's. */
export interface CardTools {
  /** A side as large as it is to be read. */
  readonly picture?: Snippet<[CardPage]> | undefined;
  readonly thumb?: Snippet<[CardPage]> | undefined;
  /** A camera for a side; it is among the patient's papers when `taken` is told. */
  readonly take?: Snippet<[side: CardSide, taken: (document: CaseId) => void, close: () => void]> | undefined;
}

const KEY = Symbol('card tools');

export function provideCardTools(tools: CardTools): void {
  setContext(KEY, tools);
}

export function useCardTools(): CardTools {
  return getContext<CardTools | undefined>(KEY) ?? {};
}

/** The sides of which there is a picture that was not taken out of the record. */
export function cardPages(
  { documents }: Pick<Patient, 'documents'>,
  cards: { readonly front?: CaseId; readonly back?: CaseId } | undefined
): readonly CardPage[] {
  return CARD_SIDES.flatMap((side) => {
    const document = documents?.find(({ document: each, recalled }) => each === cards?.[side] && !recalled);
    const part = document?.parts[0];
    return document && part ? [{ side, doc: caseDoc(document.document), part, title: `Card, ${side}` }] : [];
  });
}
