// 拼团: a group buy of what is explained, or of another product.

import { offering } from "./offering.js";
import { fen } from "./reckoning.js";

export function groupBuys(goods) {
  return offering(goods, { name: "group", price: "price", share: 0.8, path: "group-buys", terms });
}

/** Teams can be opened as long as one of them has. */
function terms(form) {
  const hours = Number(form.hours.value);
  return {
    sku: form.sku.value,
    price: fen(form.price.value),
    size: Number(form.size.value),
    quantity: Number(form.quantity.value),
    hours,
    minutes: hours * 60,
  };
}
