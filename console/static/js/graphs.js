// Six small graphs over the same ten minutes, one point a second.

const WINDOW_SECONDS = 600;
const UNKNOWN_SECONDS = 5;
const SOFTEST = -60;

const SCALES = {
  bitrate: { of: (fact) => fact.bitrate / 1e6, digits: 2, floor: 1 },
  fps: { of: (fact) => fact.fps, digits: 0, floor: 30 },
  keyframe_seconds: { of: (fact) => fact.keyframe_seconds, digits: 1, floor: 4 },
  level: {
    of: (fact) => fact.level ?? null,
    digits: 0,
    range: [SOFTEST, 0],
    splits: () => [SOFTEST, SOFTEST / 2, 0],
  },
  dropped: { of: (fact) => fact.dropped, digits: 0, floor: 10 },
  delay_ms: { of: (fact) => fact.delay_ms, digits: 0, floor: 200 },
};

export class Graphs {
  #root;
  #times = [];
  #graphs = [];

  constructor(root) {
    this.#root = root;
    for (const figure of root.querySelectorAll("[data-graph]")) {
      this.#graphs.push(new Graph(figure, SCALES[figure.dataset.graph]));
    }
    new ResizeObserver(() => this.#graphs.forEach((graph) => graph.fit())).observe(root);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#repaint());
    this.#draw();
  }

  /** What the house remembers of the last minutes, oldest first. */
  begin(facts) {
    for (const fact of facts) this.#keep(fact);
    if (facts.length) this.#root.hidden = false;
    this.#draw();
  }

  add(fact) {
    this.#root.hidden = false;
    this.#keep(fact);
    this.#draw();
  }

  /** Nothing arrives: the figures are no longer true, the lines are. */
  rest() {
    for (const graph of this.#graphs) graph.say(null);
  }

  #keep(fact) {
    const time = Date.parse(fact.at) / 1000;
    if (time <= this.#times.at(-1)) return;
    this.#gap(time);
    this.#times.push(time);
    for (const graph of this.#graphs) graph.push(fact);
    while (this.#times[0] < time - WINDOW_SECONDS) {
      this.#times.shift();
      for (const graph of this.#graphs) graph.values.shift();
    }
  }

  /** Where nothing was measured the line is broken, not drawn through. */
  #gap(time) {
    if (time - this.#times.at(-1) < 3) return;
    this.#times.push(this.#times.at(-1) + 1);
    for (const graph of this.#graphs) graph.values.push(null);
  }

  #draw() {
    const now = this.#times.at(-1) ?? Date.now() / 1000;
    for (const graph of this.#graphs) graph.draw(this.#times, now);
  }

  #repaint() {
    for (const graph of this.#graphs) graph.repaint();
    this.#draw();
  }
}

class Graph {
  values = [];
  #root;
  #figure;
  #scale;
  #plot;
  #box;

  constructor(figure, scale) {
    this.#root = figure;
    this.#figure = figure.querySelector("[data-now]");
    this.#box = figure.querySelector(".plot");
    this.#scale = scale;
    this.repaint();
  }

  push(fact) {
    const value = this.#scale.of(fact);
    this.values.push(value);
    this.say(value);
  }

  say(value) {
    this.#figure.textContent = value === null ? "–" : value.toFixed(this.#scale.digits);
  }

  /** A figure that is not known says so in words; a stream that has just begun is waited for. */
  draw(times, now) {
    const unknown = this.values.length >= UNKNOWN_SECONDS && this.values.every((value) => value === null);
    if (unknown !== this.#root.hasAttribute("data-unknown")) {
      this.#root.toggleAttribute("data-unknown", unknown);
      this.fit();
    }
    this.#plot.setData([times, this.values], false);
    this.#plot.setScale("x", { min: now - WINDOW_SECONDS, max: now });
  }

  fit() {
    if (!this.#box.clientWidth) return;
    this.#plot.setSize({ width: this.#box.clientWidth, height: this.#box.clientHeight });
  }

  repaint() {
    this.#plot?.destroy();
    this.#plot = new window.uPlot(this.#options(), [[], []], this.#box);
  }

  #options() {
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(`--color-${name}`).trim();
    const axis = { stroke: colour("ink-3"), font: `11px ${colours.getPropertyValue("--font")}`, ticks: { show: false } };
    const grid = { stroke: colour("line"), width: 1 };
    const upwards = (_plot, _low, high) => [0, Math.max(high || 0, this.#scale.floor) * 1.1];
    const [least] = this.#scale.range ?? [0];
    return {
      width: this.#box.clientWidth || 260,
      height: this.#box.clientHeight || 96,
      padding: [6, 4, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true }, y: { range: this.#scale.range ?? upwards } },
      series: [
        {},
        {
          stroke: colour("accent-ink"),
          width: 1.75,
          fill: colour("accent-soft"),
          fillTo: least,
          points: { show: false },
        },
      ],
      axes: [
        { ...axis, grid: { show: false }, size: 20, space: 80, values: (_plot, splits) => splits.map(clock) },
        { ...axis, grid, size: 44, space: 28, ...(this.#scale.splits && { splits: this.#scale.splits }) },
      ],
    };
  }
}

function clock(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 5);
}
