// What every zone of the control room shares: the room, what one may do, words, and a way to ask the house.

export const root = document.getElementById("desk");
export const room = root.dataset.room;
export const words = JSON.parse(document.getElementById("words").textContent);
const allowed = new Set(root.dataset.may.split(" "));

export const may = (permission) => allowed.has(permission);

/** "{count} 件" with what stands in braces filled in. */
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}

export class Refused extends Error {
  constructor(problem) {
    super(problem.title ?? words.lost);
    this.problem = problem;
  }
}

/** A JSON answer of `/api/v1` + path. Throws Refused with the sentence to show. */
export function ask(method, path, body) {
  return fetched(`/api/v1${path}`, method, body);
}

/** The same of an address of the console itself. */
export const read = (address) => fetched(address, "GET");

async function fetched(address, method, body) {
  const headers = { Accept: "application/json", "X-CSRF-Token": root.dataset.csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await fetch(address, sent).catch(() => null);
  if (!answer) throw new Refused({});
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(told ?? {});
  return told;
}

/** Does `work` and tells what went wrong with it where the eye is; whether it went well. */
export async function attempt(work, where) {
  if (where) where.hidden = true;
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (!where) tell(error.message);
    else {
      where.querySelector("span").textContent = error.message;
      where.hidden = false;
    }
    return false;
  }
}

/** A line at the foot of the screen, with a way back where there is one. */
export function tell(line, undo) {
  const toast = fill("toast", { words: line });
  const back = toast.querySelector("[data-f=undo]");
  back.hidden = !undo;
  back.addEventListener("click", async () => {
    toast.remove();
    if (await attempt(undo)) tell(words.undone);
  });
  document.getElementById("toasts").replaceChildren(toast);
}

/** A copy of a `<template>`'s element with words in its places; a picture's place takes an address. */
export function fill(template, values) {
  const made = document.getElementById(template).content.firstElementChild.cloneNode(true);
  refill(made, values);
  return made;
}

/** Writes only what has changed, so that nothing flickers and a screen reader hears what is new. */
export function refill(element, values) {
  for (const [name, value] of Object.entries(values)) {
    const place = element.querySelector(`[data-f="${name}"]`);
    if (!place) continue;
    if (place.tagName === "IMG") {
      place.hidden = !value;
      if (value && place.getAttribute("src") !== value) place.src = value;
    } else if (place.textContent !== String(value)) place.textContent = value;
  }
}

/** A mark on a phone's tab: so many things wait behind it. */
export function news(panel, count) {
  const mark = document.querySelector(`[data-news=${panel}]`);
  mark.hidden = !count || root.dataset.shown === panel;
  mark.textContent = count || "";
}

export const close = (id) => document.getElementById(id)?.hidePopover();
