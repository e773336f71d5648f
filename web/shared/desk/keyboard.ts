/**
 * Whether a key press belongs to a text field, or to a dialog that lies over the page.
 *
 * @param pressed - types of inputs that are pressed and not written in.
 */
export function isForWriting(event: KeyboardEvent, pressed: readonly string[]): boolean {
  return event
    .composedPath()
    .some(
      (target) =>
        target instanceof HTMLTextAreaElement ||
        target instanceof HTMLDialogElement ||
        target instanceof HTMLSelectElement ||
        (target instanceof HTMLInputElement && !pressed.includes(target.type)) ||
        (target instanceof HTMLElement && target.isContentEditable),
    );
}
