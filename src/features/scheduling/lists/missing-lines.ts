import type { Practice } from '#domain/practice/practice.ts';
import type { LatePrompt } from '#domain/scheduling/late-arrivals.ts';
import { minuteOfDayOf, type ZoneId } from '#domain/time.ts';
import { clockText, minutesText } from '#ui/format.ts';
import type { WorkLine } from './WorkRows.svelte';
import { triesText } from './work-words.ts';

/** Who has not arrived, each with what may still know of it [MISS-2]. */
export function missingLines(prompts: readonly LatePrompt[], practice: Practice, zone: ZoneId): readonly WorkLine[] {
  return prompts.map(({ appointment, minutesLate, waitsFor }) => {
    const tries = triesText((appointment.attempts ?? []).filter(({ about }) => about === 'no-show'));
    return {
      key: appointment.appointment,
      lead: clockText(appointment.at.start),
      label: appointment.label,
      what: practice.practitioners.get(appointment.at.practitioner)?.called ?? '',
      more: [tries, ...waitsFor.map((one) => waitText(one, zone))].filter(Boolean).join(', '),
      status:
        waitsFor.length > 0
          ? { hue: 'waiting', word: `${minutesText(minutesLate)}, wait` }
          : { hue: 'trouble', word: `${minutesText(minutesLate)} late` },
      act: null
    };
  });
}

/** `K2 not heard since 9:40 am`. */
export function waitText({ what, label, since }: LatePrompt['waitsFor'][number], zone: ZoneId): string {
  const at = clockText(minuteOfDayOf(since, zone));
  return what === 'kiosk' ? `${label} not heard since ${at}` : `this desk is alone since ${at}`;
}
