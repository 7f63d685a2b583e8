// A room at work: its picture, its light and its graphs, as the house tells them.

import { hear } from "./facts.js";
import { Graphs } from "./graphs.js";
import { Preview } from "./preview.js";

const QUIET_SECONDS = 4;
const UNCOUNTED_SECONDS = 30;
const TURNS = { BroadcastAired: "live", HostReturned: "live", HostLost: "away", BroadcastEnded: "off" };

const room = document.getElementById("room");
const light = document.getElementById("light");
const sentence = document.getElementById("sentence");
const source = document.getElementById("source");
const words = JSON.parse(light.dataset.words);
const chinese = document.documentElement.lang.startsWith("zh");

const graphs = new Graphs(document.getElementById("graphs"));
const preview = new Preview(document.getElementById("player"));
let quiet;
let uncounted;
let turns = 0;

start();

async function start() {
  preview.start();
  await recall();
  const facts = { StreamMeasured: measured, ViewersCounted: (fact) => watched(fact.viewers) };
  for (const [name, state] of Object.entries(TURNS)) facts[name] = () => turned(state);
  hear(`/console/events?room=${room.dataset.room}`, facts, catchUp);
  setInterval(tickSince, 1000);
}

/** The graphs' last ten minutes as the house remembers them. */
async function recall() {
  const answer = await fetch(`/console/rooms/${room.dataset.room}/measurements`);
  if (answer.ok) graphs.begin(await answer.json());
}

function catchUp() {
  recall();
  refresh();
}

function measured(fact) {
  show(fact.light, chinese ? fact.sentence_zh : fact.sentence_en);
  const names = fact.renditions
    .map((name) => (name === "source" ? source.dataset.untouched : name))
    .join(chinese ? "、" : ", ");
  source.textContent = [
    `${fact.width}×${fact.height}`,
    `${fact.video_codec} + ${fact.audio_codec}`,
    names && source.dataset.renditions.replace("{names}", names),
  ]
    .filter(Boolean)
    .join(" · ");
  graphs.add(fact);
  clearTimeout(quiet);
  quiet = setTimeout(fellQuiet, QUIET_SECONDS * 1000);
}

/** A count that nobody renews is 0, as the house itself reads it. */
function watched(viewers) {
  document.getElementById("viewers").textContent = viewers;
  clearTimeout(uncounted);
  if (viewers) uncounted = setTimeout(() => watched(0), UNCOUNTED_SECONDS * 1000);
}

/** The show has moved on: what was measured before is over, and the server says the rest. */
function turned(state) {
  room.dataset.state = state;
  if (state !== "live") fellQuiet();
  refresh();
}

function fellQuiet() {
  clearTimeout(quiet);
  show("off", room.dataset.state === "off" ? sentence.dataset.off : sentence.dataset.away);
  source.textContent = "";
  graphs.rest();
}

/** Written only when it changes, so that a screen reader hears a change and not every second. */
function show(colour, text) {
  if (light.textContent !== words[colour]) light.textContent = words[colour];
  light.className = `light ${colour}`;
  if (sentence.textContent !== text) sentence.textContent = text;
}

/** The page's head and buttons depend on the show's state: the server says them, the picture plays on. */
async function refresh() {
  const mine = ++turns;
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const text = await answer.text();
  if (mine !== turns) return; // a later turn's page says more
  const fresh = new DOMParser().parseFromString(text, "text/html");
  document.querySelector(".page-head").replaceWith(fresh.querySelector(".page-head"));
  room.dataset.state = fresh.getElementById("room").dataset.state;
  const dialog = fresh.getElementById("end-show");
  document.getElementById("end-show")?.remove();
  if (dialog) room.after(dialog);
}

function tickSince() {
  const since = document.querySelector("[data-since]");
  if (!since) return;
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since.dataset.since)) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  since.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
