// How loud the microphone is, on a scale that an eye reads.

const QUIETEST = -60;
const LOUD = -6;
const SILENT_SECONDS = 6;

/** 0 to 100 for the root mean square of samples between -1 and 1 (pure). */
export function level(samples) {
  let sum = 0;
  for (const one of samples) sum += one * one;
  const decibels = 10 * Math.log10(sum / samples.length || 1e-12);
  return Math.max(0, Math.min(100, Math.round(((decibels - QUIETEST) / -QUIETEST) * 100)));
}

export class Meter {
  #bar;
  #silent;
  #context = null;
  #timer = 0;
  #quietSince = 0;

  /** `silent(yes)` is told when nothing at all has come from an open microphone for seconds, and when it does again. */
  constructor(bar, silent) {
    this.#bar = bar;
    this.#silent = silent;
  }

  watch(stream) {
    this.stop();
    if (!stream.getAudioTracks().length) return;
    this.#context = new AudioContext();
    const listener = this.#context.createAnalyser();
    listener.fftSize = 1024;
    this.#context.createMediaStreamSource(stream).connect(listener);
    const samples = new Float32Array(listener.fftSize);
    this.#quietSince = performance.now();
    this.#timer = setInterval(() => {
      listener.getFloatTimeDomainData(samples);
      this.#show(level(samples));
    }, 100);
  }

  stop() {
    clearInterval(this.#timer);
    this.#context?.close();
    this.#context = null;
  }

  #show(height) {
    this.#bar.style.setProperty("--level", `${height}%`);
    this.#bar.classList.toggle("loud", height > 100 + (LOUD / -QUIETEST) * 100);
    this.#bar.setAttribute("aria-valuenow", height);
    const now = performance.now();
    if (height > 0 || this.#context?.state !== "running") this.#quietSince = now;
    this.#silent(now - this.#quietSince > SILENT_SECONDS * 1000);
  }
}
