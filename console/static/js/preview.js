// The picture as viewers get it, muted until somebody wants the sound; or, while the host sends it so, without delay.

import { inTime } from "./live/signalling.js";
import { PROVING_LOOKS, Whep } from "./live/whep.js";
import { pickUp } from "./pick-up.js";

const RETRY_SECONDS = 3;
/** Twice as long after each try in vain: it costs a thin line a second picture beside the first. */
const AGAIN_MS = 30_000;
const MOST_AGAIN_MS = 480_000;
const HELD_MS = 60_000;

export class Preview {
  #player;
  #video;
  #hls;
  #direct = null;
  #hurrying = false;
  #directSince = 0;
  #vain = 0;
  #later = 0;
  #veil = document.getElementById("veil");
  #veilWords = document.getElementById("veil-words");
  #latency = document.getElementById("latency");
  #sound = document.getElementById("sound");
  /** The house's clock minus this device's, in ms. */
  #ahead = 0;
  #known = false;

  constructor(player) {
    this.#player = player;
    this.#video = player.querySelector("video");
    this.#sound.addEventListener("click", () => this.#toggleSound());
    this.#video.addEventListener("playing", () => (this.#veil.hidden = true));
    setInterval(() => this.#tellLatency(), 1000);
  }

  /** A fact that the house has just told, with its moment: news takes a while, so the one that took least is nearest the truth. */
  told({ at }) {
    const ahead = Date.parse(at) - Date.now();
    this.#ahead = this.#known ? Math.max(ahead, this.#ahead) : ahead;
    this.#known = true;
  }

  /** The moment of the picture that is seen now, by the house's clock in unix ms; 0 while nothing plays. */
  get moment() {
    const seconds = this.#direct ? this.#direct.latency : this.#behind();
    return seconds > 0 && this.#veil.hidden ? Math.round(Date.now() + this.#ahead - seconds * 1000) : 0;
  }

  start() {
    if (window.Hls?.isSupported()) this.#startHls();
    else {
      this.#video.addEventListener("error", () => this.#again({}));
      this.#startNative();
    }
  }

  /** Without delay, where the host comes by WebRTC and nothing is in the way; else all stays as it is, and is tried later. */
  hurry() {
    this.#vain = 0;
    return this.#hurry(0);
  }

  async #hurry(proving) {
    clearTimeout(this.#later);
    const { direct, csrf } = this.#player.dataset;
    if (this.#direct || this.#hurrying || !window.RTCPeerConnection) return;
    this.#hurrying = true;
    const whep = new Whep({ address: direct, csrf, lost: () => this.#fallBack() });
    const possible = await isPossible(direct);
    const stream = possible ? await whep.start(proving) : null; // what viewers see goes on meanwhile, and if nothing comes
    this.#hurrying = false;
    if (stream) this.#show(whep, stream);
    else if (possible !== false) this.#hurryLater();
  }

  #hurryLater() {
    const pause = Math.min(AGAIN_MS * 2 ** this.#vain++, MOST_AGAIN_MS);
    this.#later = setTimeout(() => whenSeen(() => this.#hurry(PROVING_LOOKS)), pause);
  }

  #show(whep, stream) {
    this.#direct = whep;
    this.#directSince = performance.now();
    this.#hls?.stopLoad();
    this.#hls?.detachMedia();
    this.#video.srcObject = stream;
    this.#play();
  }

  #fallBack() {
    this.#direct = null;
    if (performance.now() - this.#directSince > HELD_MS) this.#vain = 0;
    this.#hurryLater();
    this.#video.srcObject = null;
    if (!this.#hls) return this.#startNative();
    this.#hls.attachMedia(this.#video);
    this.#hls.startLoad(-1);
    this.#play();
  }

  #startHls() {
    const { Events } = window.Hls;
    this.#hls = new window.Hls({ lowLatencyMode: true, backBufferLength: 30, maxLiveSyncPlaybackRate: 1.2 });
    this.#hls.on(Events.ERROR, (_name, error) => error.fatal && this.#again(error));
    this.#hls.on(Events.MANIFEST_PARSED, () => this.#play());
    pickUp(this.#hls, window.Hls, this.#video);
    this.#hls.loadSource(this.#player.dataset.play);
    this.#hls.attachMedia(this.#video);
  }

  #startNative() {
    this.#video.src = this.#player.dataset.play;
    this.#play();
  }

  #play() {
    this.#video.play().catch(() => {}); // a page in the background may not play yet; it will when it is looked at
  }

  #again(error) {
    if (this.#direct) return;
    if (error.type === window.Hls?.ErrorTypes.MEDIA_ERROR) {
      this.#hls.recoverMediaError();
      return;
    }
    this.#veil.hidden = false;
    this.#veilWords.textContent = this.#veilWords.dataset.lost;
    setTimeout(() => this.#reload(), RETRY_SECONDS * 1000);
  }

  async #reload() {
    await this.#renew();
    if (this.#hls) this.#hls.loadSource(this.#player.dataset.play);
    else this.#video.src = this.#player.dataset.play;
  }

  /** The address bears a ticket of some hours; a screen in the shop is on for days. */
  async #renew() {
    const answer = await fetch(location.pathname).catch(() => null); // out of reach: the next try asks again
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.#player.dataset.play = fresh.getElementById("player")?.dataset.play ?? this.#player.dataset.play;
  }

  #tellLatency() {
    const seconds = this.#direct ? this.#direct.latency : this.#behind();
    const known = seconds > 0 && this.#veil.hidden;
    this.#latency.textContent = known ? this.#latency.dataset.words.replace("{seconds}", seconds.toFixed(1)) : "";
  }

  /** How long ago the picture that is seen now reached the house; hls.js alone knows only how far it is from the list's end. */
  #behind() {
    const seen = this.#hls?.playingDate;
    return seen ? (Date.now() + this.#ahead - seen.getTime()) / 1000 : this.#hls?.latency;
  }

  #toggleSound() {
    this.#video.muted = !this.#video.muted;
    this.#sound.setAttribute("aria-pressed", String(!this.#video.muted));
    document.getElementById("sound-on").hidden = this.#video.muted;
    document.getElementById("sound-off").hidden = !this.#video.muted;
  }
}

/** Whether the host comes by WebRTC; null where the house does not say. */
async function isPossible(direct) {
  const told = async (signal) => {
    const answer = await fetch(`${direct}/possible`, { signal });
    return answer.ok ? answer.json() : {};
  };
  const { possible = null } = await inTime(told).catch(() => ({}));
  return possible;
}

/** At once, or when the page is looked at again: a browser may leave undecoded what nobody sees. */
function whenSeen(does) {
  if (document.hidden) document.addEventListener("visibilitychange", () => whenSeen(does), { once: true });
  else does();
}
