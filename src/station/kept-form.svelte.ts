import { draftKeeper } from './draft-keeper.ts';
import type { Station } from './station.ts';

/** What is typed in one form, kept from its first keystroke [REG-7]. */
export interface KeptForm<Text> {
  readonly text: Text;
  /** False until the draft, if there is one, has been read. */
  readonly ready: boolean;
  /** Where the caret was when the draft was kept; for putting it back once. */
  readonly caret: unknown;
  change(text: Text, caret?: unknown): void;
  /** Saved or thrown away: the draft goes. */
  drop(): Promise<void>;
}

export interface KeptFormParts<Text> {
  readonly key: string;
  /** What the tray calls it. */
  readonly title: string;
  /** Where it is taken up again. */
  readonly path: string;
  readonly empty: Text;
  /** Whether something kept is a form of this version. */
  readonly isText: (kept: unknown) => kept is Text;
}

/** A form that survives another screen, a reload and a crash. */
export function keptForm<Text>(
  station: Station,
  { key, title, path, empty, isText }: KeptFormParts<Text>
): KeptForm<Text> {
  let text = $state.raw(empty);
  let caret = $state.raw<unknown>(null);
  let ready = $state(false);
  const keeper = draftKeeper(station, key);

  void station.rows.draft(key).then((draft) => {
    const content = draft?.content;
    if (typeof content === 'object' && content !== null && 'text' in content && isText(content.text)) {
      text = content.text;
      caret = 'caret' in content ? content.caret : null;
    }
    ready = true;
  });

  return {
    get text() {
      return text;
    },
    get ready() {
      return ready;
    },
    get caret() {
      return caret;
    },
    change(next, at = null) {
      text = next;
      keeper.save({ title, path, content: { text: next, caret: at } });
    },
    drop: () => keeper.drop()
  };
}
