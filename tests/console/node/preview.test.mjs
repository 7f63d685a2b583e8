import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { element, page } from "./page.mjs";

let connections = [];
let line = {};

class Connection extends EventTarget {
  localDescription = { sdp: "an offer" };
  closed = false;
  #seen = { framesDecoded: 0, packetsReceived: 0, packetsLost: 0 };
  constructor() {
    super();
    connections.push(this);
  }
  addTransceiver() {}
  async setLocalDescription() {}
  async setRemoteDescription() {}
  close() {
    this.closed = true;
  }
  /** What a second of `line` has brought. */
  async getStats() {
    this.#seen.framesDecoded += line.frames;
    this.#seen.packetsReceived += 100 - line.lost;
    this.#seen.packetsLost += line.lost;
    return new Map([["v", { type: "inbound-rtp", kind: "video", ...this.#seen }]]);
  }
}

/** hls.js, of which is kept whether it has the page's picture. */
class Hls {
  static Events = {};
  static ErrorTypes = {};
  static isSupported = () => true;
  shows = false;
  on() {}
  loadSource() {}
  startLoad() {}
  stopLoad() {}
  attachMedia() {
    this.shows = true;
  }
  detachMedia() {
    this.shows = false;
  }
}

const video = () => {
  const made = element({ tag: "video" });
  return Object.assign(made, { play: async () => line.frames && setTimeout(() => made.fire("loadeddata"), 100) });
};

const CLEAR = { frames: 30, lost: 0 };
const BAD = { frames: 10, lost: 40 };
const DEAD = { frames: 0, lost: 0 };

const { Preview } = await import("../../../console/static/js/preview.js");

/** A desk in front of a show that comes by WebRTC. */
function desk(context, possible = () => true) {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const ids = Object.fromEntries(["veil", "veil-words", "latency", "sound"].map((id) => [id, element({ id, data: { words: "" } })]));
  const { asked } = page({ ids });
  document.createElement = video;
  const house = async (address, { method = "GET" } = {}) => {
    asked.push(`${method} ${address}`);
    if (method === "GET") return { ok: true, json: async () => ({ possible: possible() }) };
    return { status: 201, text: async () => "an answer", headers: { get: () => `/whep/sessions/${connections.length}` } };
  };
  let hls;
  const kept = class extends Hls {
    constructor() {
      super();
      hls = this;
    }
  };
  Object.assign(globalThis, { window: globalThis, Hls: kept, RTCPeerConnection: Connection, MediaStream: class {}, fetch: house });
  const shown = video();
  const preview = new Preview(element({ data: { direct: "/whep/r1", csrf: "c", play: "/index.m3u8" }, children: [shown] }));
  preview.start();
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const wait = async (seconds) => {
    for (let half = 0; half < seconds * 2; half++) {
      now += 500;
      context.mock.timers.tick(500);
      for (let turn = 0; turn < 30; turn++) await Promise.resolve();
    }
  };
  const seen = () => (hls.shows ? "hls" : shown.srcObject ? "direct" : "nothing");
  return { preview, asked, wait, seen };
}

beforeEach(() => {
  connections = [];
  line = CLEAR;
});

async function fallen({ preview, wait, seen }) {
  preview.hurry();
  await wait(3);
  assert.equal(seen(), "direct");
  line = BAD;
  await wait(6);
  assert.equal(seen(), "hls");
}

test("a picture that fell back is without delay again once the line has been good for a while, and stays until then", async (context) => {
  const monitor = desk(context);
  await fallen(monitor);
  line = CLEAR;
  await monitor.wait(26);
  assert.deepEqual([monitor.seen(), connections.length], ["hls", 1]);
  await monitor.wait(6);
  assert.deepEqual([monitor.seen(), connections.length], ["hls", 2]); // a first picture proves no line
  await monitor.wait(6);
  assert.equal(monitor.seen(), "direct");
});

test("a line that stays bad is tried less and less often, and what viewers see stays", async (context) => {
  const monitor = desk(context);
  await fallen(monitor);
  for (let second = 0; second < 300; second++) {
    await monitor.wait(1);
    assert.equal(monitor.seen(), "hls");
  }
  assert.equal(connections.length, 4);
  assert.ok(connections.every((one) => one.closed));
  assert.equal(monitor.asked.filter((one) => one.startsWith("DELETE")).length, 4);
});

test("a line that broke after a good while is tried as soon as one that broke for the first time", async (context) => {
  const monitor = desk(context);
  await fallen(monitor);
  await monitor.wait(100); // two tries in vain
  line = CLEAR;
  await monitor.wait(200);
  assert.equal(monitor.seen(), "direct");
  const tried = connections.length;
  line = BAD;
  await monitor.wait(6);
  assert.equal(monitor.seen(), "hls");
  line = CLEAR;
  await monitor.wait(40);
  assert.deepEqual([monitor.seen(), connections.length], ["direct", tried + 1]);
});

test("where nothing comes at first it is tried later, too", async (context) => {
  const { preview, wait, seen } = desk(context);
  line = DEAD;
  preview.hurry();
  await wait(10);
  assert.deepEqual([seen(), connections.length], ["hls", 1]);
  line = CLEAR;
  await wait(40);
  assert.equal(seen(), "direct");
});

test("a host who comes by another way now is not asked for again", async (context) => {
  let possible = true;
  const monitor = desk(context, () => possible);
  await fallen(monitor);
  possible = false;
  await monitor.wait(600);
  assert.equal(connections.length, 1);
  possible = true;
  line = CLEAR;
  monitor.preview.hurry();
  await monitor.wait(3);
  assert.equal(monitor.seen(), "direct");
});

test("a page that nobody looks at waits until somebody does", async (context) => {
  const monitor = desk(context);
  await fallen(monitor);
  line = CLEAR;
  document.hidden = true;
  await monitor.wait(600);
  assert.equal(connections.length, 1);
  document.hidden = false;
  document.fire("visibilitychange");
  await monitor.wait(10);
  assert.equal(monitor.seen(), "direct");
});

test("a house that never answers holds up no later try", async (context) => {
  const { preview, wait, seen } = desk(context);
  const house = globalThis.fetch;
  globalThis.fetch = (address, options) =>
    options?.method === "POST" ? new Promise((_, failed) => options.signal?.addEventListener("abort", () => failed(options.signal.reason))) : house(address, options);
  preview.hurry();
  await wait(11);
  globalThis.fetch = house;
  await wait(40);
  assert.equal(seen(), "direct");
});
