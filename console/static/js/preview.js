// The picture as viewers get it, muted until somebody wants the sound; or, while the host sends it so, without delay.

import { Whep } from "./live/whep.js";
import { pickUp } from "./pick-up.js";

const RETRY_SECONDS = 3;

export class Preview {
  #player;
  #video;
  #hls;
  #direct = null;
  #hurrying = false;
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
    else this.#startNative();
  }

  /** Without delay, where the host comes by WebRTC and nothing is in the way; else all stays as it is. */
  async hurry() {
    const { direct, csrf } = this.#player.dataset;
    if (this.#direct || this.#hurrying || !window.RTCPeerConnection) return;
    const told = await fetch(`${direct}/possible`).catch(() => null);
    if (!told?.ok || !(await told.json()).possible) return;
    this.#hurrying = true;
    const whep = new Whep({ address: direct, csrf, lost: () => this.#fallBack() });
    const stream = await whep.start().catch(() => null); // what viewers see goes on meanwhile, and if nothing comes
    this.#hurrying = false;
    if (stream) this.#show(whep, stream);
  }

  #show(whep, stream) {
    this.#direct = whep;
    this.#hls?.stopLoad();
    this.#hls?.detachMedia();
    this.#video.srcObject = stream;
    this.#play();
  }

  #fallBack() {
    this.#direct = null;
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
    this.#video.addEventListener("error", () => this.#again({}));
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
