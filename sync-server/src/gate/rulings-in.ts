import { practiceDoc } from '#domain/documents.ts';
import { rulingHistory, type RulingHistory } from '#domain/scheduling/ruling-history.ts';
import { JournalFault, type Journal } from '../journal/journal.ts';
import { recordedIn } from './writer.ts';

/** All that the practice has said of who may book over what [RULE-8]; null where the journal cannot say: then it is not asked for. */
export async function rulingsIn(journal: Pick<Journal, 'read'>): Promise<RulingHistory | null> {
  try {
    return rulingHistory(recordedIn(await journal.read(practiceDoc, new Map())));
  } catch (error) {
    // A damaged practice is mended by its desks; meanwhile patients are booked.
    if (error instanceof JournalFault) return null;
    throw error;
  }
}
