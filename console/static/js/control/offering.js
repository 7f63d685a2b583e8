// The form that offers a variant of the shelf at a price of its own: a flash sale, a bargain or a group buy of this room.

import { ask, attempt, read, room, say, words } from "./desk.js";
import { keep, recall } from "./presets.js";
import { yuan } from "./reckoning.js";

/** What the console knows of a product: its variants, with what each costs here and how many there are. */
export const known = (product) => read(`/console/rooms/${room}/goods/${product}`);

/**
 * The dialog `name`-dialog with its form `name`. Its function opens it with what is explained, or with another product, and with
 * the last values on this device but the `price`, for which it suggests `share` of today's. `terms(form)` is the body of
 * `POST /rooms/ROOM/path`, but for the key: what is sent again as it was, by a second press or because no answer came, is the same.
 */
export function offering(goods, { name, price, share, path, terms }) {
  const dialog = document.getElementById(`${name}-dialog`);
  const form = document.getElementById(name);
  if (!form) return () => {};
  const field = form[price];
  const wrong = form.querySelector(".wrong");
  const suggest = () => (field.placeholder = yuan(Math.round((form.sku.selectedOptions[0]?.dataset.price ?? 0) * share)));
  let sent = {};
  const key = () => {
    const said = new URLSearchParams(new FormData(form)).toString();
    if (sent.said !== said) sent = { said, key: `${Date.now()}-${Math.random()}` };
    return sent.key;
  };
  const choose = async () => {
    const product = form.product.value;
    form.sku.replaceChildren();
    const { variants } = await known(product);
    if (form.product.value !== product) return;
    form.sku.replaceChildren(...variants.map((variant) => option(variant, goods.of(product)?.good.title)));
    suggest();
  };
  form.product.addEventListener("change", () => attempt(choose));
  form.sku.addEventListener("change", suggest);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await attempt(() => ask("POST", `/rooms/${room}/${path}`, { key: key(), ...terms(form) }), wrong)) {
      keep(form, ["product", "sku", price]);
      dialog.hidePopover();
    }
  });
  return async (product = goods.explained) => {
    sent = {};
    form.product.replaceChildren(...goods.goods.map(({ good }) => new Option(`${good.number}. ${good.title}`, good.product)));
    recall(form);
    if (goods.of(product)) form.product.value = product;
    field.value = "";
    wrong.hidden = true;
    dialog.showPopover();
    field.focus();
    if (form.product.value) await attempt(choose);
  };
}

function option({ sku, spec, here, available }, title) {
  const made = new Option(`${spec || title} · ¥${yuan(here)} · ${say(words.left, { count: available })}`, sku);
  made.dataset.price = here;
  return made;
}
