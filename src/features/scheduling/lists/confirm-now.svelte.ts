import type { Channel } from '#domain/casework/attempts.ts';
import { dayDoc } from '#domain/documents.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { holderOf, type CallBatch } from '#domain/scheduling/calls.ts';
import { unconfirmedNow, type Unconfirmed } from '#domain/scheduling/unconfirmed.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import { localDateOf, plusDays, type Instant } from '#domain/time.ts';
import { live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { contactSaid, NOTHING_SAID } from './contact-said.ts';
import { byHolder, toConfirm, type ByHolder, type ToConfirm } from './confirm-lines.ts';

/** Who is to confirm, whose call it is, and what is to be settled; followed for as long as the calling component lives. */
export interface ConfirmNow {
  /** Undefined until the first answer. */
  readonly practice: Practice | undefined;
  readonly all: readonly DatedAppointment[];
  readonly isRead: boolean;
  readonly never: ReadonlyMap<string, readonly Channel[]>;
  readonly due: readonly Unconfirmed[];
  readonly split: ToConfirm;
  readonly holders: ByHolder;
  /** Whose call one is, where it is another desk's. */
  elsewhere(one: DatedAppointment): CallBatch | null;
}

/** @param days with visits that are looked at, after today */
export function liveConfirm(station: Station, now: () => Instant, days: () => number): ConfirmNow {
  const { site, no } = station.device;
  const today = $derived(localDateOf(now(), station.zone));
  const practice = live(station, () => (rows) => rows.practice());
  const booked = live(station, () => {
    // To the next day that has visits: on a Friday tomorrow is Monday. Today too: what nobody confirmed is to be settled until it begins.
    const dates = Array.from({ length: 15 }, (_, i) => plusDays(today, i));
    const wanted = days();
    return async (rows) => {
      const all = await Promise.all(dates.map(async (date) => ({ date, day: await rows.appointments(site, date) })));
      const [ofToday = [], ...ahead] = all.map(({ date, day }) =>
        day.filter(({ status }) => status === 'booked').map((appointment) => ({ date, appointment }))
      );
      const next = ahead.filter((day) => day.length > 0).slice(0, wanted);
      return { today: ofToday, ahead: next.flat() };
    };
  });
  const all = $derived([...(booked.value?.today ?? []), ...(booked.value?.ahead ?? [])]);
  const patients = $derived(all.map(({ appointment }) => appointment.patient).join(' '));
  const wishes = live(station, () => {
    const ids = patients === '' ? [] : patients.split(' ');
    return (rows) => contactSaid(rows, ids);
  });
  const batches = live(station, () => {
    const day = today;
    return (rows) => rows.callBatches(site, day);
  });
  // What the server deals lies in the day on which it is called.
  $effect(() => station.open(dayDoc(site, today)));
  const never = $derived((wishes.value ?? NOTHING_SAID).never);
  const due = $derived.by(() => {
    const [known, said] = [practice.value, wishes.value];
    // Nothing is proposed while a flag may still be unread.
    if (!known || !said) return [];
    const flagsOf = (patient: string) => said.flags.get(patient) ?? [];
    return unconfirmedNow(all, { policy: known.plan.unconfirmed, flagsOf, now: now(), zone: station.zone });
  });
  const split = $derived(toConfirm(booked.value?.ahead ?? [], never));
  const holders = $derived(byHolder(split.open, batches.value ?? [], no, now()));

  return {
    get practice() {
      return practice.value;
    },
    get all() {
      return all;
    },
    get isRead() {
      return booked.value !== undefined;
    },
    get never() {
      return never;
    },
    get due() {
      return due;
    },
    get split() {
      return split;
    },
    get holders() {
      return holders;
    },
    elsewhere({ date, appointment }) {
      const holder = holderOf(batches.value ?? [], { date, appointment: appointment.appointment }, now());
      return holder?.device === no ? null : holder;
    }
  };
}
