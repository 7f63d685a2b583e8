// A small menu beside the button that opened it: arrows walk, Escape goes back to where one was.

let opener;

export function open(menu, button) {
  opener = button;
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const own = menu.getBoundingClientRect();
  const below = at.bottom + own.height < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(at.right - own.width, innerWidth - own.width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - own.height - 4)}px`;
  items(menu)[0]?.focus();
}

/** Calls `chosen(name)` for the item that was taken. */
export function prepare(menu, chosen) {
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = items(menu);
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    event.preventDefault();
  });
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[data-does]");
    if (!item) return;
    menu.hidePopover();
    chosen(item.dataset.does);
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && menu.contains(document.activeElement)) opener?.focus();
  });
}

const items = (menu) => [...menu.querySelectorAll("[data-does]")].filter((item) => !item.hidden);
