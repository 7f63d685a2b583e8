// What goes on now: flash sales, bargains, group buys and rounds with their live counts, and how to end them.

import { ask, attempt, fill, may, read, refill, room, say, words } from "./desk.js";
import { span, yuan } from "./reckoning.js";

/** As facts name them. */
const KINDS = ["sale", "bargain", "group_buy", "round"];
const BEGINS = ["FlashSaleAnnounced", "BargainOpened", "GroupBuyAnnounced", "RoundOpened"];
const ENDS = ["FlashSaleEnded", "BargainEnded", "GroupBuyEnded", "RoundEnded"];
/** How long what is over stays to be read, below what goes on; a poll's result the host wants to talk about. */
const LINGER_SECONDS = { sale: 60, bargain: 60, group_buy: 60, round: 600 };

export class Running {
  #list = document.getElementById("running");
  #known = new Map();
  /** Server clock minus this device's, in ms. */
  #ahead = 0;

  constructor() {
    setInterval(() => this.#tick(), 500);
  }

  /** The server's clock, unix ms. */
  get now() {
    return Date.now() + this.#ahead;
  }

  set now(now) {
    this.#ahead = now - Date.now();
  }

  /** What is not over, as the house knows it; what it does not name any more is over. */
  async load() {
    const before = [...this.#known.keys()];
    const { now, facts } = await read(`/console/rooms/${room}/running`);
    this.now = now;
    const going = new Set(facts.map(named));
    this.#drop(before.filter((id) => !going.has(id)));
    for (const fact of facts) this.hear(fact);
    if (may("shelf-run") && this.haggles) for (const one of (await ask("GET", `/rooms/${room}/bargains/whole`)).items) this.brought(one);
  }

  /** A fact of one of `KINDS`, of the past or of now. */
  hear(fact) {
    const id = named(fact);
    const known = this.#known.get(id);
    if (BEGINS.includes(fact.type)) this.#begin(id, fact);
    else if (!known || (known.over && fact.type === "RoundCounted")) return; // of a round its end said the last numbers
    else if (fact.type === "FlashSaleOpened") known.fact = { ...known.fact, opens_at: new Date(this.now).toISOString() };
    else if (fact.type === "FlashSaleCounted" || fact.type === "FlashSaleRestocked") Object.assign(known, { left: fact.left, queued: fact.queued ?? 0 });
    else if (fact.type === "BargainCounted") known.left = fact.left;
    else if (fact.type === "GroupBuyCounted") Object.assign(known, { left: fact.left, full: fact.full ?? 0, waiting: fact.waiting ?? 0 });
    else if (fact.type === "RoundCounted") Object.assign(known, { entries: fact.entries, tallies: fact.tallies ?? [], left: fact.left ?? -1 });
    else if (ENDS.includes(fact.type)) this.#end(known, fact);
    this.#tick();
  }

  /** What a bargain has brought by now, as `GET /rooms/ROOM/bargains/whole` says. */
  brought({ bargain, begun, helped, bought }) {
    const known = this.#known.get(bargain.bargain);
    if (known) Object.assign(known, { left: bargain.left, brought: { begun, helped, bought } });
    this.#tick();
  }

  /** Whether a bargain goes on. */
  get haggles() {
    return [...this.#known.values()].some(({ fact, over }) => fact.bargain && !over);
  }

  get count() {
    return [...this.#known.values()].filter((one) => !one.over).length;
  }

  /** When a sale opens and ends, and how many are left; nothing when it is over. */
  of(id) {
    const known = this.#known.get(id);
    return known && { opens_at: known.fact.opens_at, ends_at: known.fact.ends_at, left: known.left };
  }

  /** What ended while nobody listened lingers for nobody. */
  #drop(gone) {
    for (const id of gone) {
      const known = this.#known.get(id);
      if (!known || known.over) continue;
      known.row.remove();
      this.#known.delete(id);
    }
    this.#tick();
  }

  #begin(id, fact) {
    const known = this.#known.get(id);
    if (known) {
      known.fact = fact; // opened before its time, it is announced anew
      return;
    }
    const row = fill("running-row", {});
    this.#list.prepend(row);
    this.#known.set(id, { id, fact, row, left: fact.quantity ?? -1, queued: 0, full: 0, waiting: 0, entries: 0, tallies: [] });
    row.querySelector("[data-f=now]").addEventListener("click", () => this.#act(id, "POST", fact.sale ? `/sales/${id}/opening` : `/rounds/${id}/closing`));
    row.querySelector("[data-f=end]").addEventListener("click", () => this.#stop(id, fact));
  }

  #end(known, fact) {
    this.#list.append(known.row);
    Object.assign(known, { over: fact, tallies: fact.tallies ?? known.tallies, entries: fact.entries ?? known.entries });
    setTimeout(() => {
      known.row.remove();
      this.#known.delete(known.id);
      this.#tick();
    }, LINGER_SECONDS[kindOf(fact)] * 1000);
  }

  /** What cannot be begun again is asked once. */
  #stop(id, fact) {
    const kind = fact.kind === "check-in" ? fact.kind : kindOf(fact);
    // What a check-in gave is given: it ends as by its time, and there is nothing to call off.
    const end = () => (kind === "check-in" ? this.#act(id, "POST", `/rounds/${id}/closing`) : this.#act(id, "DELETE", `/${kind.replace("_", "-")}s/${id}`));
    const dialog = document.getElementById("end-running");
    const sure = dialog.querySelector(".danger");
    [dialog.querySelector("h2").textContent, dialog.querySelector("p").textContent, sure.textContent] = words.ends[kind];
    sure.onclick = () => {
      dialog.hidePopover();
      end();
    };
    dialog.showPopover();
  }

  #act(id, method, path) {
    return attempt(() => ask(method, path));
  }

  #tick() {
    for (const one of this.#known.values()) this.#draw(one);
    document.getElementById("nothing-running").hidden = this.#known.size > 0;
  }

  #draw(one) {
    const kind = kindOf(one.fact);
    if (kind === "sale") this.#sale(one);
    else if (kind === "bargain") this.#bargain(one);
    else if (kind === "group_buy") this.#groupBuy(one);
    else if (one.fact.kind === "check-in") this.#checkIn(one);
    else this.#round(one);
  }

  #sale({ fact, row, left, queued, over }) {
    const begins = Date.parse(fact.opens_at) - this.now;
    const ends = Date.parse(fact.ends_at) - this.now;
    const state = over ? "ended" : begins > 0 ? "announced" : left > 0 ? "open" : queued ? "queueing" : "sold-out";
    this.#write(row, state, `${words.sale} ¥${yuan(fact.price)} ${fact.title}`, {
      count: [say(words.leftOf, { left, count: fact.quantity }), queued ? say(words.queued, { count: queued }) : ""].filter(Boolean).join(" · "),
      clock: over ? "" : begins > 0 ? say(words.opensIn, { time: span(begins / 1000) }) : say(words.endsIn, { time: span(ends / 1000) }),
      now: state === "announced" ? words.openNow : "",
      end: over ? "" : words.endSale,
    }, may("shelf-run"));
    meter(row, (fact.quantity - left) / fact.quantity);
  }

  #bargain({ fact, row, left, brought, over }) {
    const { begun = 0, helped = 0, bought = 0 } = brought ?? {};
    const told = [say(words.leftOf, { left, count: fact.quantity }), say(words.begun, { count: begun }), say(words.helped, { count: helped }), bought ? say(words.bought, { count: bought }) : ""];
    this.#write(row, over ? "ended" : left > 0 ? "running" : "sold-out", `${words.bargain} ¥${yuan(fact.start_price)} → ¥${yuan(fact.floor_price)} ${piece(fact)}`, {
      count: told.filter(Boolean).join(" · "),
      clock: over ? "" : say(words.endsIn, { time: span((Date.parse(fact.ends_at) - this.now) / 1000) }),
      now: "",
      end: over ? "" : words.endBargain,
    }, may("shelf-run"));
    meter(row, (fact.quantity - left) / fact.quantity);
  }

  #groupBuy({ fact, row, left, full, waiting, over }) {
    const begins = Date.parse(fact.opens_at) - this.now;
    const ends = Date.parse(fact.ends_at) - this.now;
    const state = over || ends <= 0 ? "ended" : begins > 0 ? "coming" : "running";
    this.#write(row, state, `${words.group} ¥${yuan(fact.price)} ${piece(fact)}`, {
      count: [say(words.fullTeams, { count: full }), say(words.waitingTeams, { count: waiting }), say(words.leftOf, { left, count: fact.quantity })].join(" · "),
      clock: state === "ended" ? "" : begins > 0 ? say(words.teamsIn, { time: span(begins / 1000) }) : say(words.endsIn, { time: span(ends / 1000) }),
      now: "",
      end: state === "ended" ? "" : words.endGroup,
    }, may("shelf-run"));
    meter(row, (fact.quantity - left) / fact.quantity);
  }

  #round({ fact, row, left, entries, tallies, over }) {
    const ends = Date.parse(fact.closes_at) - this.now;
    const told = over ? (over.reason === "cancelled" ? words.cancelled : over.won ? say(words.won, { count: over.won }) : "") : "";
    const fixed = fact.kind === "lottery"; // it is drawn when it was announced to be
    this.#write(row, over ? "ended" : "running", `${words[fact.kind]} ${fact.title}`, {
      count: [say(words.entries, { count: entries }), left >= 0 ? say(words.taken, { left }) : "", told].filter(Boolean).join(" · "),
      clock: over ? "" : say(words.endsIn, { time: span(ends / 1000) }),
      now: over || fixed ? "" : words.endNow,
      end: over ? "" : words.cancel,
    }, may("play-run"));
    tally(row, fact.options ?? [], tallies);
  }

  #checkIn({ fact, row, entries, over }) {
    const ends = Date.parse(fact.closes_at) - this.now;
    const { points, count: most } = fact.prizes[0];
    const state = over || ends <= 0 ? "ended" : "running";
    this.#write(row, state, fact.title, {
      count: [say(words.checkedIn, { count: entries, most, points: entries * points }), over?.reason === "used-up" ? words.allIn : ""].filter(Boolean).join(" · "),
      clock: state === "ended" ? "" : say(words.endsIn, { time: span(ends / 1000) }),
      now: "",
      end: over ? "" : words.endCheckIn,
    }, may("play-run"));
    meter(row, entries / most);
  }

  #write(row, state, title, { count, clock, now, end }, mayAct) {
    const light = row.querySelector(".light");
    light.className = `light ${{ open: "live", running: "live", queueing: "amber", announced: "amber", coming: "amber" }[state] ?? "off"}`;
    refill(row, { light: words[state], title, count, clock, now, end });
    row.querySelector("[data-f=now]").hidden = !now || !mayAct;
    row.querySelector("[data-f=end]").hidden = !end || !mayAct;
  }
}

function named(fact) {
  return fact[kindOf(fact)];
}

function kindOf(fact) {
  return KINDS.find((kind) => fact[kind]);
}

/** What it is for: of a product with several variants, which. */
function piece({ title, spec }) {
  return spec ? `${title} ${spec}` : title;
}

function meter(row, gone) {
  const bar = row.querySelector("meter");
  bar.hidden = false;
  bar.value = gone;
  bar.textContent = `${Math.round(gone * 100)}%`;
}

function tally(row, options, tallies) {
  const list = row.querySelector(".tallies");
  list.hidden = !tallies.length;
  while (list.children.length < options.length) list.append(document.createElement("li"));
  options.forEach((option, at) => {
    const line = `${option} ${tallies[at] ?? 0}`;
    if (list.children[at].textContent !== line) list.children[at].textContent = line;
  });
}
