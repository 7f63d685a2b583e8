// Coupon drops, lotteries, polls, quizzes, red packets and check-ins: a form for each, its last values remembered.

import { ask, attempt, room, say, words } from "./desk.js";
import { known } from "./offering.js";
import { keep, recall } from "./presets.js";
import { atMost, yuan } from "./reckoning.js";

/** `kind` -> opens its form. */
export function rounds(goods) {
  const forms = Object.fromEntries([...document.querySelectorAll("[data-round]")].map((form) => [form.dataset.round, form]));
  for (const form of Object.values(forms)) prepare(form, goods);
  return (kind) => {
    const form = forms[kind];
    if (!form) return;
    if (form.elements.product) list(form, goods);
    recall(form);
    if (goods.of(goods.explained) && form.elements.product) form.elements.product.value = goods.explained;
    form.querySelector(".wrong").hidden = true;
    form.dispatchEvent(new Event("change"));
    form.closest("dialog").showPopover();
    form.querySelector("input, select")?.focus();
  };
}

function prepare(form, goods) {
  form.addEventListener("change", ({ target }) => {
    const { prize, product, sku } = form.elements;
    showWhatApplies(form);
    if (prize?.value === "goods" && (target === product || !sku.length)) attempt(() => offer(form));
  });
  const cost = form.querySelector("[data-cost]");
  if (cost) for (const type of ["input", "change"]) form.addEventListener(type, () => tellCost(form, cost));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector(".wrong");
    if (await attempt(() => ask("POST", `/rooms/${room}/rounds`, wanted(form)), told)) {
      keep(form, ["sku"]);
      form.closest("dialog").hidePopover();
    }
  });
}

/** What a check-in comes to when everybody comes, before it is opened. */
function tellCost(form, line) {
  const { points, fen } = atMost(Number(form.elements.points.value), Number(form.elements.count.value), Number(line.dataset.perYuan));
  line.textContent = points ? say(fen ? words.atMostWorth : words.atMost, { points: points.toLocaleString("en-US"), yuan: yuan(fen) }) : "";
}

/** Of a lottery: only the fields of the prize and the rule that were chosen. */
function showWhatApplies(form) {
  for (const [name, chosen] of [["prize", form.elements.prize?.value], ["rule", form.elements.rule?.value]]) {
    for (const part of form.querySelectorAll(`[data-${name}]`)) {
      part.hidden = part.dataset[name] !== chosen;
      for (const field of part.querySelectorAll("input, select")) field.disabled = part.hidden;
    }
  }
}

/** The goods as they stand on the shelf now; of which variant is asked when one is chosen. */
function list({ elements: { product, sku } }, goods) {
  product.replaceChildren(...goods.goods.map(({ good }) => new Option(`${good.number}. ${good.title}`, good.product)));
  sku.replaceChildren();
}

async function offer({ elements: { product, sku } }) {
  const chosen = product.value;
  sku.replaceChildren();
  if (!chosen) return;
  const { title, variants } = await known(chosen);
  if (product.value === chosen) sku.replaceChildren(...variants.map((one) => new Option(one.spec || title, one.sku)));
}

/** The body of `POST /rooms/ROOM/rounds`. */
export function wanted(form) {
  const given = Object.fromEntries(new FormData(form));
  const body = { kind: form.dataset.round, title: given.title ?? titled(form), lasts: Number(given.seconds) };
  const count = Number(given.count);
  const prize = {
    "coupon-drop": () => ({ kind: "coupon", promotion: given.promotion ?? "", count }),
    lottery: () => prized(given, count),
    quiz: () => ({ kind: "points", points: Number(given.points), count }),
    "red-packets": () => ({ kind: "points", points: Number(given.points), count }),
    "check-in": () => ({ kind: "points", points: Number(given.points), count }),
  }[body.kind]?.();
  if (prize) body.prizes = [prize];
  const options = new FormData(form).getAll("option").map((option) => option.trim()).filter(Boolean);
  if (options.length) body.options = options;
  if (given.answer !== undefined) body.answer = Number(given.answer);
  if (form.elements.members) body.members = form.elements.members.checked;
  if (given.rule) Object.assign(body, { rule: given.rule, keyword: given.keyword ?? "" });
  return body;
}

function prized(given, count) {
  if (given.prize === "coupon") return { kind: "coupon", promotion: given.promotion ?? "", count };
  if (given.prize === "goods") return { kind: "goods", sku: given.sku ?? "", count };
  return { kind: "points", points: Number(given.points), count };
}

const titled = (form) => form.elements.promotion?.selectedOptions?.[0]?.text ?? words[form.dataset.round];
