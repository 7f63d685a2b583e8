// What a stream looks like from here: one light, one sentence, what plays; and how many watch.

const QUIET_SECONDS = 4;
const UNCOUNTED_SECONDS = 30;
const chinese = document.documentElement.lang.startsWith("zh");

export class Signs {
  #graphs;
  #state;
  #light = document.getElementById("light");
  #sentence = document.getElementById("sentence");
  #source = document.getElementById("source");
  #loud = document.getElementById("loud");
  #words = JSON.parse(this.#light.dataset.words);
  #quiet;
  #uncounted;

  /** `state()` is live, away or off. */
  constructor(graphs, state) {
    this.#graphs = graphs;
    this.#state = state;
    setInterval(tickSince, 1000);
  }

  measured(fact) {
    this.#show(fact.light, chinese ? fact.sentence_zh : fact.sentence_en);
    const untouched = this.#source.dataset.untouched;
    const names = fact.renditions.map((name) => (name === "source" ? untouched : name)).join(chinese ? "、" : ", ");
    this.#source.textContent = [
      `${fact.width}×${fact.height}`,
      `${fact.video_codec} + ${fact.audio_codec}`,
      names && this.#source.dataset.renditions.replace("{names}", names),
    ]
      .filter(Boolean)
      .join(" · ");
    this.#sound(fact.level ?? null);
    this.#graphs.add(fact);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.rest(), QUIET_SECONDS * 1000);
  }

  /** Nothing arrives: what was measured before is over. */
  rest() {
    clearTimeout(this.#quiet);
    this.#show("off", this.#state() === "off" ? this.#sentence.dataset.off : this.#sentence.dataset.away);
    this.#source.textContent = "";
    this.#sound(null);
    this.#graphs.rest();
  }

  /** A count that nobody renews is 0, as the house itself reads it. */
  watched(viewers) {
    document.getElementById("viewers").textContent = viewers;
    clearTimeout(this.#uncounted);
    if (viewers) this.#uncounted = setTimeout(() => this.watched(0), UNCOUNTED_SECONDS * 1000);
  }

  /** `level` in dBFS; null: nobody measures it. Only the control room has a meter. */
  #sound(level) {
    if (!this.#loud) return;
    this.#loud.hidden = level === null;
    if (level === null) return;
    this.#loud.querySelector("meter").value = level;
    this.#loud.querySelector("b").textContent = level.toFixed(0);
  }

  /** Written only when it changes, so that a screen reader hears a change and not every second. */
  #show(colour, text) {
    if (this.#light.textContent !== this.#words[colour]) this.#light.textContent = this.#words[colour];
    this.#light.className = `light ${colour}`;
    if (this.#sentence.textContent !== text) this.#sentence.textContent = text;
  }
}

function tickSince() {
  const since = document.querySelector("[data-since]");
  if (!since) return;
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since.dataset.since)) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  since.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
