// The host's prompter: what is explained now, what viewers ask, what comes next, and lines from the control room.

import { hear } from "../facts.js";
import { ask, read, refill, room, say, words } from "./desk.js";
import { timeLeft } from "./plan.js";
import { clock, span, yuan } from "./reckoning.js";
import { following, standing } from "./sheet.js";

const NEXT = 3;
const ASKED = 5;
const OFTEN_MS = 5000;
const LINE_SECONDS = 90;

const line = document.getElementById("line");
const since = document.getElementById("since");
const shown = document.getElementById("now-good");
/** What the house has told of the product that is explained. */
let known = null;
let shelf = { goods: [], explaining: null, told: [] };
let ahead = 0;
let fades;
let waiting;

line.querySelector("button").addEventListener("click", () => (line.hidden = true));
setInterval(tick, 1000);
setInterval(() => !document.hidden && (lacks() ? load() : questions()), OFTEN_MS);
hear(
  `/console/events?room=${room}`,
  {
    ProductPinned: soon,
    ProductUnpinned: soon,
    ShelfChanged: soon,
    ProductChanged: changed,
    RunSheetPlanned: soon,
    ShelfCounted: soon,
    HostPrompted: (fact) => prompt(fact.text),
    ViewersCounted: (fact) => (document.getElementById("viewers").textContent = fact.viewers),
    BroadcastAired: () => location.reload(),
    BroadcastEnded: () => location.reload(),
  },
  load,
  load,
);
tick();
last();

function soon() {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    load();
  }, 150);
}

/** Its points, its price or its floor may be others now. */
function changed({ product }) {
  if (product === known?.product) known = null;
  soon();
}

const lacks = () => Boolean(shelf.explaining) && shelf.explaining.product !== known?.product;

async function load() {
  questions();
  const told = await read(`/console/rooms/${room}/shelf`).catch(() => null);
  if (!told) return;
  shelf = told;
  ahead = told.now - Date.now();
  if (lacks()) known = await read(`/console/rooms/${room}/goods/${shelf.explaining.product}`).catch(() => null);
  draw();
}

function draw() {
  const now = shelf.goods.find(({ good }) => good.product === shelf.explaining?.product);
  shown.hidden = !now;
  document.getElementById("nothing-now").hidden = Boolean(now);
  if (now) explain(now.good, lacks() ? null : known);
  const next = following(shelf).slice(0, NEXT);
  list("following", next.map(({ good, minutes }) => [`${good.number}`, good.title, `¥${yuan(good.price)}`, ...(minutes ? [say(words.planned, { minutes })] : [])]));
  tick();
}

function explain(good, more) {
  const floors = (more?.variants ?? []).map(({ floor }) => floor).filter((floor) => floor);
  refill(shown, {
    number: good.number,
    title: good.title,
    subtitle: more?.subtitle ?? "",
    price: `¥${yuan(good.price)}`,
    plain: good.plain_price > good.price ? `¥${yuan(good.plain_price)}` : "",
    floor: floors.length ? say(words.floor, { price: yuan(Math.min(...floors)) }) : "",
    left: good.available > 0 ? say(words.left, { count: good.available }) : words.gone,
    sold: good.sold ? say(words.soldPieces, { count: good.sold }) : "",
  });
  shown.querySelector("[data-list=points]").replaceChildren(...(more?.points ?? []).map((point) => item([point])));
  tick();
}

/** What most ask first: "23 人在问：尺码". */
async function questions() {
  const told = await read(`/console/rooms/${room}/asked`).catch(() => null);
  if (!told) return;
  const asked = told.slice(0, ASKED);
  list("asked", asked.map(({ text, viewers }) => [viewers > 1 ? say(words.asked, { count: viewers, text }) : text]));
  document.getElementById("none-asked").hidden = asked.length > 0;
}

/** The last line, when it is not old: the page may have been opened for it. */
async function last() {
  const told = await ask("GET", `/rooms/${room}/prompts`).catch(() => ({ items: [] }));
  const [newest] = told.items;
  if (newest && Date.now() - Date.parse(newest.at) < LINE_SECONDS * 1000) prompt(newest.fact.text);
}

function prompt(text) {
  line.querySelector("p").textContent = text;
  line.hidden = false;
  clearTimeout(fades);
  fades = setTimeout(() => (line.hidden = true), LINE_SECONDS * 1000);
}

function tick() {
  document.getElementById("clock").textContent = clock(Date.now());
  if (since.dataset.since) since.textContent = span((Date.now() - Date.parse(since.dataset.since)) / 1000);
  const now = Date.now() + ahead;
  const began = shelf.explaining?.since;
  if (began) refill(shown, { since: say(words.since, { time: span((now - Date.parse(began)) / 1000) }) });
  plan(standing(shelf, now), now);
}

/** How long is left of what is explained, and until when the whole run sheet takes. */
function plan(sheet, now) {
  const left = sheet?.left ?? null;
  refill(shown, { time: timeLeft(left, words) });
  shown.classList.toggle("over", left !== null && left < 0);
  const rest = sheet?.rest ?? 0;
  document.getElementById("rest").textContent =
    rest > 0 ? say(words.sheetRest, { minutes: Math.ceil(rest / 60), clock: clock(now + rest * 1000) }) : "";
}

function list(id, rows) {
  document.getElementById(id).replaceChildren(...rows.map(item));
}

function item(parts) {
  const made = document.createElement("li");
  made.append(...parts.map((part) => Object.assign(document.createElement("span"), { textContent: part })));
  return made;
}
