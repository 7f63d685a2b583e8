// A room at work: its picture, its light and its graphs, as the house tells them.

import { hear } from "./facts.js";
import { Graphs } from "./graphs.js";
import { Preview } from "./preview.js";
import { Signs } from "./signs.js";

const TURNS = { BroadcastAired: "live", HostReturned: "live", HostLost: "away", BroadcastEnded: "off" };

const room = document.getElementById("room");
const graphs = new Graphs(document.getElementById("graphs"));
const preview = new Preview(document.getElementById("player"));
const signs = new Signs(graphs, () => room.dataset.state);
let turns = 0;

start();

async function start() {
  preview.start();
  await recall();
  const facts = { StreamMeasured: (fact) => (signs.measured(fact), preview.told(fact)), ViewersCounted: (fact) => signs.watched(fact.viewers) };
  for (const [name, state] of Object.entries(TURNS)) facts[name] = () => turned(state);
  hear(`/console/events?room=${room.dataset.room}`, facts, catchUp);
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

/** The show has moved on: what was measured before is over, and the server says the rest. */
function turned(state) {
  room.dataset.state = state;
  if (state !== "live") signs.rest();
  refresh();
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
