// How many watch, over the show, with marks where a product was pinned or a sale opened.

import { read, room, say } from "./desk.js";
import { clock } from "./reckoning.js";
import { Rate } from "./sampling.js";

const MARKS = { ProductPinned: "accent-ink", FlashSaleOpened: "warn-dot", RoundOpened: "good-dot" };
const MOST = 4000;
/** Seconds from one time below the curve to the next: a time that is told to the minute stands there once. */
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360].map((minutes) => minutes * 60);

export class Curve {
  #box = document.querySelector("#curve .plot");
  #peak = document.getElementById("peak");
  #times = [];
  #viewers = [];
  #marks = [];
  #plot;

  #came = new Rate();
  #entrants = document.getElementById("entrants");

  constructor() {
    setInterval(() => this.#tellEntrants(), 5000);
    this.#make();
    new ResizeObserver(() => this.#fit()).observe(this.#box);
  }

  async load() {
    const told = await read(`/console/rooms/${room}/audience`).catch(() => []);
    this.#times = told.map(([at]) => at / 1000);
    this.#viewers = told.map(([, viewers]) => viewers);
    this.#draw();
  }

  counted(viewers, now = Date.now()) {
    this.#times.push(now / 1000);
    this.#viewers.push(viewers);
    if (this.#times.length > MOST) this.#times.shift(), this.#viewers.shift();
    this.#draw();
  }

  /** ViewersCame: so many more since the last tick. */
  came(count) {
    this.#came.count(Date.now(), count);
    this.#tellEntrants();
  }

  #tellEntrants() {
    const count = this.#came.of(Date.now());
    this.#entrants.textContent = count ? say(this.#entrants.dataset.words, { count }) : "";
  }

  /** Facts that are worth a mark, as they happen and from the journal. */
  mark(fact, at = Date.now()) {
    if (!(fact.type in MARKS)) return;
    this.#marks.push({ at: Number(new Date(at)) / 1000, colour: MARKS[fact.type] });
    this.#draw();
  }

  #draw() {
    const highest = this.#viewers.reduce((most, one) => Math.max(most, one), 0);
    this.#peak.textContent = highest ? say(this.#peak.dataset.words, { viewers: highest }) : "";
    const some = this.#times.length > 1; // a single moment has no course, and no clock to stand below it
    this.#plot.setData(some ? [this.#times, this.#viewers] : [[], []]);
  }

  #fit() {
    if (this.#box.clientWidth) this.#plot.setSize({ width: this.#box.clientWidth, height: this.#box.clientHeight });
  }

  #make() {
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(`--color-${name}`).trim();
    const axis = { stroke: colour("ink-3"), font: `11px ${colours.getPropertyValue("--font")}`, ticks: { show: false } };
    this.#plot = new window.uPlot(
      {
        width: this.#box.clientWidth || 260,
        height: this.#box.clientHeight || 88,
        padding: [6, 4, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: true }, y: { range: (_plot, _low, high) => [0, Math.max(high || 0, 5) * 1.15] } },
        series: [{}, { stroke: colour("accent-ink"), width: 1.75, fill: colour("accent-soft"), points: { show: false } }],
        axes: [
          { ...axis, grid: { show: false }, size: 20, space: 70, incrs: MINUTES, values: (_plot, splits) => splits.map((seconds) => clock(seconds * 1000)) },
          { ...axis, grid: { stroke: colour("line"), width: 1 }, size: 36, space: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] },
        ],
        hooks: { draw: [(plot) => this.#drawMarks(plot, colour)] },
      },
      [[], []],
      this.#box,
    );
  }

  #drawMarks(plot, colour) {
    const { ctx, bbox } = plot;
    for (const { at, colour: name } of this.#marks) {
      const x = plot.valToPos(at, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.fillStyle = colour(name);
      ctx.fillRect(x - 1, bbox.top, 2, bbox.height);
    }
  }
}
