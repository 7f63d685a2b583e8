// Who did what in this show: from the journal, and as it happens.

import { ask, fill, room, say, words } from "./desk.js";
import { clock, yuan } from "./reckoning.js";

const PUT_OFF_MS = 1000;

export class Deeds {
  #list = document.getElementById("deeds");
  #more = document.getElementById("deeds-more");
  #waiting;

  constructor() {
    this.#more.addEventListener("toggle", () => this.#more.open && this.load());
  }

  changed() {
    if (!this.#more.open) return;
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.load();
    }, PUT_OFF_MS);
  }

  async load() {
    const told = await ask("GET", `/rooms/${room}/deeds`).catch(() => null);
    if (!told) return;
    this.#list.replaceChildren(...told.items.map(({ at, by, fact }) => fill("deed-row", { at: clock(at), by: by || words.house, what: sentence(fact) })));
  }
}

function sentence(fact) {
  const values = { ...fact, ...fact.good, kind: words[fact.kind] ?? "", price: fact.price ? yuan(fact.price) : "" };
  return say(words.deeds[fact.type] ?? fact.type, values);
}
