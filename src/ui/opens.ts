/**
 * Opens a `<details>` when there is something in it, and never closes it: whoever clears a field to type it anew is still in there. For
 * `{@attach}`. @param hasSome read reactively; it is asked again when that changes
 */
export function opens(hasSome: () => boolean): (element: HTMLDetailsElement) => void {
  return (element) => {
    if (hasSome()) element.open = true;
  };
}
