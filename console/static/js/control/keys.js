// The keyboard's way through the control room. A field that is typed into keeps its keys.

const TYPED = "input, textarea, select, [contenteditable]";

/** `does` by key, in lower case; digits go to `digit(number)`. */
export function listen(does, digit) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest(TYPED) || document.querySelector("dialog:popover-open, .menu:popover-open")) return;
    const key = event.key.toLowerCase();
    if (/^\d$/.test(key)) digit(Number(key));
    else if (does[key]) does[key]();
    else return;
    event.preventDefault();
  });
}
