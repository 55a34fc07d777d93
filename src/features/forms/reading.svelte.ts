import { untrack } from 'svelte';
import type { FormLanguage } from '#domain/forms/form.ts';

/** A device's own voice: never one over the network, which would hear what is asked. */
export interface Voice {
  has(language: FormLanguage): boolean;
  speak(text: string, language: FormLanguage): void;
  hush(): void;
}

/** A page as it is read aloud: what is asked, never what was answered [FORM-23]. */
export interface ReadPage {
  readonly key: string;
  readonly text: string;
  readonly language: FormLanguage;
}

/** Reads each page as it comes, while somebody wants it. */
export interface Reading {
  /** This device has a voice in the language of the page. */
  readonly isOffered: boolean;
  readonly isOn: boolean;
  toggle(): void;
  /** Falls silent and reads no more. */
  stop(): void;
}

/** Must be called by the component whose pages are read; falls silent with it. */
export function createReading(voice: Voice | undefined, page: () => ReadPage | null): Reading {
  let isOn = $state(false);
  const now = $derived(page());
  const isOffered = $derived(now !== null && (voice?.has(now.language) ?? false));
  const key = $derived(isOn && isOffered ? `${now?.key} ${now?.language}` : null);

  $effect(() => {
    if (key === null) return;
    // An answer changes the page under the key; what was read is not read again.
    const read = untrack(() => now);
    voice?.hush();
    if (read) voice?.speak(read.text, read.language);
  });
  $effect(() => () => voice?.hush());

  function stop(): void {
    isOn = false;
    voice?.hush();
  }
  return {
    get isOffered() {
      return isOffered;
    },
    get isOn() {
      return isOn && isOffered;
    },
    toggle: () => (isOn ? stop() : void (isOn = true)),
    stop
  };
}
