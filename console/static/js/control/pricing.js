// The forms that price a product: for this room, and for a flash sale.

import { ask, attempt, read, room } from "./desk.js";
import { keep, recall } from "./presets.js";
import { fen, yuan } from "./reckoning.js";

/** Seconds: three, two, one is the house's own way to say now. */
const SOONEST = 3;
const known = (product) => read(`/console/rooms/${room}/goods/${product}`);

/** 直播价: a field for each variant; `save(product, prices)` keeps them. */
export function roomPrices(save) {
  const dialog = document.getElementById("set-price");
  const form = document.getElementById("price");
  if (!form) return () => {};
  let product;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = [...form.querySelectorAll(".variants input")].filter((field) => field.value.trim());
    const prices = Object.fromEntries(fields.map((field) => [field.name, fen(field.value)]));
    if (await attempt(() => save(product, prices), form.querySelector(".wrong"))) dialog.hidePopover();
  });
  return async (one) => {
    product = one.good.product;
    const { variants } = await known(product);
    dialog.querySelector("[data-f=title]").textContent = one.good.title;
    form.querySelector(".variants").replaceChildren(...variants.map((variant) => priced(variant, one)));
    form.querySelector(".wrong").hidden = true;
    dialog.showPopover();
    form.querySelector("input").focus();
  };
}

function priced(variant, one) {
  const label = document.createElement("label");
  label.className = "variant";
  const field = document.createElement("input");
  Object.assign(field, { className: "input", name: variant.sku, inputMode: "decimal", pattern: "\\d{1,7}([.]\\d{1,2})?" });
  field.value = variant.sku in one.prices ? yuan(one.prices[variant.sku]).replaceAll(",", "") : "";
  field.placeholder = yuan(variant.price);
  label.append(`${variant.spec || one.good.title} `, field);
  return label;
}

/** 秒杀: opens with what is explained, or with `product`; remembers the last values on this device. */
export function sales(goods, running) {
  const dialog = document.getElementById("sale-dialog");
  const form = document.getElementById("sale");
  if (!form) return () => {};
  const offer = offering(form, goods, form.price, 0.8);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector(".wrong");
    if (await attempt(() => ask("POST", `/rooms/${room}/sales`, announcement(form, running.now)), told)) {
      keep(form, ["product", "sku", "price"]);
      dialog.hidePopover();
    }
  });
  return (product = goods.explained) => offer(dialog, product);
}

/** A form that offers a variant of the shelf at a `price` of its own, about `share` of today's; `offer(dialog, product)` opens it. */
export function offering(form, goods, price, share) {
  const suggest = () => (price.placeholder = yuan(Math.round((form.sku.selectedOptions[0]?.dataset.price ?? 0) * share)));
  const choose = async () => {
    const { variants } = await known(form.product.value);
    const options = variants.map(({ sku, spec, here, available }) => {
      const option = new Option(`${spec || goods.of(form.product.value)?.good.title} · ¥${yuan(here)} · ${available}`, sku);
      option.dataset.price = here;
      return option;
    });
    form.sku.replaceChildren(...options);
    suggest();
  };
  form.product.addEventListener("change", () => attempt(choose));
  form.sku.addEventListener("change", suggest);
  return async (dialog, product) => {
    form.product.replaceChildren(...goods.goods.map(({ good }) => new Option(`${good.number}. ${good.title}`, good.product)));
    recall(form);
    if (goods.of(product)) form.product.value = product;
    price.value = "";
    form.querySelector(".wrong").hidden = true;
    dialog.showPopover();
    price.focus();
    if (form.product.value) await attempt(choose);
  };
}

/** The body of `POST /rooms/ROOM/sales`. */
function announcement(form, now) {
  const wait = Number(form.countdown.value);
  return {
    sku: form.sku.value,
    price: fen(form.price.value),
    quantity: Number(form.quantity.value),
    per_member: Number(form.per_member.value),
    opens_at: wait > SOONEST ? new Date(now + wait * 1000).toISOString() : null,
    minutes: Number(form.minutes.value),
  };
}

