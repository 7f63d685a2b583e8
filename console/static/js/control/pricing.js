// 直播价: what a product costs in this room.

import { attempt } from "./desk.js";
import { known } from "./offering.js";
import { fen, yuan } from "./reckoning.js";

/** A field for each variant; `save(product, prices)` keeps them. */
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
