// The room's goods: their numbers, what is explained now, order, prices, wishes, and what each has sold.

import { ask, attempt, fill, may, read, refill, room, say, tell, words } from "./desk.js";
import { open, prepare } from "./menu.js";
import { moved, yuan } from "./reckoning.js";
import { following } from "./sheet.js";

const PUT_OFF_MS = 400;

export class Goods {
  /** As `GET /rooms/ROOM/shelf/whole` tells them, in their order. */
  goods = [];
  /** What is explained now, and since when by the house's clock. */
  explaining = null;
  /** Products that this show has explained, in that order. */
  told = [];
  /** By how many ms the house's clock is ahead of this computer's. */
  ahead = 0;
  #list = document.getElementById("shelf");
  #menu = document.getElementById("good-menu");
  #sold = new Map();
  #chosen = "";
  #dragged;
  #waiting;
  #changes = 0;

  /** `sale(product)`, `price(one)` and `stock(one)` open their forms. */
  constructor({ sale, price, stock }) {
    this.does = {
      sale: (one) => sale(one.good.product),
      price,
      stock,
      up: (one) => this.#move(one, -1),
      down: (one) => this.#move(one, 1),
      hide: (one) => this.#hide(one, true),
      show: (one) => this.#hide(one, false),
      "take-off": (one) => this.#takeOff(one),
      pop: (one) => this.#pop(one),
    };
    if (this.#menu) prepare(this.#menu, (does) => this.#do(does));
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("keydown", (event) => this.#keyed(event));
    if (may("shelf-run")) this.#letDrag();
    document.getElementById("next-good")?.addEventListener("click", () => this.next());
  }

  get explained() {
    return this.explaining?.product ?? "";
  }

  /** An answer that was overtaken by a change says what was; the shelf is read anew. */
  async load() {
    const before = this.#changes;
    await attempt(async () => {
      const whole = await read(`/console/rooms/${room}/shelf`);
      if (before === this.#changes) this.#take(whole);
      else this.changed();
    });
  }

  /** The shelf changed somewhere: it is read anew, once for a flurry of changes. */
  changed() {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.load();
    }, PUT_OFF_MS);
  }

  /** ProductPinned, or ProductUnpinned without a product. */
  pinned(product) {
    this.#changes++;
    if (product && product !== this.explained) this.told.push(product);
    if (product !== this.explained) this.explaining = product ? { product, since: new Date(this.now).toISOString() } : null;
    this.#draw();
  }

  counted(fact) {
    this.#change(fact.product, (one) => Object.assign(one.good, { available: fact.available, sold: fact.sold }));
  }

  wished(fact) {
    this.#change(fact.product, (one) => (one.wishes = fact.count));
  }

  /** What the show has sold, by product. */
  earned(products) {
    this.#sold = new Map(products.map((one) => [one.product, one]));
    this.#draw();
  }

  /** By the house's clock, in ms. */
  get now() {
    return Date.now() + this.ahead;
  }

  of(product) {
    return this.goods.find((one) => one.good.product === product);
  }

  /** Digit keys: the product of that number is explained, or no longer. */
  toggle(number) {
    const one = this.goods.find(({ good }) => good.number === number);
    if (number === 0 || (one && one.good.product === this.explained)) return this.#unpin();
    if (one) return this.#pin(one);
  }

  next() {
    const [one] = following(this);
    if (one) this.#pin(one);
  }

  /** Minutes by product. */
  plan(minutes) {
    return this.#alter("PUT", "/run-sheet", { minutes }, "");
  }

  put(product, prices) {
    return this.#alter("PUT", `/${product}`, prices ? { prices } : {});
  }

  /** The shelf as it stands after a change of ours. */
  async #alter(method, path, body, under = "/shelf") {
    const whole = await ask(method, `/rooms/${room}${under}${path}`, body);
    this.#changes++;
    this.#take(whole);
  }

  /** What the menu was opened for may have been read anew since: it is looked up when something is chosen. */
  #do(does) {
    const one = this.of(this.#chosen);
    if (one) this.does[does](one);
  }

  #take(whole) {
    this.goods = whole.goods;
    this.explaining = whole.explaining;
    this.told = whole.told ?? this.told;
    this.ahead = new Date(whole.now).getTime() - Date.now();
    this.#draw();
  }

  #pin(one) {
    if (!may("shelf-pin")) return undefined;
    return attempt(async () => {
      await ask("PUT", `/rooms/${room}/pin`, { product: one.good.product });
      this.pinned(one.good.product);
    });
  }

  #unpin() {
    if (!may("shelf-pin") || !this.explained) return undefined;
    return attempt(async () => {
      await ask("DELETE", `/rooms/${room}/pin`);
      this.pinned("");
    });
  }

  async #pop({ good: { product, title } }) {
    const done = await attempt(() => ask("POST", `/rooms/${room}/pops`, { product }));
    if (done) tell(say(words.popped, { title }));
  }

  #move(one, by) {
    const from = this.goods.indexOf(one);
    return this.#arrange(from, from + by);
  }

  async #arrange(from, to) {
    if (to < 0 || to >= this.goods.length || from === to) return;
    const one = this.goods[from];
    const products = moved(this.goods, from, to).map(({ good }) => good.product);
    const done = await attempt(() => this.#alter("PUT", "/order", { products }));
    if (done) tell(say(words.moved, { title: one.good.title, number: to + 1 }));
    this.#row(one.good.product)?.focus();
  }

  #hide(one, hidden) {
    return attempt(() => this.#alter(hidden ? "PUT" : "DELETE", `/${one.good.product}/hiding`));
  }

  async #takeOff(one) {
    const { product, title } = one.good;
    const done = await attempt(() => this.#alter("DELETE", `/${product}`));
    const back = { number: one.good.number, hidden: one.hidden, minutes: one.minutes };
    if (done) tell(say(words.tookOff, { title }), () => this.#alter("PUT", `/${product}`, { prices: one.prices, back }));
  }

  #clicked(event) {
    const row = event.target.closest(".good");
    const one = row && this.of(row.dataset.product);
    if (!one) return;
    if (event.target.closest(".pin")) this.toggle(one.good.number);
    const button = event.target.closest("[data-menu]");
    if (button) this.#openMenu(one, button);
  }

  #openMenu(one, button) {
    this.#chosen = one.good.product;
    const hidden = { hide: one.hidden, show: !one.hidden, up: one === this.goods[0], down: one === this.goods.at(-1) };
    for (const item of this.#menu.querySelectorAll("[data-does]")) item.hidden = Boolean(hidden[item.dataset.does]);
    open(this.#menu, button);
  }

  #keyed(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.target.closest(".good");
    if (!step || !row) return;
    event.preventDefault();
    if (event.altKey && may("shelf-run")) this.#move(this.of(row.dataset.product), step);
    else (step < 0 ? row.previousElementSibling : row.nextElementSibling)?.querySelector(".pin").focus();
  }

  #letDrag() {
    this.#list.addEventListener("dragstart", (event) => {
      this.#dragged = event.target.closest(".good")?.dataset.product;
      event.dataTransfer.effectAllowed = "move";
    });
    this.#list.addEventListener("dragover", (event) => {
      if (this.#dragged && event.target.closest(".good")) event.preventDefault();
    });
    this.#list.addEventListener("drop", (event) => {
      const onto = event.target.closest(".good")?.dataset.product;
      const place = (product) => this.goods.findIndex(({ good }) => good.product === product);
      if (onto && this.#dragged) this.#arrange(place(this.#dragged), place(onto));
      this.#dragged = undefined;
    });
  }

  #change(product, change) {
    const one = this.of(product);
    if (!one) return;
    change(one);
    this.#write(this.#row(product), one);
  }

  #row(product) {
    return this.#list.querySelector(`[data-product="${CSS.escape(product)}"]`);
  }

  /** Rows are kept and moved, never made anew: what is focused stays so, and nothing jumps under the finger. */
  #draw() {
    const rows = this.goods.map((one) => this.#row(one.good.product) ?? this.#made(one));
    rows.forEach((row, at) => this.#list.children[at] !== row && this.#list.insertBefore(row, this.#list.children[at]));
    while (this.#list.children.length > rows.length) this.#list.lastElementChild.remove();
    rows.forEach((row, at) => this.#write(row, this.goods[at]));
    this.#list.setAttribute("aria-busy", "false");
    document.getElementById("no-goods").hidden = rows.length > 0;
    document.getElementById("goods-count").textContent = rows.length ? say(words.goods, { count: rows.length }) : "";
  }

  #made(one) {
    const row = fill("good-row", {});
    row.dataset.product = one.good.product;
    row.draggable = may("shelf-run");
    row.querySelector("[data-menu]")?.setAttribute("aria-label", say(words.more, { title: one.good.title }));
    return row;
  }

  #write(row, { good, hidden, on_sale: onSale, wishes, minutes }) {
    const now = good.product === this.explained;
    const earned = this.#sold.get(good.product);
    const state = onSale ? (hidden ? words.hidden : "") : words.unshelved;
    row.classList.toggle("explained", now);
    row.classList.toggle("away", Boolean(state));
    row.querySelector(".pin").setAttribute("aria-pressed", String(now));
    refill(row, {
      number: good.number,
      pin: now ? words.pinned : words.pin,
      whole: good.title,
      picture: good.picture,
      title: good.title,
      price: `¥${yuan(good.price)}`,
      plain: good.plain_price > good.price ? `¥${yuan(good.plain_price)}` : "",
      left: state || (good.available > 0 ? say(words.left, { count: good.available }) : words.gone),
      plan: minutes ? say(words.planned, { minutes }) : "",
      told: minutes && !now && this.told.includes(good.product) ? words.told : "",
      wishes: wishes ? say(words.wishes, { count: wishes }) : "",
      sold: earned?.pieces ? `${say(words.sold, { count: earned.pieces })} · ¥${yuan(earned.amount)}` : "",
    });
    row.querySelector("[data-f=left]").classList.toggle("short", !state && good.available <= 0);
  }
}

/** The search by which goods are added. */
export function adding(goods) {
  const dialog = document.getElementById("add-goods");
  if (!dialog) return;
  const field = document.getElementById("find-goods");
  const list = document.getElementById("found-goods");
  let asked = 0;
  let waiting;
  const look = async () => {
    const mine = ++asked;
    const found = await read(`/console/rooms/${room}/goods?find=${encodeURIComponent(field.value.trim())}`);
    if (mine !== asked) return; // a later letter's answer says more
    list.replaceChildren(...found.map((one) => row(one)));
    document.getElementById("none-found").hidden = found.length > 0;
  };
  const row = (one) => {
    const made = fill("found-row", { title: one.title, picture: one.picture, price: `¥${yuan(one.price)}` });
    refill(made, { left: say(words.left, { count: one.available }) });
    const button = made.querySelector("[data-f=add]");
    const there = () => {
      button.textContent = goods.of(one.product) ? words.onShelf : words.add;
      button.disabled = Boolean(goods.of(one.product));
    };
    there();
    button.addEventListener("click", async () => {
      if (await attempt(() => goods.put(one.product))) there();
      field.focus();
    });
    return made;
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => attempt(look), 200);
  });
  dialog.addEventListener("toggle", (event) => event.newState === "open" && attempt(look));
}
