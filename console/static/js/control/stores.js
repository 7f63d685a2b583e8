// 友店: another store's host is called to a contest, or calls; and is answered.

import { ask, attempt, fill, may, refill, room, say, tell } from "./desk.js";

const words = JSON.parse(document.getElementById("stage-words").textContent);
const by = (id) => document.getElementById(id);
const mayRun = may("stage-run");

export class Stores {
  #rows = new Map();
  #calls = [];
  #ahead = 0;

  constructor() {
    setInterval(() => this.#tick(), 500);
    if (!mayRun) return;
    by("call-store").addEventListener("click", () => by("call-a-store").showPopover());
    by("store-terms").addEventListener("submit", (event) => this.#call(event));
  }

  async load() {
    const { now, stores, calls } = await ask("GET", `/rooms/${room}/stores`);
    this.#ahead = Date.parse(now) - Date.now();
    const known = new Set(this.#calls.map(({ call }) => call));
    for (const { call, mine, store } of calls) if (!mine && !known.has(call)) tell(say(words.rings, { store }), undefined);
    this.#calls = calls;
    this.#tick();
    if (!mayRun) return;
    by("call-store").hidden = stores.length === 0;
    const chosen = by("store-called").value;
    by("store-called").replaceChildren(...stores.map(({ store, name }) => new Option(name, store, false, store === chosen)));
  }

  async #call(event) {
    event.preventDefault();
    const form = event.target;
    const { store, seconds, punishment } = Object.fromEntries(new FormData(form));
    const terms = { seconds: Number(seconds), punishment };
    if (await attempt(() => ask("POST", `/rooms/${room}/stores/${store}/calls`, terms), form.querySelector(".wrong"))) {
      by("call-a-store").hidePopover();
      await attempt(() => this.load());
    }
  }

  /** Those that still ring, each with the seconds that are left. */
  #tick() {
    const now = Date.now() + this.#ahead;
    const ringing = this.#calls.filter(({ until }) => Date.parse(until) > now);
    const there = new Set(ringing.map(({ call }) => call));
    for (const [call, row] of this.#rows) if (!there.has(call)) this.#rows.delete(call), row.remove();
    for (const call of ringing) this.#show(call, Math.ceil((Date.parse(call.until) - now) / 1000));
  }

  #show(call, left) {
    if (!this.#rows.has(call.call)) this.#rows.set(call.call, this.#row(call));
    const { mine, store, host, seconds, punishment } = call;
    const sentence = mine ? words.calling : punishment ? words.calledFor : words.called;
    refill(this.#rows.get(call.call), { name: store, state: say(sentence, { store, host, left, punishment, minutes: seconds / 60 }) });
  }

  #row({ call, mine }) {
    const row = fill("store-call-row", {});
    by("store-calls").append(row);
    const at = (does) => row.querySelector(`[data-does=${does}]`);
    at("accept").hidden = mine || !mayRun;
    at("end").hidden = !mayRun;
    at("end").textContent = mine ? words.cancel : words.decline;
    at("accept").addEventListener("click", () => this.#answer(row, "PUT", `/rooms/${room}/store-calls/${call}/acceptance`));
    at("end").addEventListener("click", () => this.#answer(row, "DELETE", `/store-calls/${call}`));
    return row;
  }

  async #answer(row, method, path) {
    for (const button of row.querySelectorAll("button")) button.disabled = true;
    await attempt(() => ask(method, path));
    for (const button of row.querySelectorAll("button")) button.disabled = false;
    await attempt(() => this.load());
  }
}
