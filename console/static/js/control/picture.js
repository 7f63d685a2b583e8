// The picture, its health, the show's state; how to end the show, and how to cut the picture at once.

import { Graphs } from "../graphs.js";
import { Preview } from "../preview.js";
import { Signs } from "../signs.js";
import { ask, attempt, close, room, root, say, tell, words } from "./desk.js";
import { hold } from "./hold.js";

const SETTLED_MS = 1500;

export class Picture {
  #graphs = new Graphs(document.getElementById("graphs"));
  #signs = new Signs(this.#graphs, () => root.dataset.state);
  #preview = new Preview(document.getElementById("player"));
  #turns = 0;

  constructor() {
    this.#preview.start();
    this.#preview.hurry();
    const cut = document.getElementById("cut");
    if (!cut) return;
    hold(cut, () => this.#cut(), () => tell(words.holdOn));
    document.getElementById("allow").addEventListener("click", () => this.#allow());
    document.getElementById("end-now").addEventListener("click", () => this.#end());
    promptHost();
  }

  async load() {
    const answer = await fetch(`/console/rooms/${room}/measurements`).catch(() => null);
    if (answer?.ok) this.#graphs.begin(await answer.json());
  }

  measured(fact) {
    this.#signs.measured(fact);
    this.#preview.told(fact);
    brief("bitrate", (fact.bitrate / 1e6).toFixed(2));
    brief("fps", fact.fps.toFixed(0));
  }

  /** That of what is seen now, unix ms; 0: nothing is. */
  get moment() {
    return this.#preview.moment;
  }

  watched(viewers) {
    this.#signs.watched(viewers);
  }

  /** live, away or off: what was measured before is over, and the server says the rest. */
  turned(state) {
    root.dataset.state = state;
    if (state === "live") setTimeout(() => this.#preview.hurry(), SETTLED_MS);
    else {
      this.#signs.rest();
      for (const name of ["bitrate", "fps"]) brief(name, "–");
    }
    return this.refresh();
  }

  /** The head of the page, as the server has it now. */
  async refresh() {
    const mine = ++this.#turns;
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok) return;
    const text = await answer.text();
    if (mine !== this.#turns) return; // a later turn's page says more
    const fresh = new DOMParser().parseFromString(text, "text/html");
    document.getElementById("whereabouts").replaceWith(fresh.getElementById("whereabouts"));
    Object.assign(root.dataset, { ...fresh.getElementById("desk").dataset, shown: root.dataset.shown });
    for (const id of ["end", "cut", "allow"]) {
      const own = document.getElementById(id);
      if (own) own.hidden = fresh.getElementById(id).hidden;
    }
    if (document.getElementById("end")?.hidden) close("end-show");
  }

  async #cut() {
    if (await attempt(() => ask("PUT", `/rooms/${room}/cut`))) tell(words.cut, () => this.#allow());
    await this.refresh();
  }

  async #allow() {
    if (await attempt(() => ask("DELETE", `/rooms/${room}/cut`))) tell(words.allowed);
    await this.refresh();
  }

  async #end() {
    const ended = await attempt(() => ask("DELETE", `/broadcasts/${root.dataset.broadcast}/airing`));
    close("end-show");
    if (ended) await this.turned("off");
  }
}

function brief(name, value) {
  document.querySelector(`[data-brief=${name}]`).textContent = value;
}

function promptHost() {
  const form = document.getElementById("prompt");
  const send = async (text) => {
    if (!(await attempt(() => ask("POST", `/rooms/${room}/prompts`, { text }), form.querySelector(".wrong")))) return;
    form.reset();
    close("prompt-host");
    tell(say(words.prompted, { text }));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form.text.value);
  });
  for (const chip of form.querySelectorAll("[data-prompts]")) chip.addEventListener("click", () => send(chip.dataset.prompts));
}
