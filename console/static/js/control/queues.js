// What waits for somebody: questions without an answer, and comments that were held.

import { ask, attempt, fill, may, news, room, say, words } from "./desk.js";

const PUT_OFF_MS = 1500;

export class Queues {
  #list = document.getElementById("queue");
  #hot = document.getElementById("hot");
  #kind = "";
  #topic = "";
  #waiting;
  #turns = 0;
  #shown = 0;
  #asked = { questions: [] };
  #comments = [];

  constructor(reply) {
    this.reply = reply;
  }

  /** questions, held, or nothing. */
  show(kind) {
    this.#kind = kind;
    this.#topic = "";
    this.#list.hidden = !kind;
    this.#list.replaceChildren();
    this.load();
  }

  /** Something joined or left a queue: they are read anew, once for a flurry. */
  changed() {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.load();
    }, PUT_OFF_MS);
  }

  /** What cannot be read stands as it was. */
  async load() {
    if (!may("chat-moderate")) return;
    const mine = ++this.#turns;
    const [asked, held] = await Promise.all(
      ["questions", "held-comments"].map((queue) => ask("GET", `/rooms/${room}/${queue}`).catch(() => null)),
    );
    if (mine < this.#shown) return; // a later turn said more
    this.#shown = mine;
    this.#asked = asked ?? this.#asked;
    this.#comments = held?.comments ?? this.#comments;
    const { questions, hot } = this.#asked;
    count("questions", questions.length);
    count("held", this.#comments.length);
    news("talk", questions.length + this.#comments.length);
    this.#picture(hot ?? []);
    const about = questions.filter(({ comment }) => !this.#topic || comment.topic === this.#topic);
    if (this.#kind === "questions") this.#draw(about.map((one) => this.#question(one)), asked && words.noQuestions);
    if (this.#kind === "held") this.#draw(this.#comments.map((one) => this.#held(one)), held && words.noQueue);
  }

  /** Of `rows` that are none: in the words `none`, if that is known. */
  #draw(rows, none) {
    const nothing = document.createElement("li");
    nothing.className = "soft small nothing";
    nothing.textContent = none ?? "";
    const focused = document.activeElement?.closest?.("[data-comment]")?.dataset.comment;
    this.#list.replaceChildren(...(rows.length ? rows : [nothing]));
    if (focused) this.#list.querySelector(`[data-comment="${CSS.escape(focused)}"] button`)?.focus();
  }

  /** What was asked most lately, as bars; a tap leaves only those questions. */
  #picture(hot) {
    if (!hot.some(({ topic }) => topic === this.#topic)) this.#topic = "";
    this.#hot.hidden = this.#kind !== "questions" || !hot.length;
    const most = Math.max(...hot.map(({ viewers }) => viewers));
    const focused = document.activeElement?.dataset?.topic;
    this.#hot.replaceChildren(...hot.map((one) => this.#bar(one, one.viewers / most)));
    if (focused) this.#hot.querySelector(`[data-topic=${focused}]`)?.focus();
  }

  #bar({ topic, viewers }, part) {
    const made = fill("hot-row", { name: words.topics[topic] ?? topic, viewers });
    made.dataset.topic = topic;
    made.setAttribute("aria-pressed", String(topic === this.#topic));
    made.style.setProperty("--part", part);
    made.addEventListener("click", () => {
      this.#topic = this.#topic === topic ? "" : topic;
      this.load();
    });
    return made;
  }

  #question({ comment, viewers }) {
    const text = viewers > 1 ? say(words.asked, { count: viewers, text: comment.text }) : comment.text;
    return this.#row(comment, text, words.answered, words.answer, {
      yes: () => ask("PUT", `/rooms/${room}/comments/${comment.comment}/answer`, {}),
      no: () => this.reply(comment),
    });
  }

  #held(comment) {
    const path = `/rooms/${room}/comments/${comment.comment}/approval`;
    return this.#row(comment, comment.text, words.through, words.refuse, {
      yes: () => ask("PUT", path),
      no: () => ask("DELETE", path),
    });
  }

  #row(comment, text, yes, no, does) {
    const made = fill("queue-row", { text, who: comment.speaker.name, yes, no });
    made.dataset.comment = comment.comment;
    for (const name of ["yes", "no"]) {
      made.querySelector(`[data-f=${name}]`).addEventListener("click", async () => {
        if (await attempt(does[name])) this.changed();
      });
    }
    return made;
  }
}

function count(name, number) {
  const place = document.querySelector(`[data-count=${name}]`);
  if (!place) return;
  place.hidden = !number;
  place.textContent = number || "";
}
