// 催付: who has ordered and not paid yet; one tap reminds them in the room, each order once.

import { ask, attempt, fill, may, read, refill, room, say, tell, words } from "./desk.js";
import { span, yuan } from "./reckoning.js";

const PUT_OFF_MS = 800;
const OFTEN_MS = 20_000;

export class Unpaid {
  #box = document.getElementById("unpaid");
  #list = document.getElementById("unpaid-list");
  #all = document.getElementById("remind-all");
  #orders = [];
  /** By how many ms the house's clock is ahead of this computer's. */
  #ahead = 0;
  #waiting;

  constructor() {
    if (!this.#box) return;
    this.#all?.addEventListener("click", () => this.#remind());
    setInterval(() => !document.hidden && this.load(), OFTEN_MS);
    setInterval(() => !document.hidden && this.#tick(), 1000);
  }

  /** Orders that were placed, paid or closed: asked for soon, not for each of a crowd. */
  changed() {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.load();
    }, PUT_OFF_MS);
  }

  async load() {
    if (!this.#box) return;
    const told = await read(`/console/rooms/${room}/unpaid`).catch(() => null);
    if (told) {
      this.#orders = told.orders;
      this.#ahead = told.now - Date.now();
    }
    this.#show();
  }

  #show() {
    const sum = this.#orders.reduce((all, one) => all + one.total, 0);
    const due = this.#orders.filter((one) => one.state === "due").length;
    this.#box.hidden = !this.#orders.length;
    refill(this.#box, { sum: say(words.unpaidSum, { count: this.#orders.length, sum: yuan(sum) }) });
    if (this.#all) {
      this.#all.disabled = !due;
      refill(this.#all, { words: due ? say(words.remindAll, { count: due }) : words.remindNobody });
    }
    const rows = new Map([...this.#list.children].map((row) => [row.dataset.order, row]));
    const wanted = this.#orders.map((one) => this.#row(rows.get(one.order), one));
    for (const [order, row] of rows) if (!this.#orders.some((one) => one.order === order)) row.remove();
    wanted.forEach((row, at) => this.#list.children[at] !== row && this.#list.insertBefore(row, this.#list.children[at] ?? null));
    this.#tick();
  }

  #row(known, { order, number, total, state }) {
    const row = known ?? fill("unpaid-row", {});
    row.dataset.order = order;
    refill(row, { number: `…${number.slice(-6)}`, total: `¥${yuan(total)}`, state: words.unpaidStates[state], remind: words.remind });
    const button = row.querySelector("[data-f=remind]");
    button.hidden = state !== "due" || !may("orders-run");
    if (!known) button.addEventListener("click", () => this.#remind(order));
    return row;
  }

  #tick() {
    this.#orders.forEach(({ until }, at) => {
      if (!until || !this.#list.children[at]) return;
      refill(this.#list.children[at], { left: span((Date.parse(until) - Date.now() - this.#ahead) / 1000) });
    });
  }

  async #remind(order = "") {
    let told;
    const went = await attempt(async () => (told = await ask("POST", `/rooms/${room}/reminders`, { order })));
    if (went) tell(told.reminded ? say(words.reminded, { count: told.reminded }) : words.remindNobody);
    await this.load();
  }
}
