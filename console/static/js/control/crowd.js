// Who has come to this show: how many, how long they stay, where from, who is new.

import { may, read, room, say, words } from "./desk.js";
import { lasting } from "./reckoning.js";

const OFTEN_MS = 15_000;

export class Crowd {
  #list = document.getElementById("sources");

  constructor() {
    if (!may("figures-see")) return;
    setInterval(() => !document.hidden && this.load(), OFTEN_MS);
  }

  async load() {
    if (!may("figures-see")) return;
    const told = await read(`/console/rooms/${room}/crowd`).catch(() => null); // the next look asks again
    if (told) this.show(told);
  }

  show({ viewers, new: fresh, stay, sources, buyers, new_buyers: first }) {
    const figures = {
      came: viewers,
      stay: viewers ? lasting(stay, words) : "–",
      faces: say(words.freshOf, { fresh, known: viewers - fresh }),
      customers: say(words.freshOf, { fresh: first, known: buyers - first }),
    };
    for (const [name, value] of Object.entries(figures)) write(document.querySelector(`[data-crowd=${name}]`), value);
    const lines = sources.map(([source, count]) => say(words.fromThere, { source, count, share: `${Math.round((count / viewers) * 100)}%` }));
    while (this.#list.children.length > lines.length) this.#list.lastElementChild.remove();
    while (this.#list.children.length < lines.length) this.#list.append(document.createElement("li"));
    lines.forEach((line, at) => write(this.#list.children[at], line));
  }
}

function write(place, value) {
  if (place.textContent !== String(value)) place.textContent = value;
}
