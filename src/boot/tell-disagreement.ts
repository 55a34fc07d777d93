import type { Station } from '#station/station.ts';
import type { OpenAuditLog } from './audit-log.ts';

export const DISAGREES =
  'The server’s access log is not the one this device was shown before. Tell the privacy officer. What is recorded here is safe.';

/** An access log that has an entry, once, when the server contradicts what it said before [AUD-5]. */
export function tellingDisagreement(audit: OpenAuditLog, watch: Station['watchStatus']): OpenAuditLog {
  let isTold = false;
  const stop = watch(({ fault }) => {
    if (isTold || fault !== DISAGREES) return;
    isTold = true;
    audit.did({ action: 'witness/disagreed', refs: [], verdict: 'denied' });
  });
  return {
    saw: (note) => audit.saw(note),
    did: (note) => audit.did(note),
    note: (note) => audit.note(note),
    flush: () => audit.flush(),
    close: () => {
      stop();
      return audit.close();
    }
  };
}
