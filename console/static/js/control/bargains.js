// 砍价: opened with what is explained; while one goes on, what it brings is asked for now and then.

import { ask, may, room } from "./desk.js";
import { offering } from "./offering.js";
import { fen } from "./reckoning.js";

const LOOK = 10000;

export function bargains(goods, running) {
  if (may("shelf-run")) setInterval(() => running.haggles && look(running), LOOK);
  return offering(goods, { name: "bargain", price: "floor_price", share: 0.6, path: "bargains", terms });
}

async function look(running) {
  const { items } = await ask("GET", `/rooms/${room}/bargains/whole`).catch(() => ({ items: [] }));
  for (const one of items) running.brought(one);
}

function terms(form) {
  return {
    sku: form.sku.value,
    floor_price: fen(form.floor_price.value),
    helpers: Number(form.helpers.value),
    quantity: Number(form.quantity.value),
    hours: Number(form.hours.value),
  };
}
