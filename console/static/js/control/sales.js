// 秒杀: a flash sale of what is explained, or of another product.

import { offering } from "./offering.js";
import { fen } from "./reckoning.js";

/** Seconds: three, two, one is the house's own way to say now. */
const SOONEST = 3;

export function sales(goods, running) {
  let sent = {};
  /** What is sent again as it was, because no answer came, is the same sale. */
  const key = (form) => {
    const said = new URLSearchParams(new FormData(form)).toString();
    if (sent.said !== said) sent = { said, key: `${Date.now()}-${Math.random()}` };
    return sent.key;
  };
  const open = offering(goods, { name: "sale", price: "price", share: 0.8, path: "sales", terms: (form) => ({ key: key(form), ...terms(form, running.now) }) });
  return (product) => {
    sent = {};
    return open(product);
  };
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
