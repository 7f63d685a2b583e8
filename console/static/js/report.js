// A report as one picture, to be sent to colleagues: its title, its sums and its course.

const WIDTH = 750;
const SIDE = 40;
const COLUMNS = 3;
const ROW = 104;
const HEAD = 150;
const SCALE = 2;

const button = document.getElementById("keep");
button?.addEventListener("click", keep);

async function keep() {
  const canvas = document.createElement("canvas");
  const sums = [...document.querySelectorAll("[data-sum]")].map((one) => [one.querySelector("dt").textContent, one.querySelector("dd").textContent]);
  const course = document.getElementById("course");
  const tall = course ? 240 : 0;
  const height = HEAD + Math.ceil(sums.length / COLUMNS) * ROW + tall + SIDE;
  Object.assign(canvas, { width: WIDTH * SCALE, height: height * SCALE });
  const ink = canvas.getContext("2d");
  ink.scale(SCALE, SCALE);
  paper(ink, height);
  title(ink);
  sums.forEach(([words, value], place) => sum(ink, words, value, place));
  if (course) ink.drawImage(await drawn(course), SIDE, height - tall - SIDE / 2, WIDTH - 2 * SIDE, tall - SIDE);
  save(canvas);
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim();
const font = () => getComputedStyle(document.body).fontFamily;

function paper(ink, height) {
  ink.fillStyle = colour("surface");
  ink.fillRect(0, 0, WIDTH, height);
  ink.fillStyle = colour("accent");
  ink.fillRect(0, 0, WIDTH, 12);
}

function title(ink) {
  write(ink, document.querySelector("h1").textContent, SIDE, 68, { size: 32, weight: 700, width: WIDTH - 2 * SIDE });
  write(ink, document.querySelector(".page-head .lead").textContent.trim().replace(/\s+/g, " "), SIDE, 104, { size: 18, shade: "ink-2", width: WIDTH - 2 * SIDE });
}

function sum(ink, words, value, place) {
  const wide = (WIDTH - 2 * SIDE) / COLUMNS;
  const x = SIDE + (place % COLUMNS) * wide;
  const y = HEAD + Math.floor(place / COLUMNS) * ROW;
  write(ink, words, x, y + 22, { size: 18, shade: "ink-2", width: wide - 16 });
  write(ink, value, x, y + 66, { size: 36, weight: 600, width: wide - 16 });
}

function write(ink, words, x, y, { size, weight = 400, shade = "ink", width }) {
  ink.fillStyle = colour(shade);
  ink.font = `${weight} ${size}px ${font()}`;
  ink.fillText(words, x, y, width);
}

/** The drawing alone knows nothing of the page's style: each of its parts takes its own along. */
async function drawn(course) {
  const copy = course.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const looks = ["fill", "stroke", "stroke-width", "opacity", "font-size", "font-family"];
  const parts = [...course.querySelectorAll("path, rect, text")];
  [...copy.querySelectorAll("path, rect, text")].forEach((part, place) => {
    const style = getComputedStyle(parts[place]);
    for (const look of looks) part.setAttribute(look, style.getPropertyValue(look));
  });
  const { width, height } = course.viewBox.baseVal;
  Object.entries({ width, height }).forEach(([name, value]) => copy.setAttribute(name, value));
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  return picture;
}

function save(canvas) {
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = `${button.dataset.name}.png`;
  link.click();
}
