// 秒杀: a flash sale of what is explained, or of another product.

import { offering } from "./offering.js";
import { fen } from "./reckoning.js";

/** Seconds: three, two, one is the house's own way to say now. */
const SOONEST = 3;

export function sales(goods, running) {
  return offering(goods, { name: "sale", price: "price", share: 0.8, path: "sales", terms: (form) => terms(form, running.now) });
}

function terms(form, now) {
  const wait = Number(form.countdown.value);
  return {
    sku: form.sku.value,
    price: fen(form.price.value),
    quantity: Number(form.quantity.value),
    per_member: Number(form.per_member.value),
    members: form.members?.checked ?? null,
    opens_at: wait > SOONEST ? new Date(now + wait * 1000).toISOString() : null,
    minutes: Number(form.minutes.value),
  };
}
