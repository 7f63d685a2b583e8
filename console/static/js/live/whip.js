// One push by WHIP (RFC 9725), which comes back by itself: the house restarts no connection, so each try is a fresh one.

import { gathered } from "./gathering.js";
import { ceiling, counts, sample } from "./quality.js";
import { exchanged, hangUp, inTime, pause } from "./signalling.js";

const CONNECT_MS = 12_000;
const LOST_MS = 3000;
const UNHEARD_MS = 5000;
const LOOK_MS = 1000;

export class Whip {
  #connection = null;
  #session = "";
  #wanted = false;
  /** Counts what was asked of it: who waited meanwhile has nothing more to say. */
  #turn = 0;
  #tries = 0;
  #timers = [];
  #before = null;
  #shortest = Infinity;
  #ceiling;
  #heardAt = 0;
  #wasLive = false;

  /**
   * `told(state, problem)` hears joining, live, again and off, with what the house or the network said;
   * `measured(sample)` once a second.
   */
  constructor({ key, address = "/whip", servers, told, measured }) {
    this.address = address;
    this.key = key;
    this.servers = servers;
    this.told = told;
    this.measured = measured;
  }

  start(stream, most) {
    this.stream = stream;
    this.most = most;
    this.#ceiling = most;
    this.#wanted = true;
    this.#turn++;
    this.#tries = 0;
    this.#wasLive = false;
    this.told("joining");
    return this.#join();
  }

  /** Another camera or microphone, without a break. */
  async replace(stream) {
    this.stream = stream;
    for (const sender of this.#connection?.getSenders() ?? []) {
      const track = stream.getTracks().find((one) => one.kind === sender.track?.kind);
      if (track) await sender.replaceTrack(track);
    }
  }

  /** `leaving`: the page goes, and nobody waits for the answer. */
  stop({ leaving = false } = {}) {
    this.#wanted = false;
    this.#turn++;
    const session = this.#session;
    this.#close();
    this.told("off");
    if (session) return hangUp(session, leaving);
  }

  async #join() {
    let mine = null;
    try {
      mine = this.#connection = new RTCPeerConnection({ iceServers: this.servers, bundlePolicy: "max-bundle" });
      await this.#connect(mine);
    } catch (problem) {
      if (mine === this.#connection) this.#failed(problem);
    }
  }

  async #connect(connection) {
    for (const track of this.stream.getTracks()) connection.addTransceiver(track, { direction: "sendonly", streams: [this.stream] });
    connection.addEventListener("connectionstatechange", () => this.#changed(connection));
    await connection.setLocalDescription();
    await gathered(connection);
    if (connection !== this.#connection) return;
    const headers = { authorization: `Bearer ${this.key}` };
    const { session, sdp } = await exchanged(this.address, headers, connection.localDescription.sdp);
    if (connection !== this.#connection) return hangUp(session);
    this.#session = session;
    await connection.setRemoteDescription({ type: "answer", sdp });
    await this.#limit();
    if (connection !== this.#connection) return;
    this.#after(CONNECT_MS, () => connection.connectionState !== "connected" && this.#failed({ name: "unreached" }));
  }

  #changed(connection) {
    if (connection !== this.#connection) return;
    const state = connection.connectionState;
    if (state === "connected") this.#connected();
    else if (state === "failed" || state === "closed") this.#lost();
    else if (state === "disconnected") this.#after(LOST_MS, () => connection.connectionState === "disconnected" && this.#lost());
  }

  #connected() {
    if (this.#before) return;
    this.#tries = 0;
    this.#wasLive = true;
    this.#heardAt = performance.now();
    this.told("live");
    this.#before = {};
    this.#timers.push(setInterval(() => this.#look(this.#connection), LOOK_MS));
  }

  async #look(connection) {
    const now = counts(await connection.getStats(), performance.now());
    if (connection !== this.#connection) return;
    const found = this.#before.at ? sample(this.#before, now) : null;
    this.#before = now;
    if (!found) return;
    if (found.heard) this.#heardAt = now.at;
    else if (now.at - this.#heardAt > UNHEARD_MS) return this.#lost();
    if (found.trip > 0) this.#shortest = Math.min(this.#shortest, found.trip);
    this.measured(found);
    const next = ceiling(this.#ceiling, this.most, found, this.#shortest);
    if (next === this.#ceiling) return;
    this.#ceiling = next;
    await this.#limit();
  }

  async #limit() {
    const sender = this.#connection?.getSenders().find((one) => one.track?.kind === "video");
    if (!sender) return;
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    parameters.encodings[0].maxBitrate = this.#ceiling;
    await sender.setParameters(parameters).catch(() => {}); // the limit is a wish; the picture goes on without it
  }

  /** The line broke. The house knows whether it was meant. */
  async #lost() {
    const [session, turn] = [this.#session, this.#turn];
    this.#close();
    if (!this.#wanted) return;
    this.told("again");
    const over = session ? await inTime((signal) => ending(session, signal)).catch(() => ({})) : {};
    if (turn !== this.#turn) return;
    if (over.final) this.#giveUp({ name: "told", title: over.why });
    else this.#again();
  }

  #failed(problem) {
    this.#close();
    if (!this.#wanted) return;
    const unreachable = problem.name === "unreached" && this.#tries >= 1 && !this.#wasLive;
    if (isHopeless(problem) || unreachable) this.#giveUp(problem);
    else {
      this.told(this.#tries ? "again" : "joining", problem);
      this.#again();
    }
  }

  #again() {
    this.#after(pause(this.#tries++), () => this.#wanted && this.#join());
  }

  #giveUp(problem) {
    this.#wanted = false;
    this.told("off", problem);
  }

  #after(milliseconds, work) {
    this.#timers.push(setTimeout(work, milliseconds));
  }

  #close() {
    this.#timers.splice(0).forEach((timer) => clearTimeout(timer));
    const connection = this.#connection;
    this.#connection = null;
    this.#session = "";
    this.#before = null;
    connection?.close();
  }
}

/** Whether the house ended the session, and why; empty where it has it still or knows nothing of it. */
async function ending(session, signal) {
  const answer = await fetch(session, { signal });
  return answer.status === 404 ? answer.json() : {};
}

/**
 * What the house will say again however often it is asked, and what went wrong in this browser; a gateway whose house is
 * just starting says something else.
 */
function isHopeless({ name, status }) {
  if (name === "told") return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  return name !== "house" && name !== "unreached";
}
