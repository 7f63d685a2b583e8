// The keyboard's way through the control room. A field that is typed into keeps its keys.

const TYPED = "input, textarea, select, [contenteditable]";

/** `does` by key, in lower case; digits go to `digit(number)`. A key that is held down does its thing once. */
export function listen(does, digit) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest(TYPED) || document.querySelector("dialog:popover-open, .menu:popover-open")) return;
    const key = event.key.toLowerCase();
    const deed = /^\d$/.test(key) ? () => digit(Number(key)) : does[key];
    if (!deed) return;
    if (!event.repeat) deed();
    event.preventDefault();
  });
}
