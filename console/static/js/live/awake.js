// While somebody is on air the screen stays on, and who leaves the page is asked first.

export class Awake {
  #lock = null;
  #on = false;

  constructor() {
    document.addEventListener("visibilitychange", () => !document.hidden && this.#on && this.#hold());
    addEventListener("beforeunload", (event) => this.#on && event.preventDefault());
  }

  set(on) {
    this.#on = on;
    if (on) this.#hold();
    else this.#lock?.release().catch(() => {}); // it is gone already
  }

  async #hold() {
    this.#lock = await navigator.wakeLock?.request("screen").catch(() => null); // a low battery refuses it
  }
}
