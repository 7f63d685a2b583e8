// A form's last values, kept on this device: the next sale is mostly like the last one.

const PREFIX = "jinbo.preset.";

export function recall(form) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(PREFIX + form.dataset.preset) ?? "{}");
  } catch {
    return; // what somebody else wrote there is no preset
  }
  for (const [name, value] of Object.entries(kept)) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList || field?.tagName !== "SELECT") set(field, value);
    else if ([...field.options].some((option) => option.value === value)) field.value = value;
  }
}

export function keep(form, without = []) {
  const values = Object.fromEntries([...new FormData(form)].filter(([name]) => !without.includes(name)));
  localStorage.setItem(PREFIX + form.dataset.preset, JSON.stringify(values));
}

function set(field, value) {
  if (field instanceof RadioNodeList && field[0]?.type !== "radio") return;
  if (field) field.value = value;
}
