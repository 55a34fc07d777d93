import { areSame, progressOf, standingOf, type Standing } from '#domain/forms/answers.ts';
import { keepAnswers, keptSection, type KeptSection } from '#domain/forms/delta.ts';
import type { Answers, AnswerValue, Earlier, Form, FormItem, FormLanguage, LinkId } from '#domain/forms/form.ts';
import type { Hand } from '#domain/forms/packet-facts.ts';
import type { FormResponse, Packet } from '#domain/forms/packet.ts';
import { earlierOf } from '#domain/forms/packets.ts';
import type { CaseId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Result } from '#domain/result.ts';
import { live } from '#station/live.svelte.ts';
import { StorageFault, type Station } from '#station/station.ts';
import { answerForm, declineForm, submitForm, type Declining, type Filling, type SigningHere } from './fill-form.ts';
import {
  askedSections,
  isTouched,
  keyOf,
  placeIn,
  readFilling,
  refusedIn,
  shownAnswers,
  type Overlay,
  type Place
} from './fill-steps.ts';
import type { FormsRefusal } from './refusals.ts';

/** A packet being filled in, on this screen and perhaps on another at once. */
export interface FillingInHand {
  /** Undefined until it is read, or where it is not here. */
  readonly packet: Packet | undefined;
  readonly form: Form | null;
  readonly response: FormResponse | null;
  /** Null at the signature. */
  readonly section: FormItem | null;
  readonly sections: readonly FormItem[];
  readonly place: Place;
  readonly answers: Answers;
  readonly standing: Standing | null;
  /** 0 to 100, of this form. */
  readonly percent: number;
  /** What was said the last time in this section, while nobody has said whether it changed. */
  readonly kept: KeptSection | null;
  readonly language: FormLanguage;
  readonly isDone: boolean;
  /** What is wrong is shown from the first try to go on. */
  readonly isTried: boolean;
  readonly trouble: FormsRefusal['code'] | 'disk' | null;
  readonly busy: boolean;
  readonly patient: Patient | undefined;
  speak(language: FormLanguage): void;
  answer(item: LinkId, values: readonly AnswerValue[]): void;
  keep(): void;
  change(): void;
  next(): void;
  back(): void;
  submit(signing: SigningHere | null): Promise<boolean>;
  decline(why: Declining): Promise<boolean>;
  /** Resolves when all that was answered is on disk. */
  settled(): Promise<void>;
}

interface Options {
  readonly packet: () => CaseId;
  readonly hand: Hand;
  /** One form alone; all that are open where it is left out. */
  readonly only?: () => string | null;
  /** Typed from paper, where nothing of the record stood: it does not begin with that. */
  readonly isPaper?: boolean;
}

/** Follows a packet for as long as the calling component lives. Each answer is written as it is given [FORM-12]. */
export function createFilling(station: Station, { packet: id, hand, only, isPaper = false }: Options): FillingInHand {
  const found = live(station, () => {
    const wanted = id();
    return (rows) => readFilling(rows, wanted);
  });
  /** Answers of this screen that are not in the packet yet, by form and question. */
  let mine = $state.raw<Overlay>({});
  let spoken = $state.raw<FormLanguage | null>(null);
  let chosen = $state.raw<Place | null>(null);
  let isTried = $state(false);
  let trouble = $state.raw<FillingInHand['trouble']>(null);
  let busy = $state(false);
  /** Sections of which somebody has said whether they changed. */
  let looked = $state.raw<readonly string[]>([]);
  let writing: Promise<void> = Promise.resolve();

  const packet = $derived(found.value?.packet);
  const patient = $derived(found.value?.patient);
  const language = $derived(spoken ?? packet?.language ?? 'en');
  const isOpen = (one: FormResponse): boolean =>
    !one.submitted && !one.declined && (only?.() ?? one.form) === one.form && definition(one) !== undefined;
  const first = $derived(packet ? placeIn(packet, { isOpen, definition, patient, today: station.today() }) : null);
  const place = $derived<Place>(chosen ?? first ?? { form: 0, section: 0 });
  const response = $derived(packet?.forms[place.form] ?? null);
  const form = $derived((response && definition(response)) ?? null);
  const answers = $derived(shownAnswers(form, response, mine, isPaper ? undefined : patient));
  const standing = $derived(form ? standingOf(form, answers, station.today()) : null);
  const sections = $derived(form && standing ? askedSections(form, standing) : []);
  const section = $derived(sections[place.section] ?? null);
  const earlier = $derived(form && response ? earlierFor(form, response) : null);
  const isDone = $derived(packet !== undefined && (packet.closed !== null || !packet.forms.some(isOpen)));
  const kept = $derived(
    section && !looked.includes(keyOf(form, section.linkId)) && !isTouched(section, response)
      ? keptSection(section, earlier, language)
      : null
  );

  function definition(one: FormResponse): Form | undefined {
    return found.value?.here.forms.get(one.form);
  }

  function earlierFor(of: Form, one: FormResponse): Earlier | null {
    return one.earlier ? earlierOf(of, found.value?.before[one.earlier], station.zone) : null;
  }

  const filling = (): Filling => ({ packet: id(), form: form?.form ?? '', hand, language });

  /** One after the other, so that each knows what the one before it left. */
  function write(work: () => Promise<Result<true, FormsRefusal>>): Promise<boolean> {
    const done = writing.then(async () => {
      try {
        const outcome = await work();
        trouble = outcome.ok ? null : outcome.error.code;
        return outcome.ok;
      } catch (error) {
        if (!(error instanceof StorageFault)) throw error;
        trouble = 'disk';
        return false;
      }
    });
    writing = done.then(() => undefined);
    return done;
  }

  function put(changes: readonly { readonly item: LinkId; readonly values: readonly AnswerValue[] }[]): void {
    if (!form || !response) return;
    // Who has begun stays where they are, whatever their answers make of it.
    chosen ??= place;
    const [of, one] = [filling(), response];
    const written = changes.map(({ item, values }) => {
      const was = mine[keyOf(form, item)] ?? one.answers.find((kept) => kept.item === item)?.values ?? [];
      return { item, values, was };
    });
    const said = written.filter(({ values, was }) => !areSame(values, was));
    mine = { ...mine, ...Object.fromEntries(said.map(({ item, values }) => [keyOf(form, item), values] as const)) };
    if (said.length > 0) void write(() => answerForm(station, of, said));
  }

  function go(to: Place | null): void {
    chosen = to;
    isTried = false;
  }

  async function finish(work: () => Promise<Result<true, FormsRefusal>>): Promise<boolean> {
    if (busy) return false;
    busy = true;
    const isOk = await write(work);
    busy = false;
    if (isOk) go(null);
    return isOk;
  }

  return {
    get packet() {
      return packet;
    },
    get patient() {
      return patient;
    },
    get form() {
      return form;
    },
    get response() {
      return response;
    },
    get section() {
      return section;
    },
    get sections() {
      return sections;
    },
    get place() {
      return place;
    },
    get answers() {
      return answers;
    },
    get standing() {
      return standing;
    },
    get percent() {
      return standing ? progressOf(standing) : 0;
    },
    get kept() {
      return kept;
    },
    get language() {
      return language;
    },
    get isDone() {
      return isDone;
    },
    get isTried() {
      return isTried;
    },
    get trouble() {
      return trouble;
    },
    get busy() {
      return busy;
    },
    speak: (next) => (spoken = next),
    answer: (item, values) => put([{ item, values }]),
    keep: () => {
      if (!section || !earlier) return;
      put(keepAnswers(section, earlier, answers));
      looked = [...looked, keyOf(form, section.linkId)];
      go({ ...place, section: place.section + 1 });
    },
    change: () => {
      if (!section || !earlier) return;
      put(keepAnswers(section, earlier, answers));
      looked = [...looked, keyOf(form, section.linkId)];
    },
    next: () => {
      if (section && standing && refusedIn(section, standing).length > 0) isTried = true;
      else go({ ...place, section: place.section + 1 });
    },
    back: () => go({ ...place, section: Math.max(0, place.section - 1) }),
    submit: (signing) => {
      const [of, asked, said] = [filling(), form, answers];
      return finish(async () =>
        asked
          ? await submitForm(station, of, { form: asked, answers: said, signing })
          : { ok: false, error: { code: 'forms/no-such-form' } }
      );
    },
    decline: (why) => {
      const [of, asked] = [filling(), form];
      return finish(async () =>
        asked ? await declineForm(station, of, asked, why) : { ok: false, error: { code: 'forms/no-such-form' } }
      );
    },
    settled: () => writing
  };
}
