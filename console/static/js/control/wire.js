// The room's own socket (docs/ROOM.md), from a colleague's seat.

import { ask, room } from "./desk.js";

const PING_SECONDS = 25;
const SLOWEST_SECONDS = 15;
/** Closing codes after which nobody comes back by himself, and why. */
const FOR_GOOD = { 4403: "out", 4409: "elsewhere" };

/**
 * Calls `kinds[fact.type](fact, edge)`, and `opened(welcome)` / `closed(why)` as the line comes and goes: broken (it tries
 * again), out or elsewhere.
 */
export class Wire {
  #kinds;
  #opened;
  #closed;
  #socket;
  #after = "";
  #tries = 0;
  #asked = new Map();
  #number = 0;
  #isOver = false;

  constructor(kinds, { opened, closed }) {
    this.#kinds = kinds;
    this.#opened = opened;
    this.#closed = closed;
    setInterval(() => this.#send({ type: "ping" }), PING_SECONDS * 1000);
    document.addEventListener("visibilitychange", () => !document.hidden && this.#return());
    this.#open();
  }

  /** What the room answers to one's own frame. Rejects with its problem. */
  say(frame) {
    const ref = String(++this.#number);
    return new Promise((resolve, reject) => {
      if (!this.#send({ ...frame, ref })) reject({});
      else this.#asked.set(ref, { resolve, reject });
    });
  }

  async #open() {
    const seat = await ask("POST", `/rooms/${room}/staff-seat`).catch(() => null);
    if (!seat) return this.#again();
    const address = this.#after ? `${seat.url}&after=${this.#after}` : seat.url;
    const socket = (this.#socket = new WebSocket(address));
    socket.addEventListener("message", (message) => this.#hear(JSON.parse(message.data)));
    socket.addEventListener("close", ({ code }) => this.#socket === socket && this.#lost(FOR_GOOD[code]));
  }

  #lost(forGood) {
    this.#socket = undefined;
    this.#isOver = Boolean(forGood);
    this.#closed(forGood ?? "broken");
    if (!forGood) this.#again();
  }

  #return() {
    if (!this.#socket && !this.#isOver) this.#open();
  }

  #again() {
    const wait = Math.min(SLOWEST_SECONDS, 0.5 * 2 ** this.#tries++) * (0.75 + Math.random() / 2);
    setTimeout(() => this.#return(), wait * 1000);
  }

  #hear(frame) {
    if (frame.type === "welcome") return this.#welcomed(frame);
    if (frame.ref) this.#answer(frame);
    else for (const fact of frame.events ?? []) this.#kinds[fact.type]?.(fact, frame.edge);
    if (frame.n !== undefined && this.epoch) this.#after = `${this.epoch}.${frame.n}`;
  }

  /** What was missed comes behind a welcome: until it is heard one goes on from where one was. */
  #welcomed(frame) {
    this.#tries = 0;
    this.epoch = frame.epoch;
    if (!this.#after || frame.gap) this.#after = `${frame.epoch}.${frame.n}`;
    this.#opened(frame);
  }

  #answer(frame) {
    const waiting = this.#asked.get(frame.ref);
    this.#asked.delete(frame.ref);
    if (frame.problem) waiting?.reject(frame.problem);
    else waiting?.resolve(frame.ok);
  }

  #send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }
}
