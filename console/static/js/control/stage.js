// 连麦 and PK: who is at the door and on stage, how they are laid out, and the contest that goes on.

import { ask, attempt, fill, may, news, refill, room, say, tell } from "./desk.js";
import { span } from "./reckoning.js";

const words = JSON.parse(document.getElementById("stage-words").textContent);
const by = (id) => document.getElementById(id);
const mayRun = may("stage-run");
const LIGHTS = { ringing: "amber", waiting: "amber", seated: "live" };

export class Stage {
  #rows = new Map();
  #seats = new Map();
  #laid = { layout: "side", portrait: null };
  #laying = 0;
  #last = Promise.resolve();
  #loads = 0;
  #battle = null;
  #ahead = 0;
  #against = "";

  constructor() {
    setInterval(() => this.#tick(), 500);
    if (!mayRun) return;
    by("invite-guest").addEventListener("click", () => attempt(() => this.#invite()));
    for (const chip of document.querySelectorAll("[data-layout]")) chip.addEventListener("click", () => this.#arrange({ layout: chip.dataset.layout }));
    for (const chip of document.querySelectorAll("[data-portrait]")) chip.addEventListener("click", () => this.#arrange({ portrait: JSON.parse(chip.dataset.portrait) }));
    by("stop-battle").addEventListener("click", () => attempt(() => ask("DELETE", `/battles/${this.#battle.battle}`)));
    by("battle-terms").addEventListener("submit", (event) => this.#call(event));
  }

  async load() {
    const mine = ++this.#loads;
    await this.#loadBattle(mine);
    const { seats, ...laid } = await ask("GET", `/rooms/${room}/stage`);
    if (mine !== this.#loads) return;
    if (!this.#laying) this.#lay(laid);
    this.#seats = new Map(seats.map((seat) => [seat.seat, seat]));
    for (const [id, row] of this.#rows) if (!this.#seats.has(id)) this.#rows.delete(id), row.remove();
    for (const seat of seats) this.#show(seat);
    const seated = seats.some(({ state }) => state === "seated");
    by("nobody-on-stage").hidden = seats.length > 0;
    news("play", seats.filter(({ state }) => state === "ringing").length);
    if (mayRun) by("layouts").hidden = by("shapes").hidden = !seated;
  }

  rang({ seat, name }) {
    tell(say(words.rang, { name }), undefined);
    return this.load();
  }

  left({ reason }) {
    if (reason === "unshared") tell(words.unshared, undefined);
  }

  scored({ battle, left, right }) {
    if (this.#battle?.battle === battle) Object.assign(this.#battle, { left_points: left, right_points: right });
    this.#tick();
  }

  async #loadBattle(mine) {
    const { now, battle } = await ask("GET", `/rooms/${room}/stage/battle`);
    if (mine !== this.#loads) return;
    this.#ahead = Date.parse(now) - Date.now();
    this.#battle = battle;
    this.#tick();
  }

  async #invite() {
    const { link } = await ask("POST", `/rooms/${room}/stage/seats`);
    by("guest-code").src = `/console/stage/code?link=${encodeURIComponent(link)}`;
    by("guest-address").value = link;
    by("guest-link").showPopover();
  }

  /** One at a time, so that the last press stays. Until the house has answered, what it tells of the layout may be from before. */
  async #arrange(change) {
    this.#lay({ ...this.#laid, ...change });
    this.#laying++;
    const send = () => attempt(() => ask("PUT", `/rooms/${room}/stage/layout`, this.#laid));
    this.#last = this.#last.then(send, send);
    await this.#last;
    this.#laying--;
    await attempt(() => this.load());
  }

  #lay(laid) {
    this.#laid = laid;
    for (const chip of document.querySelectorAll("[data-layout]")) chip.setAttribute("aria-pressed", String(chip.dataset.layout === laid.layout));
    for (const chip of document.querySelectorAll("[data-portrait]")) chip.setAttribute("aria-pressed", String(chip.dataset.portrait === String(laid.portrait)));
  }

  #show(seat) {
    if (!this.#rows.has(seat.seat)) this.#rows.set(seat.seat, this.#row(seat.seat));
    const row = this.#rows.get(seat.seat);
    const away = seat.state === "seated" && seat.away;
    const taken = [seat.muted ? words.silent : "", seat.camera_off ? words.dark : ""].filter(Boolean).join(" · ");
    const dismiss = { invited: words.withdraw, seated: words.remove }[seat.state] ?? words.refuse;
    refill(row, { name: seat.name || words.nobody, state: [away ? words.away : words[seat.state], taken].filter(Boolean).join(" · "), light: "" });
    row.querySelector("[data-f=light]").className = `light ${away ? "amber" : (LIGHTS[seat.state] ?? "off")}`;
    const at = (does) => row.querySelector(`[data-does=${does}]`);
    at("dismiss").textContent = dismiss;
    at("dismiss").hidden = !mayRun;
    at("admit").hidden = !mayRun || seat.state !== "ringing";
    for (const does of ["mute", "curtain", "battle"]) at(does).hidden = !mayRun || seat.state !== "seated";
    press(at("mute"), seat.muted, say(seat.muted ? words.unmute : words.mute, seat));
    press(at("curtain"), seat.camera_off, say(seat.camera_off ? words.show : words.hide, seat));
    if (this.#battle) at("battle").hidden = true;
  }

  #row(id) {
    const row = fill("seat-row", {});
    by("seats").append(row);
    const on = (does, work) => row.querySelector(`[data-does=${does}]`).addEventListener("click", () => attempt(() => work(this.#seats.get(id))));
    on("admit", () => ask("PUT", `/stage/seats/${id}/admission`));
    on("dismiss", () => ask("DELETE", `/stage/seats/${id}`));
    on("mute", ({ muted }) => ask(muted ? "DELETE" : "PUT", `/stage/seats/${id}/mute`));
    on("curtain", ({ camera_off: off }) => ask(off ? "DELETE" : "PUT", `/stage/seats/${id}/curtain`));
    on("battle", async ({ name }) => this.#terms(id, name));
    return row;
  }

  #terms(seat, name) {
    this.#against = seat;
    refill(by("battle-terms"), { against: say(words.against, { name }) });
    by("call-battle").showPopover();
  }

  async #call(event) {
    event.preventDefault();
    const form = event.target;
    const given = Object.fromEntries(new FormData(form));
    const terms = { seat: this.#against, seconds: Number(given.seconds), punishment: given.punishment };
    if (await attempt(() => ask("POST", `/rooms/${room}/battles`, terms), form.querySelector(".wrong"))) by("call-battle").hidePopover();
  }

  #tick() {
    const battle = this.#battle;
    by("battle").hidden = !battle;
    if (mayRun) by("call-store").disabled = Boolean(battle);
    if (!battle) return;
    const now = Date.now() + this.#ahead;
    const [begins, ends, until] = [battle.begins_at, battle.ends_at, battle.until].map((moment) => Date.parse(moment ?? 0) - now);
    const state = battle.reason ? "settled" : begins > 0 ? "countdown" : ends > 0 ? "on" : "settling";
    const left = { settled: until, countdown: begins, on: ends }[state] ?? 0;
    by("battle-state").textContent = battle.reason && !battle.winner ? words.draw : words[state];
    by("battle-clock").textContent = left > 0 ? span(left / 1000) : "";
    by("battle-left").textContent = battle.left;
    by("battle-right").textContent = battle.right;
    by("battle-points").textContent = `${battle.left_points} : ${battle.right_points}`;
    [battle.left_points, battle.right_points].forEach((points, side) => (by("battle-shares").children[side].style.flexGrow = points + 1));
    if (mayRun) by("stop-battle").textContent = battle.reason ? words.stopForfeit : words.stop;
  }
}

function press(button, pressed, label) {
  button.setAttribute("aria-pressed", String(pressed));
  button.setAttribute("aria-label", label);
}
