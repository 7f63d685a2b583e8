// A button that does what it says only when it is held: danger is no slip of a thumb.

const HOLD_MS = 1000;

/** `done()` after a second of holding by finger, mouse, Enter or space; `early()` when it was let go before. */
export function hold(button, done, early) {
  let timer;
  const begin = () => {
    if (timer || button.disabled) return;
    button.classList.add("holding");
    timer = setTimeout(() => {
      stop();
      done();
    }, HOLD_MS);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    button.classList.remove("holding");
  };
  const release = () => {
    if (timer) early();
    stop();
  };
  button.title = button.dataset.hold;
  button.addEventListener("pointerdown", (event) => event.button === 0 && begin());
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) button.addEventListener(name, release);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    begin();
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}
