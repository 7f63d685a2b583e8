// Watching the host without delay, by WHEP; whoever uses it has another way when the line is bad.

import { exchanged, hangUp } from "./signalling.js";

export const LOOK_MS = 1000;
const START_MS = 8000;
const STILL_LOOKS = 3;
const UNSEEN_LOOKS = START_MS / LOOK_MS;
const BAD_LOOKS = 4;
const BAD_LOSS = 0.08;
/** A line that was bad shows within as many whether it still is. */
export const PROVING_LOOKS = BAD_LOOKS + 2;

export class Whep {
  #connection = null;
  #timer = 0;
  #session = "";
  #line = new Line();
  /** Seconds that the picture is behind, as far as this end knows. */
  latency = 0;

  /** `lost()` is called when the picture stands still or too much of it is missing; it is over then. */
  constructor({ address, csrf, lost }) {
    this.address = address;
    this.csrf = csrf;
    this.lost = lost;
  }

  /** The stream, once a picture of it was seen and the line has held for so many looks; null where either does not come. */
  async start(proving = 0) {
    const stream = new MediaStream();
    const holds = await this.#begin(stream, proving).catch(() => false); // whatever is wrong, there is another way
    if (!holds) return this.stop();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    return stream;
  }

  stop() {
    clearInterval(this.#timer);
    this.#connection?.close();
    this.#connection = null;
    if (this.#session) hangUp(this.#session, true);
    this.#session = "";
    return null;
  }

  async #begin(stream, proving) {
    const connection = (this.#connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" }));
    connection.addEventListener("track", ({ track }) => stream.addTrack(track));
    for (const kind of ["video", "audio"]) connection.addTransceiver(kind, { direction: "recvonly" });
    await connection.setLocalDescription();
    const { session, sdp } = await exchanged(this.address, { "x-csrf-token": this.csrf }, connection.localDescription.sdp);
    this.#session = session;
    await connection.setRemoteDescription({ type: "answer", sdp });
    return beside(stream, () => this.#proven(proving));
  }

  async #proven(looks) {
    for (let look = 0; look < looks; look++) {
      await new Promise((done) => setTimeout(done, LOOK_MS));
      if (!this.#line.holds(received(await this.#connection.getStats()))) return false;
    }
    return true;
  }

  async #look() {
    const now = received(await this.#connection.getStats());
    if (!this.#connection) return;
    this.latency = now.trip / 2 + now.buffered;
    if (this.#line.holds(now)) return;
    this.stop();
    this.lost();
  }
}

/** What only who watches knows: whether the picture still moves, and how much of it is missing. Looked at once a second. */
export class Line {
  #before = null;
  #still = 0;
  #bad = 0;

  holds(now) {
    const before = this.#before;
    this.#before = now;
    if (!before) return true;
    const loss = (now.lost - before.lost) / Math.max(1, now.lost - before.lost + now.packets - before.packets);
    this.#still = now.frames === before.frames ? this.#still + 1 : 0;
    this.#bad = loss > BAD_LOSS ? this.#bad + 1 : 0;
    return !this.stands && this.#bad < BAD_LOOKS;
  }

  /** The picture no longer moves, or none has come at all. */
  get stands() {
    return this.#still >= (this.#before?.frames ? STILL_LOOKS : UNSEEN_LOOKS);
  }
}

/** What of a report tells how the picture arrives; `heard` are the packets of sound. */
export function received(report) {
  const found = { frames: 0, heard: 0, packets: 0, lost: 0, buffered: 0, trip: 0 };
  for (const one of report.values()) {
    if (one.type === "inbound-rtp" && one.kind === "video") {
      found.frames = one.framesDecoded ?? 0;
      found.packets = one.packetsReceived ?? 0;
      found.lost = one.packetsLost ?? 0;
      found.buffered = one.jitterBufferEmittedCount ? one.jitterBufferDelay / one.jitterBufferEmittedCount : 0;
    } else if (one.type === "inbound-rtp" && one.kind === "audio") {
      found.heard = one.packetsReceived ?? 0;
    } else if (one.type === "candidate-pair" && one.nominated) {
      found.trip = one.currentRoundTripTime ?? 0;
    }
  }
  return found;
}

/** Whether a picture came in time and `holds()`. Looked at beside the page, so that what plays there plays on until then. */
async function beside(stream, holds) {
  const probe = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: stream });
  const playing = new Promise((done) => probe.addEventListener("loadeddata", () => done(true)));
  probe.play().catch(() => {}); // told by the time-out
  const came = await Promise.race([playing, new Promise((done) => setTimeout(() => done(false), START_MS))]);
  const found = came && (await holds());
  probe.srcObject = null;
  return found;
}
