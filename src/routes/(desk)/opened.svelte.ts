/** Whether something is shown instead of the page it belongs to. */
export function opened() {
  let is = $state(false);
  return {
    get is() {
      return is;
    },
    open: () => (is = true),
    close: () => (is = false)
  };
}
