import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

const asked = [];
let answers = [];
let connections = [];

class Connection extends EventTarget {
  connectionState = "new";
  iceGatheringState = "complete";
  localDescription = { sdp: "an offer" };
  closed = false;
  frames = 0;
  heard = 0;
  constructor() {
    super();
    connections.push(this);
  }
  addTransceiver() {}
  getConfiguration() {
    return { iceServers: [] };
  }
  async setLocalDescription() {}
  async setRemoteDescription({ sdp }) {
    this.answer = sdp;
  }
  close() {
    this.closed = true;
  }
  async getStats() {
    const audio = { type: "inbound-rtp", kind: "audio", packetsReceived: this.heard };
    return new Map([["v", { type: "inbound-rtp", kind: "video", framesDecoded: this.frames }], ["a", audio]]);
  }
  turns(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

/** What the house says where it says nothing; who asked hangs up, or waits for ever. */
const silence = {};
const cutOff = (signal) => new Promise((_, failed) => signal?.addEventListener("abort", () => failed(signal.reason)));

Object.assign(globalThis, {
  document: { hidden: false },
  RTCPeerConnection: Connection,
  MediaStream: class {},
  fetch: async (address, options = {}) => {
    asked.push(`${options.method ?? "GET"} ${address}`);
    const next = answers.shift() ?? { status: 201 };
    const answer = await (next === silence ? cutOff(options.signal) : next);
    return { ok: answer.status < 300, json: async () => answer.body, text: async () => "an answer", headers: { get: () => "/whep/sessions/s" }, ...answer };
  },
});

const { Feed } = await import("../../../console/static/js/stage/feed.js");
const { Guests } = await import("../../../console/static/js/live/guests.js");
const settled = () => new Promise((done) => setTimeout(done, 5));
const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

beforeEach(() => {
  asked.length = 0;
  answers = [];
  connections = [];
});

test("a feed is asked for once, however often it is started, and is hung up when it stops", async () => {
  const feed = new Feed({}, "/whep/stage", {}, []);
  feed.start();
  feed.start();
  await settled();
  assert.equal(connections.length, 1);
  assert.equal(connections[0].answer, "an answer");
  feed.stop();
  assert.deepEqual(asked, ["POST /whep/stage", "DELETE /whep/sessions/s"]);
  assert.equal(connections[0].closed, true);
});

test("a feed that breaks, or is refused for now, is asked for again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  answers = [{ status: 409 }];
  const feed = new Feed({}, "/whep/stage", {}, []);
  feed.start();
  await turns();
  context.mock.timers.tick(500);
  await turns();
  assert.equal(connections.length, 2);
  connections[1].turns("failed");
  context.mock.timers.tick(1000);
  assert.equal(connections.length, 3);
  feed.stop();
  context.mock.timers.tick(9000);
  assert.equal(connections.length, 3);
});

test("a feed by which nothing comes is asked for again, though its connection is up; a tab that nobody sees may stand", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const feed = new Feed({}, "/whep/stage", {}, []);
  const seconds = async (count, frames) => {
    for (let second = 0; second < count; second++) {
      connections.at(-1).frames += frames;
      context.mock.timers.tick(1000);
      await turns();
    }
  };
  feed.start();
  await turns();
  connections[0].turns("connected");
  await seconds(7, 0); // the first picture may take its time
  await seconds(10, 30);
  document.hidden = true;
  await seconds(10, 0);
  document.hidden = false;
  await seconds(2, 30);
  assert.equal(connections.length, 1);
  await seconds(4, 0);
  assert.equal(connections.length, 2);
  assert.equal(connections[0].closed, true);
  connections[1].turns("connected");
  await seconds(12, 0); // nothing comes at all
  assert.equal(connections.length, 3);
  feed.stop();
  await seconds(12, 0);
  assert.equal(connections.length, 3);
});

test("a line too thin for the picture keeps the voices, until they stand too", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const feed = new Feed({}, "/whep/stage", {}, []);
  const seconds = async (count, frames, heard) => {
    for (let second = 0; second < count; second++) {
      connections.at(-1).frames += frames;
      connections.at(-1).heard += heard;
      context.mock.timers.tick(1000);
      await turns();
    }
  };
  feed.start();
  await turns();
  connections[0].turns("connected");
  await seconds(12, 0, 50);
  await seconds(3, 30, 50);
  await seconds(12, 0, 50);
  await seconds(5, 30, 0);
  assert.equal(connections.length, 1);
  await seconds(4, 0, 0);
  assert.equal(connections.length, 2);
  feed.stop();
});

test("a feed whose house never answers is asked for again after a while", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  answers = [silence];
  const feed = new Feed({}, "/whep/stage", {}, []);
  feed.start();
  await turns();
  context.mock.timers.tick(10_000);
  await turns();
  context.mock.timers.tick(500);
  await turns();
  assert.deepEqual(asked, ["POST /whep/stage", "POST /whep/stage"]);
  feed.stop();
});

test("an answer that comes after the feed was stopped and begun anew ends its own session and nothing else", async () => {
  let late;
  answers = [new Promise((done) => (late = done))];
  const feed = new Feed({}, "/whep/stage", {}, []);
  feed.start();
  await turns();
  feed.stop();
  feed.start();
  await turns();
  late({ status: 201, headers: { get: () => "/whep/sessions/late" } });
  await turns();
  assert.deepEqual(asked, ["POST /whep/stage", "POST /whep/stage", "DELETE /whep/sessions/late"]);
  assert.equal(connections[1].closed, false);
  feed.stop();
});

test("the host sees the stage while live and while somebody stands there", async () => {
  const stage = (...states) => ({ status: 200, body: { seats: states.map((state) => ({ state })) } });
  const guests = new Guests({}, { room: "r", csrf: "c", servers: [] });
  answers = [stage("ringing")];
  await guests.look();
  guests.live = true;
  assert.equal(connections.length, 0);
  answers = [stage("ringing", "seated")];
  await guests.look();
  await settled();
  assert.equal(connections.length, 1);
  guests.live = false;
  assert.equal(connections[0].closed, true);
  assert.ok(asked.includes("POST /whep/r/host"));
});

test("a house that does not answer changes nothing", async () => {
  const guests = new Guests({}, { room: "r", csrf: "c", servers: [] });
  answers = [{ status: 503 }];
  guests.live = true;
  await guests.look();
  assert.equal(connections.length, 0);
});
