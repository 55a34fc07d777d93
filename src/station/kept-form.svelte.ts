import { sameValue } from '#domain/same-value.ts';
import { draftKeeper } from './draft-keeper.ts';
import type { Station } from './station.ts';

/** What is typed in one form, kept from its first keystroke [REG-7]. */
export interface KeptForm<Text, Seen> {
  readonly text: Text;
  /** What stood there when the form was begun, though a phone has rung since: what is saved is held against it [REG-5]. */
  readonly seen: Seen;
  /** False until the draft, if there is one, has been read. */
  readonly ready: boolean;
  /** Saved or thrown away: what stands there now may be what was written here. */
  readonly isOver: boolean;
  /** Where the caret was when the draft was kept; for putting it back once. */
  readonly caret: unknown;
  change(text: Text, caret?: unknown): void;
  /** The caret went elsewhere in a form that is begun. */
  moved(caret: unknown): void;
  /** The person has looked at what another desk wrote meanwhile, and goes on from there. */
  look(seen: Seen, text: Text): void;
  /** Saved or thrown away: the draft goes. */
  drop(): Promise<void>;
}

export interface KeptFormParts<Text, Seen> {
  readonly key: string;
  /** What the tray calls it. */
  readonly title: string;
  /** Where it is taken up again. */
  readonly path: string;
  readonly empty: Text;
  /** What stands there now, if the form changes something. */
  readonly seen: Seen;
  /** Whether something kept is a form of this version. */
  readonly isText: (kept: unknown) => kept is Text;
}

/** A form that survives another screen, a reload and a crash. */
export function keptForm<Text, Seen>(
  station: Station,
  { key, title, path, empty, seen: standing, isText }: KeptFormParts<Text, Seen>
): KeptForm<Text, Seen> {
  let text = $state.raw(empty);
  let seen = $state.raw(standing);
  let caret = $state.raw<unknown>(null);
  let ready = $state(false);
  let isOver = $state(false);
  let begun = false;
  let last: unknown = null;
  const keeper = draftKeeper(station, key);

  void station.rows.draft(key).then((draft) => {
    const content = draft?.content;
    if (typeof content === 'object' && content !== null && 'text' in content && isText(content.text)) {
      text = content.text;
      caret = 'caret' in content ? content.caret : null;
      if ('seen' in content) seen = content.seen as Seen; // this form kept it beside its text
      [begun, last] = [true, caret];
    }
    ready = true;
  });

  function keep(at: unknown): void {
    begun = true;
    last = at;
    keeper.save({ title, path, content: { text, caret: at, seen } });
  }

  return {
    get text() {
      return text;
    },
    get seen() {
      return seen;
    },
    get ready() {
      return ready;
    },
    get isOver() {
      return isOver;
    },
    get caret() {
      return caret;
    },
    change(next, at = null) {
      text = next;
      keep(at);
    },
    moved(at) {
      if (begun && !sameValue(at, last)) keep(at);
    },
    look(now, next) {
      [seen, text] = [now, next];
      keep(last);
    },
    drop() {
      isOver = true;
      return keeper.drop();
    }
  };
}
