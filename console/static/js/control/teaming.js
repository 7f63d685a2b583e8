// 拼团: the form that opens one in this room, for what is explained or another product of the shelf.

import { ask, attempt, read, room } from "./desk.js";
import { keep, recall } from "./presets.js";
import { fen, yuan } from "./reckoning.js";

/** Opens with what is explained, or with `product`; remembers the last values on this device. */
export function groupBuys(goods) {
  const dialog = document.getElementById("group-dialog");
  const form = document.getElementById("group");
  if (!form) return () => {};
  const choose = async () => {
    const { variants } = await read(`/console/rooms/${room}/goods/${form.product.value}`);
    form.sku.replaceChildren(
      ...variants.map(({ sku, spec, here, available }) => {
        const option = new Option(`${spec || goods.of(form.product.value)?.good.title} · ¥${yuan(here)} · ${available}`, sku);
        option.dataset.price = here;
        return option;
      }),
    );
    suggest();
  };
  const suggest = () => (form.price.placeholder = yuan(Math.round((form.sku.selectedOptions[0]?.dataset.price ?? 0) * 0.8)));
  form.product.addEventListener("change", () => attempt(choose));
  form.sku.addEventListener("change", suggest);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await attempt(() => ask("POST", `/rooms/${room}/group-buys`, wanted(form)), form.querySelector(".wrong"))) {
      keep(form, ["product", "sku", "price"]);
      dialog.hidePopover();
    }
  });
  return async (product = goods.explained) => {
    form.product.replaceChildren(...goods.goods.map(({ good }) => new Option(`${good.number}. ${good.title}`, good.product)));
    recall(form);
    if (goods.of(product)) form.product.value = product;
    form.price.value = "";
    form.querySelector(".wrong").hidden = true;
    dialog.showPopover();
    form.price.focus();
    if (form.product.value) await attempt(choose);
  };
}

/** The body of `POST /rooms/ROOM/group-buys`: teams can be opened as long as one of them has. */
function wanted(form) {
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
