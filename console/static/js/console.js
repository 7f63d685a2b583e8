// What every page of the console can do beyond plain HTML.

import { keepFresh, standWhereItIsRead } from "./fresh.js";

document.addEventListener("click", (event) => {
  const copier = event.target.closest("[data-copies]");
  if (copier) copy(copier);
  if (event.target.closest("[data-closes-toast]")) event.target.closest(".toast").remove();
  const remover = event.target.closest("[data-removes]");
  if (remover) takeOut(remover);
  const asker = event.target.closest("[data-asks-about]");
  if (asker) ask(asker);
});

document.addEventListener("htmx:error", tellOutOfReach);
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.selectOOB === "[data-beside]") showWhereOneIs();
});

const TOAST_SECONDS = 8;
const toasts = document.getElementById("toasts");
if (toasts) {
  new MutationObserver(letFade).observe(toasts, { childList: true });
  letFade();
}

standWhereItIsRead();
keepFresh();
showWhereOneIs();

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  field.select();
  await writeToClipboard(field.value);
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = button.dataset.done;
  announce(button.dataset.done);
  setTimeout(() => (words.textContent = before), 1600);
}

/** A row leaves its form, which then hears of it as of anything that is typed. */
function takeOut(button) {
  const form = button.closest("form");
  button.closest(button.dataset.removes).remove();
  form?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** One question stands on the page for all rows, outside the list that is fetched anew: it names what it is about, and sends what its row says. */
function ask({ popoverTargetElement: question, dataset }) {
  question.querySelector("[data-asked-about]").textContent = dataset.asksAbout;
  question.querySelector("form").action = dataset.action;
  for (const field of question.querySelectorAll("[data-asked]")) field.value = dataset[field.name];
}

/** Pages over plain HTTP in the shop's network have no clipboard object; what is selected can still be copied. */
async function writeToClipboard(text) {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else document.execCommand("copy");
}

function announce(words) {
  const line = document.createElement("span");
  line.className = "visually-hidden";
  line.textContent = words;
  toasts?.append(line);
  setTimeout(() => line.remove(), 3000);
}

function tellOutOfReach() {
  toasts?.replaceChildren(document.getElementById("out-of-reach").content.cloneNode(true));
}

function letFade() {
  for (const toast of toasts.querySelectorAll(".toast:not([data-fades])")) {
    toast.dataset.fades = "";
    setTimeout(() => fadeUnlessUsed(toast), TOAST_SECONDS * 1000);
  }
}

/** A toast that is pointed at or holds the focus stays: somebody is about to press undo. */
function fadeUnlessUsed(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(() => fadeUnlessUsed(toast), 2000);
  else toast.remove();
}

/** Where tabs are wider than a phone, the current one stands in the middle of what is seen of them. */
function showWhereOneIs() {
  for (const one of document.querySelectorAll(".tabs [aria-current]")) {
    const tabs = one.closest(".tabs");
    tabs.scrollLeft += one.getBoundingClientRect().x - tabs.getBoundingClientRect().x - (tabs.clientWidth - one.offsetWidth) / 2;
  }
}
