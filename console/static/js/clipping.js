// Cutting a clip: the recording plays from where a suggestion begins, and what is seen gives the clip its ends.

const screen = document.getElementById("screen");
const video = screen?.querySelector("video");
const form = document.querySelector("#cutting form");
let until = Infinity;
let ready = null;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.plays) play(Number(button.dataset.plays), Number(button.dataset.until));
  else if (button && "adjusts" in button.dataset) adjust(button.dataset);
  else if (button?.dataset.takes) take(button.dataset.takes);
});

video?.addEventListener("play", () => load(), { once: true });
video?.addEventListener("timeupdate", stopAtTheEnd);
video?.addEventListener("seeking", () => (until = Infinity), { passive: true });

/** A stretch, in milliseconds of the recording. */
async function play(from, to) {
  screen.scrollIntoView({ block: "center", behavior: "smooth" });
  await load();
  video.currentTime = from / 1000;
  video.addEventListener("seeked", () => (until = to / 1000), { once: true });
  await video.play().catch(() => {}); // the browser wants a finger on the picture first
}

/** The film is fetched when somebody wants to see it. */
function load() {
  ready ??= new Promise((resolve) => {
    video.addEventListener("loadedmetadata", () => resolve(allow()), { once: true });
    if (!window.Hls?.isSupported()) return (video.src = screen.dataset.film);
    const hls = new window.Hls({ maxBufferLength: 20 });
    hls.loadSource(screen.dataset.film);
    hls.attachMedia(video);
  });
  return ready;
}

function allow() {
  for (const button of document.querySelectorAll("[data-takes]")) button.disabled = false;
}

function stopAtTheEnd() {
  if (video.currentTime < until) return;
  until = Infinity;
  video.pause();
}

function adjust({ since, until: end, title, product }) {
  form.elements.since.value = since;
  form.elements.until.value = end;
  form.elements.title.value = title;
  form.elements.product.value = product;
  form.scrollIntoView({ block: "center", behavior: "smooth" });
  form.elements.since.focus({ preventScroll: true });
}

function take(name) {
  form.elements[name].value = clockOf(video.currentTime);
}

/** 1:02:03.48 */
function clockOf(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = (seconds % 60).toFixed(2).padStart(5, "0");
  return `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}
