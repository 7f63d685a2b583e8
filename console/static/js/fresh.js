// Lists that follow what happens in the house.

import { hear } from "./facts.js";

/** Milliseconds: what happens together is fetched together. */
const TOGETHER = 300;
/** Milliseconds between two fetches of the same part, however much happens. */
const BREATH = 1000;

/** A page that answers what was refused stands where it is read: its own address may take nothing but forms. */
export function standWhereItIsRead() {
  const { readAt } = document.getElementById("main")?.dataset ?? {};
  if (readAt) history.replaceState(null, "", readAt);
}

/** What is marked `data-refresh` is fetched anew when one of the facts it names happens, and what is marked `data-along`, and named, with it. */
export function keepFresh() {
  const kinds = {};
  const all = [...document.querySelectorAll("[data-refresh]")].map(({ id, dataset }) => {
    const soon = paced(() => fetchAnew(`#${id}`));
    for (const name of dataset.refresh.split(" ")) (kinds[name] ??= []).push(soon);
    return soon;
  });
  const each = (told) => () => told.forEach((soon) => soon());
  const heard = Object.entries(kinds).map(([name, told]) => [name, each(told)]);
  if (all.length) hear("/console/events", Object.fromEntries(heard), each(all));
}

/** Calls `does` shortly after it was asked to: never put off by what follows, and once for all that came meanwhile. */
function paced(does) {
  let waiting;
  let rested = 0;
  return () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      rested = Date.now() + BREATH;
      does();
    }, Math.max(TOGETHER, rested - Date.now()));
  };
}

function fetchAnew(part) {
  // each part asks for itself: of what one element asks at once, htmx keeps two
  window.htmx.ajax("GET", location.pathname + location.search, { source: part, target: part, select: part, swap: "outerHTML", selectOOB: "[data-along]" });
}
