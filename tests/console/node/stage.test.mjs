import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

const asked = [];
let answers = [];
let connections = [];

class Connection extends EventTarget {
  connectionState = "new";
  localDescription = { sdp: "an offer" };
  closed = false;
  constructor() {
    super();
    connections.push(this);
  }
  addTransceiver() {}
  async setLocalDescription() {}
  async setRemoteDescription({ sdp }) {
    this.answer = sdp;
  }
  close() {
    this.closed = true;
  }
  turns(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

Object.assign(globalThis, {
  RTCPeerConnection: Connection,
  MediaStream: class {},
  fetch: async (address, options = {}) => {
    asked.push(`${options.method ?? "GET"} ${address}`);
    const answer = answers.shift() ?? { status: 201 };
    return { ok: answer.status < 300, json: async () => answer.body, text: async () => "an answer", headers: { get: () => "/whep/sessions/s" }, ...answer };
  },
});

const { Feed } = await import("../../../console/static/js/stage/feed.js");
const { Guests } = await import("../../../console/static/js/live/guests.js");
const settled = () => new Promise((done) => setTimeout(done, 5));

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
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  context.mock.timers.tick(500);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  assert.equal(connections.length, 2);
  connections[1].turns("failed");
  context.mock.timers.tick(1000);
  assert.equal(connections.length, 3);
  feed.stop();
  context.mock.timers.tick(9000);
  assert.equal(connections.length, 3);
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
