// What is said in the room, as one person can read it: sampled when it is too much, filtered, never jumping away.

import { fill, say, words } from "./desk.js";
import { Rate, Sample } from "./sampling.js";

const ROWS = 150;
const KEPT = 400;
const TICK_MS = 500;

const FILTERS = { all: () => true, questions: (comment) => comment.question, buyers: (comment) => comment.buyer };

export class Talk {
  #list = document.getElementById("comments");
  #newer = document.getElementById("newer");
  #rate = new Rate();
  #sample = new Sample();
  /** The last comments that were shown or would have been, oldest first. */
  #kept = [];
  #filter = "all";
  #unseen = 0;

  /** `chosen(comment, button)` when a comment is taken hold of. */
  constructor(chosen) {
    this.#list.addEventListener("click", (event) => {
      const button = event.target.closest(".line");
      const comment = button && this.#kept.find(({ id }) => id === button.parentElement.dataset.comment);
      if (comment) chosen(comment, button);
    });
    this.#list.addEventListener("scroll", () => this.#atEnd() && this.#seen());
    this.#newer.addEventListener("click", () => this.#toEnd());
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** CommentSaid; whether it asks something. */
  hear(fact) {
    this.#rate.count(Date.now());
    const comment = view(fact);
    this.#sample.add(comment);
    return comment.question;
  }

  /** What was said before this page heard the room, or while the line was broken, oldest first. */
  past(facts) {
    const missed = this.#unknown(facts.map(view));
    if (!missed.length) return;
    this.#kept = [...this.#kept, ...missed].sort((one, other) => one.at - other.at).slice(-KEPT);
    this.#draw();
  }

  recalled(id) {
    this.#kept = this.#kept.filter((comment) => comment.id !== id);
    this.#list.querySelector(`[data-comment="${CSS.escape(id)}"]`)?.remove();
    this.#empty();
  }

  /** all, questions or buyers. */
  set filter(name) {
    this.#filter = name;
    this.#draw();
  }

  #draw() {
    this.#list.replaceChildren(...this.#kept.filter(FILTERS[this.#filter]).slice(-ROWS).map(row));
    this.#empty();
    this.#toEnd();
  }

  /** The room and the house's memory may both tell of the same words. */
  #unknown(comments) {
    const known = new Set(this.#kept.map(({ id }) => id));
    return comments.filter(({ id }) => !known.has(id));
  }

  #tick() {
    const heard = this.#unknown(this.#sample.take(TICK_MS / 1000));
    const rate = this.#rate.of(Date.now());
    refillLine("talk-rate", rate ? say(words.rate, { count: rate }) : "");
    if (heard.length) this.#keep(heard);
  }

  #keep(comments) {
    this.#kept.push(...comments);
    if (this.#kept.length > KEPT) this.#kept.splice(0, this.#kept.length - KEPT);
    const shown = comments.filter(FILTERS[this.#filter]);
    if (!shown.length) return;
    const stays = this.#atEnd();
    this.#list.append(...shown.map(row));
    if (stays) {
      while (this.#list.children.length > ROWS) this.#list.firstElementChild.remove();
      this.#toEnd();
    } else this.#missed(shown.length);
    this.#empty();
  }

  /** Who reads further up is left in peace; when far too many wait, the oldest go all the same. */
  #missed(count) {
    this.#unseen += count;
    while (this.#list.children.length > ROWS * 2) this.#list.firstElementChild.remove();
    this.#newer.hidden = false;
    this.#newer.querySelector("span").textContent = say(words.newer, { count: this.#unseen });
  }

  #atEnd() {
    return this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
  }

  #toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#seen();
  }

  #seen() {
    this.#unseen = 0;
    this.#newer.hidden = true;
  }

  #empty() {
    document.getElementById("no-comments").hidden = this.#list.children.length > 0 || this.#list.hidden;
  }
}

export function view({ comment, speaker, text, at, reply_name: replied = "", topic = "" }) {
  const { viewer, name, level = "", buyer = false, role = "" } = speaker;
  return { id: comment, viewer, name, level, buyer, role, text, at: Date.parse(at), replied, question: !role && topic !== "" };
}

function row(comment) {
  const made = fill("comment-row", { who: comment.name, text: comment.replied ? `@${comment.replied} ${comment.text}` : comment.text });
  made.dataset.comment = comment.id;
  made.classList.toggle("asks", comment.question);
  made.classList.toggle("shop", Boolean(comment.role));
  const badges = [comment.role && words[comment.role], comment.level, comment.buyer && words.buyer].filter(Boolean);
  made.querySelector(".badges").replaceChildren(...badges.map(badge));
  return made;
}

function badge(text) {
  const made = document.createElement("span");
  made.className = "badge";
  made.textContent = text;
  return made;
}

function refillLine(id, text) {
  const line = document.getElementById(id);
  if (line.textContent !== text) line.textContent = text;
}

