// Lists where several things are chosen: one tick for all, and a choice that sends its form.

document.addEventListener("change", ({ target }) => {
  if (target.dataset.ticks) {
    const all = document.querySelectorAll(`input[type="checkbox"][name="${target.dataset.ticks}"]`);
    for (const one of all) one.checked = target.checked;
  }
  if ("sends" in target.dataset) target.form.requestSubmit();
});

// The list is fetched anew when its goods change: what was ticked stays so, and "all" means those that are there.
let ticked = [];
document.addEventListener("htmx:before:swap", () => {
  ticked = [...document.querySelectorAll(".tick")].filter((one) => one.checked).map(({ value }) => value);
});
document.addEventListener("htmx:after:swap", () => {
  const boxes = [...document.querySelectorAll(".tick")];
  for (const one of boxes) one.checked = ticked.includes(one.value);
  for (const all of document.querySelectorAll("[data-ticks]")) all.checked = boxes.length > 0 && boxes.every((one) => one.checked);
});
