// 砍价: opened with what is explained; while one goes on, what it brings is asked for now and then.

import { ask, attempt, may, room } from "./desk.js";
import { keep } from "./presets.js";
import { offering } from "./pricing.js";
import { fen } from "./reckoning.js";

const LOOK = 10000;

export function bargains(goods, running) {
  const dialog = document.getElementById("bargain-dialog");
  const form = document.getElementById("bargain");
  if (!form) return () => {};
  const offer = offering(form, goods, form.floor_price, 0.6);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await attempt(() => ask("POST", `/rooms/${room}/bargains`, terms(form)), form.querySelector(".wrong"))) {
      keep(form, ["product", "sku", "floor_price"]);
      dialog.hidePopover();
    }
  });
  if (may("shelf-run")) setInterval(() => running.haggles && look(running), LOOK);
  return (product = goods.explained) => offer(dialog, product);
}

async function look(running) {
  const { items } = await ask("GET", `/rooms/${room}/bargains/whole`).catch(() => ({ items: [] }));
  for (const one of items) running.brought(one);
}

/** The body of `POST /rooms/ROOM/bargains`. */
function terms(form) {
  return {
    sku: form.sku.value,
    floor_price: fen(form.floor_price.value),
    helpers: Number(form.helpers.value),
    quantity: Number(form.quantity.value),
    hours: Number(form.hours.value),
  };
}
