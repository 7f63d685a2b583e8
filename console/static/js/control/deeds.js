// Who did what in this show, in the house's words: from the journal, and as it happens.

import { fill, read, room, words } from "./desk.js";
import { clock } from "./reckoning.js";

const PUT_OFF_MS = 1000;

export class Deeds {
  #list = document.getElementById("deeds");
  #more = document.getElementById("deeds-more");
  #about = "";
  #waiting;

  constructor() {
    this.#more.addEventListener("toggle", () => this.#more.open && this.load());
    const chips = [...this.#more.querySelectorAll("[data-about]")];
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        for (const one of chips) one.setAttribute("aria-pressed", String(one === chip));
        this.#about = chip.dataset.about;
        this.load();
      });
    }
  }

  changed() {
    if (!this.#more.open) return;
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.load();
    }, PUT_OFF_MS);
  }

  async load() {
    const about = this.#about;
    const told = await read(`/console/rooms/${room}/audit?about=${about}`).catch(() => null);
    if (!told || about !== this.#about) return;
    this.#list.replaceChildren(...told.map(({ at, by, what }) => fill("deed-row", { at: clock(at), by: by || words.house, what })));
    document.getElementById("no-deeds").hidden = told.length > 0;
  }
}
