// The run sheet in the control room: where the show stands, and the form in which it is planned.

import { attempt, close, fill, refill, say, tell, words } from "./desk.js";
import { clock, span } from "./reckoning.js";
import { standing } from "./sheet.js";

/** Shows it beside the shelf of `goods` and keeps its seconds; a run sheet that plans nothing takes no room. */
export function runSheet(goods) {
  const strip = document.getElementById("sheet");
  const draw = () => {
    const now = standing(goods, goods.now);
    strip.hidden = !now;
    if (now) write(strip, now, goods.now);
  };
  setInterval(draw, 1000);
  planning(goods, draw);
  return draw;
}

function write(strip, { current, left, next, rest }, now) {
  strip.classList.toggle("over", left !== null && left < 0);
  refill(strip, {
    now: current ? say(words.sheetNow, { number: current.good.number, title: current.good.title }) : words.sheetIdle,
    left: timeLeft(left, words),
    next: next ? say(words.sheetNext, { number: next.good.number, title: next.good.title, minutes: next.minutes }) : words.sheetDone,
    rest: rest > 0 ? say(words.sheetRest, { minutes: Math.ceil(rest / 60), clock: clock(now + rest * 1000) }) : "",
  });
}

/** "还剩 3:20", "超了 1:05"; nothing where nothing is planned. */
export function timeLeft(left, { timeLeft: ahead, over }) {
  if (left === null) return "";
  return left >= 0 ? say(ahead, { time: span(left) }) : say(over, { time: span(Math.floor(-left)) });
}

function planning(goods, draw) {
  const dialog = document.getElementById("run-sheet");
  if (!dialog) return;
  const form = document.getElementById("plan");
  const rows = document.getElementById("plan-rows");
  const minutes = () => Object.fromEntries([...rows.querySelectorAll("input")].map((field) => [field.name, Number(field.value)]));
  const total = () => {
    const sum = Object.values(minutes()).reduce((one, other) => one + other, 0);
    document.getElementById("plan-total").textContent = say(words.planTotal, { minutes: sum });
  };
  dialog.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    rows.replaceChildren(...goods.goods.map(row));
    rows.querySelector("input")?.setAttribute("autofocus", "");
    document.getElementById("plan-empty").hidden = goods.goods.length > 0;
    total();
  });
  rows.addEventListener("focusin", (event) => event.target.select());
  form.addEventListener("input", total);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await attempt(() => goods.plan(minutes()), form.querySelector(".wrong")))) return;
    draw();
    close("run-sheet");
    tell(words.planSaved);
  });
}

function row({ good, minutes }) {
  const made = fill("plan-row", { number: good.number, title: good.title });
  const field = made.querySelector("input");
  field.name = good.product;
  field.value = minutes;
  return made;
}
