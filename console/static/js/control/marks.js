// 打点: what is seen now is worth keeping. Each mark becomes a clip; one that was a slip is taken back.

import { ask, attempt, fill, may, room, say, tell, words } from "./desk.js";
import { second } from "./reckoning.js";

export class Marks {
  #more = document.getElementById("marks-more");
  #list = document.getElementById("marks");
  #moment;

  /** `moment()` is that of the picture that is seen now, unix ms; 0 when nothing is. */
  constructor(moment) {
    this.#moment = moment;
    document.getElementById("mark")?.addEventListener("click", () => this.put());
  }

  /** The M key and its button. */
  async put() {
    if (!may("shelf-pin")) return;
    const seen = this.#moment();
    let clip = "";
    const done = await attempt(async () => ({ clip } = await ask("POST", `/rooms/${room}/marks${seen ? `?at=${seen}` : ""}`)));
    if (!done) return;
    tell(say(words.marked, { time: second(seen || Date.now()) }), () => this.#takeBack(clip));
    await this.load();
  }

  async load() {
    const told = await ask("GET", `/rooms/${room}/marks`).catch(() => null);
    if (!told) return;
    this.#more.hidden = !told.items.length;
    this.#more.querySelector("[data-f=count]").textContent = told.items.length;
    this.#list.replaceChildren(...told.items.map((one) => this.#row(one)));
  }

  #row({ clip, at, state }) {
    const made = fill("mark-row", { at: second(at), state: words.markStates[state] });
    const button = made.querySelector("button");
    button?.setAttribute("aria-label", say(words.unmark, { time: second(at) }));
    button?.addEventListener("click", () => attempt(() => this.#takeBack(clip)));
    return made;
  }

  async #takeBack(clip) {
    await ask("DELETE", `/rooms/${room}/marks/${clip}`);
    await this.load();
  }
}
