// A form's last values, kept on this device: the next sale is mostly like the last one.

const PREFIX = "jinbo.preset.";

export function recall(form) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(PREFIX + form.dataset.preset) ?? "{}");
  } catch {
    return; // what somebody else wrote there is no preset
  }
  for (const [name, values] of Object.entries(kept)) set(form.elements.namedItem(name), [values].flat());
}

export function keep(form, without = []) {
  const given = new FormData(form);
  const names = [...new Set(given.keys())].filter((name) => !without.includes(name));
  const values = Object.fromEntries(names.map((name) => [name, given.getAll(name)]));
  localStorage.setItem(PREFIX + form.dataset.preset, JSON.stringify(values));
}

/** A choice that is no longer offered is left as it is. */
function set(field, values) {
  if (!field) return;
  if (field instanceof RadioNodeList && field[0].type === "radio") field.value = values[0];
  else if (field instanceof RadioNodeList) values.forEach((value, at) => field[at] && (field[at].value = value));
  else if (field.tagName !== "SELECT" || [...field.options].some(({ value }) => value === values[0])) field.value = values[0];
}
