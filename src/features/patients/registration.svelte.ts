import type { PatientId } from '#domain/ids.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { sameValue } from '#domain/same-value.ts';
import { draftKeeper, withoutCards, type DraftKeeper } from '#station/draft-keeper.ts';
import { StorageFault, type Station } from '#station/station.ts';
import type { Caret } from '#ui/caret.ts';
import { nameText } from '#ui/format.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { err } from '#domain/result.ts';
import {
  EMPTY,
  isDemographicsText,
  readAll,
  wrongAddressOf,
  type DemographicsText,
  type FormField
} from './demographics-text.ts';
import { wordsFor } from './refusals.ts';
import { registerPatient } from './register-patient.ts';
import { tellPatients } from './told.ts';

const KEY = 'register-patient/';

/** A registration as it is kept while it is filled in [REG-7]. */
export interface RegistrationDraft {
  readonly text: DemographicsText;
  readonly caret: Caret | null;
}

/** A registration being filled in. */
export interface RegistrationInHand {
  readonly text: DemographicsText;
  /** Where the caret was when the draft was kept; for putting it back once. */
  readonly caret: Caret | null;
  /** False until the draft, if there is one, has been read. */
  readonly ready: boolean;
  /** Shown from the first try on, then kept up with what is typed. */
  readonly errors: Partial<Record<FormField, string>>;
  /** Which of several addresses is not right. */
  readonly wrongAddress: number | null;
  /** Why the last try failed as a whole: a full disk. */
  readonly trouble: string | null;
  readonly busy: boolean;
  change(text: DemographicsText, caret: Caret | null): void;
  /** The caret went elsewhere: kept too, once something is typed. */
  moved(caret: Caret): void;
  /** What was registered; null when something is not right yet, or the save failed. */
  register(): Promise<Demographics | null>;
  /** Thrown away, draft and all. */
  discard(): Promise<void>;
}

/** Begins a registration with what a card says, kept as a draft, so that the form opens with it [WED-1]. */
export async function beginWith(
  station: Station,
  patient: PatientId,
  path: string,
  text: DemographicsText
): Promise<void> {
  const content: RegistrationDraft = { text, caret: null };
  await station.keepDraft({ key: KEY + patient, title: titleOf(text), path, content });
}

/** @param path where the draft is taken up again @param begun what is typed already elsewhere: a name searched for in vain */
export function createRegistration(
  station: Station,
  toasts: Toasts,
  patient: PatientId,
  path: string,
  begun: Partial<DemographicsText> = {}
): RegistrationInHand {
  let text = $state.raw<DemographicsText>({ ...EMPTY, ...begun });
  let caret = $state.raw<Caret | null>(null);
  let ready = $state(false);
  let tried = $state(false);
  let trouble = $state.raw<string | null>(null);
  let busy = $state(false);
  let isBegun = false;
  let last: Caret | null = null;
  const keeper: DraftKeeper = draftKeeper(station, KEY + patient);

  const read = $derived(readAll(text, station.today()));
  const errors = $derived.by(() => {
    if (!tried || read.ok) return {};
    const words = Object.entries(read.error).map(([field, refusal]) => [field, wordsFor(refusal)]);
    return Object.fromEntries(words) as Partial<Record<FormField, string>>; // the same fields, said in words
  });

  void station.rows.draft(KEY + patient).then((draft) => {
    const kept = draftFrom(draft?.content);
    if (kept) {
      ({ text, caret } = kept);
      [isBegun, last] = [true, caret];
    }
    ready = true;
  });
  function keep(at: Caret | null): void {
    [isBegun, last] = [true, at];
    keeper.save({ title: titleOf(text), path, content: { text, caret: at } satisfies RegistrationDraft });
  }

  return {
    get text() {
      return text;
    },
    get caret() {
      return caret;
    },
    get ready() {
      return ready;
    },
    get errors() {
      return errors;
    },
    get wrongAddress() {
      const refusal = read.ok ? undefined : read.error.otherAddresses;
      return refusal ? wrongAddressOf(err(refusal)) : null;
    },
    get trouble() {
      return trouble;
    },
    get busy() {
      return busy;
    },
    change(next, at) {
      text = next;
      trouble = null;
      keep(at);
    },
    moved(at) {
      if (isBegun && !sameValue(at, last)) keep(at);
    },
    async register() {
      tried = true;
      // What cannot be kept is hidden on screen too, but for what tells which card it was.
      const card = read.ok ? undefined : Object.values(read.error).find(({ code }) => code === 'patient/card-number');
      if (card) {
        text = withoutCards(text);
        trouble = wordsFor(card);
        return null;
      }
      if (!read.ok || busy) return null;
      const demographics = read.value;
      busy = true;
      try {
        const result = await registerPatient(station, { patient, demographics });
        if (!result.ok) {
          trouble = wordsFor(result.error);
          return null;
        }
        await keeper.drop();
        const { name } = demographics;
        const who = nameText({ family: name.family, given: name.given.join(' ') });
        await tellPatients(station, toasts, Promise.resolve(result), `${who} is registered.`);
        return demographics;
      } catch (error) {
        if (!(error instanceof StorageFault)) throw error;
        trouble = error.message;
        return null;
      } finally {
        busy = false;
      }
    },
    discard: () => keeper.drop()
  };
}

/** `New patient “Okaf…”`: enough to know it by, short enough for the tray. */
function titleOf({ name }: DemographicsText): string {
  const who = [name.family.trim(), name.given.trim()].filter(Boolean).join(', ');
  return who === '' ? 'New patient' : `New patient “${who.length > 24 ? `${who.slice(0, 23)}…` : who}”`;
}

/** What a draft of this version holds; null for any other. */
export function draftFrom(content: unknown): RegistrationDraft | null {
  if (typeof content !== 'object' || content === null || !('text' in content)) return null;
  return isDemographicsText(content.text) ? (content as RegistrationDraft) : null; // the caret is asked where it is put
}
