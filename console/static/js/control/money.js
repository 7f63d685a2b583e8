// What the show brings: figures that the orders' own rows add up to, and the orders as they come.

import { ask, fill, may, news, read, refill, room, words } from "./desk.js";
import { clock, share, yuan } from "./reckoning.js";

const PUT_OFF_MS = 800;
const OFTEN_MS = 15_000;
const ORDERS = 30;
const LIGHTS = { paid: "green", unpaid: "amber", closed: "off" };

export class Money {
  #list = document.getElementById("ticker");
  #orders = new Map();
  #waiting;
  #unseen = 0;

  /** `earned(products)` hears what each product has sold. */
  constructor(earned) {
    this.earned = earned;
    setInterval(() => !document.hidden && this.load(), OFTEN_MS);
  }

  async load() {
    if (!may("figures-see")) return;
    const told = await ask("GET", `/rooms/${room}/figures`).catch(() => null); // the next order asks again
    if (!told) return;
    const { gmv, paid, unpaid, average, conversion, products } = told;
    const figures = { gmv: `¥${yuan(gmv)}`, paid, unpaid, aov: `¥${yuan(average)}`, conversion: share(conversion) };
    for (const [name, value] of Object.entries(figures)) {
      for (const place of document.querySelectorAll(`[data-figure=${name}]`)) {
        if (place.textContent !== String(value)) place.textContent = value;
      }
    }
    this.earned(products);
  }

  /** The orders of this show so far; what was heard meanwhile is newer. */
  async catchUp() {
    this.load();
    if (!this.#list) return;
    const told = await read(`/console/rooms/${room}/orders`).catch(() => []);
    for (const one of told) if (one.state !== "unpaid" || !this.#orders.has(one.order)) this.#put(one);
  }

  seen() {
    news("money", (this.#unseen = 0));
  }

  placed(fact) {
    if (fact.room === room) this.#heard({ ...fact, at: Date.now(), state: "unpaid" });
  }

  paid(fact) {
    if (fact.room !== room) return;
    this.#heard({ ...fact, at: Date.now(), state: "paid" });
    news("money", ++this.#unseen);
  }

  closed(fact) {
    const known = this.#orders.get(fact.order);
    if (known && known.state !== "paid") this.#heard({ ...known, state: "closed" });
  }

  #heard(order) {
    this.#put(order);
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.load();
    }, PUT_OFF_MS);
  }

  #put(order) {
    if (!this.#list) return;
    const known = this.#orders.get(order.order);
    const now = { ...known, ...order, at: known?.at ?? order.at };
    now.row ??= fill("order-row", {});
    if (!known) this.#place(now);
    this.#orders.set(order.order, now);
    now.row.querySelector(".light").className = `light ${LIGHTS[now.state]}`;
    refill(now.row, { light: words[now.state], number: `…${now.number.slice(-6)}`, total: `¥${yuan(now.total)}`, at: clock(now.at) });
    if (this.#list.children.length > ORDERS) this.#list.lastElementChild.remove();
    document.getElementById("no-orders").hidden = true;
  }

  /** The latest first, as ids count. */
  #place({ order, row }) {
    row.dataset.order = order;
    const before = [...this.#list.children].find((other) => other.dataset.order < order);
    this.#list.insertBefore(row, before ?? null);
  }
}
