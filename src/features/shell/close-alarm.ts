import { practiceDoc } from '#domain/documents.ts';
import type { Station } from '#station/station.ts';

/** Puts an alarm away, for all desks. Before its day is over it stands all the same [GLASS-6]. @throws {StorageFault} */
export async function closeAlarm(station: Station, alarm: string): Promise<void> {
  await station.record('shell/close-alarm', practiceDoc, [{ kind: 'alarm/closed', of: { alarm } }]);
}
