// Stock of what is on the shelf: more in one tap, or so many from now on; each with a way back.

import { ask, attempt, read, room, say, tell, words } from "./desk.js";

/** Opens the form for a product; `changed()` when its stock is another one. */
export function stock(changed) {
  const dialog = document.getElementById("set-stock");
  const form = document.getElementById("stock");
  if (!form) return () => {};
  let good;
  let variants = [];
  const chosen = () => variants.find(({ sku }) => sku === form.sku.value);
  const now = () => {
    const { available, promised } = chosen();
    const more = promised ? say(words.stockPromised, { promised }) : "";
    document.getElementById("stock-now").textContent = say(words.stockNow, { available }) + more;
    form.available.placeholder = available;
  };
  const load = async (sku) => {
    ({ variants } = await read(`/console/rooms/${room}/goods/${good.product}`));
    form.sku.replaceChildren(...variants.map((one) => new Option(one.spec || good.title, one.sku)));
    if (sku) form.sku.value = sku;
    document.getElementById("stock-which").hidden = variants.length < 2;
    now();
  };
  const book = async (sku, numbers) => {
    const { changed: pieces } = await ask("POST", `/rooms/${room}/stock/${sku}`, { key: `${Date.now()}-${Math.random()}`, ...numbers });
    changed();
    return pieces;
  };
  /** What is taken back is the difference: pieces may have been sold meanwhile. */
  const does = (numbers, line) => {
    const { sku, spec } = chosen();
    const title = `${good.title} ${spec}`.trim();
    return attempt(async () => {
      const pieces = await book(sku, numbers);
      tell(say(line, { title, pieces: numbers.more ?? numbers.available }), pieces && (() => book(sku, { more: -pieces })));
      await load(sku);
    }, form.querySelector(".wrong"));
  };
  form.sku.addEventListener("change", now);
  for (const chip of form.querySelectorAll("[data-more]")) {
    const more = Number(chip.dataset.more);
    chip.addEventListener("click", () => does({ more }, words.stockMore));
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await does({ available: Number(form.available.value) }, words.stockSet)) dialog.hidePopover();
  });
  return async (one) => {
    good = one.good;
    dialog.querySelector("[data-f=title]").textContent = good.title;
    form.querySelector(".wrong").hidden = true;
    form.reset();
    if (!(await attempt(load))) return;
    dialog.showPopover();
    form.querySelector("[data-more]").focus();
  };
}
