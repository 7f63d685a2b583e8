// Speaking for the shop: a line, a reply, and what is said with one tap.

import { ask, attempt, room, say, words } from "./desk.js";

/** Gives `reply(comment)`, which begins an answer; `focus()` by the "/" key. */
export function saying() {
  const form = document.getElementById("say");
  if (!form) return { reply: () => {}, focus: () => {} };
  const line = document.getElementById("replying");
  let to = "";
  const replying = (id, name) => {
    to = id;
    line.hidden = !id;
    line.querySelector("span").textContent = id ? say(words.replying, { name }) : "";
  };
  let doubted = "";
  /** A word that advertising law forbids is asked about once; who sends it again means it. */
  const send = (text) =>
    attempt(async () => {
      const said = { text, sure: text === doubted };
      try {
        if (to) await ask("PUT", `/rooms/${room}/comments/${to}/answer`, said);
        else await ask("POST", `/rooms/${room}/comments`, said);
      } catch (refused) {
        doubted = refused.problem?.type?.endsWith(":advert-doubtful") ? text : "";
        throw refused;
      }
      doubted = "";
      replying("", "");
    });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.text.value.trim();
    if (text && (await send(text))) form.text.value = "";
  });
  line.querySelector("button").addEventListener("click", () => replying("", ""));
  form.text.addEventListener("keydown", (event) => event.key === "Escape" && (replying("", ""), form.text.blur()));
  phrases(send);
  return {
    focus: () => form.text.focus(),
    reply: (comment) => {
      replying(comment.id ?? comment.comment, comment.name ?? comment.speaker.name);
      form.text.focus();
    },
  };
}

async function phrases(send) {
  const told = await ask("GET", "/phrases").catch(() => ({ staff: [] }));
  const place = document.getElementById("quick");
  place.hidden = !told.staff.length;
  place.replaceChildren(...told.staff.map((text) => chip(text, send)));
}

function chip(text, send) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "chip", textContent: text });
  button.addEventListener("click", () => send(text));
  return button;
}
