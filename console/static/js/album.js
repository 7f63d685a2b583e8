// Pictures: sent one by one, and put in order by dragging.

for (const form of document.querySelectorAll("[data-one-by-one]")) form.addEventListener("submit", sendOneByOne);

const album = document.querySelector("[data-order]");
if (album) letDrag(album);

/** A phone's pictures are large: each in a request of its own, and one that is refused says so. */
async function sendOneByOne(event) {
  const form = event.target;
  const input = form.querySelector("input[type=file]");
  const files = [...input.files];
  if (files.length < 2) return;
  event.preventDefault();
  const line = form.querySelector("[data-progress]");
  for (const [index, file] of files.entries()) {
    line.textContent = line.dataset.progress.replace("{now}", index + 1).replace("{all}", files.length);
    const body = new FormData(form);
    body.delete(input.name);
    body.append(input.name, file);
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    if (!answer.ok) return show(await answer.text());
  }
  location.reload();
}

function show(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  document.getElementById("main").replaceWith(fresh.getElementById("main"));
}

function letDrag(list) {
  let carried;
  for (const item of list.children) item.draggable = true;
  list.addEventListener("dragstart", (event) => {
    carried = event.target.closest("li");
    carried.classList.add("carried");
  });
  list.addEventListener("dragover", (event) => {
    const under = event.target.closest("li");
    if (!carried || !under || under === carried) return;
    event.preventDefault();
    const items = [...list.children];
    if (items.indexOf(carried) < items.indexOf(under)) under.after(carried);
    else under.before(carried);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", async () => {
    carried?.classList.remove("carried");
    carried = undefined;
    await keep(list);
  });
}

async function keep(list) {
  const body = new URLSearchParams([["csrf", list.dataset.csrf]]);
  for (const item of list.children) body.append("order", item.dataset.picture);
  await fetch(list.dataset.order, { method: "POST", body });
  location.reload();
}
