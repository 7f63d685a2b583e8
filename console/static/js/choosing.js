// Lists where several things are chosen: one tick for all, and a choice that sends its form.

document.addEventListener("change", ({ target }) => {
  if (target.dataset.ticks) {
    const all = document.querySelectorAll(`input[type="checkbox"][name="${target.dataset.ticks}"]`);
    for (const one of all) one.checked = target.checked;
  }
  if ("sends" in target.dataset) target.form.requestSubmit();
});
