import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

let connections = [];
let answers = [];
let understood = async () => {};
const asked = [];

class Connection extends EventTarget {
  connectionState = "new";
  iceGatheringState = "complete";
  localDescription = { sdp: "an offer" };
  closed = false;
  constructor() {
    super();
    connections.push(this);
  }
  addTransceiver() {}
  getSenders() {
    return [];
  }
  async setLocalDescription() {}
  async setRemoteDescription() {
    await understood();
  }
  async getStats() {
    return new Map();
  }
  close() {
    this.closed = true;
  }
  turns(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

/** Who asked hangs up, or waits for ever. */
const cutOff = (signal) => new Promise((_, failed) => signal?.addEventListener("abort", () => failed(signal.reason)));

/** What the house says next: a status, or a promise of one; null is silence on the line, `halfway` an answer that stops there. */
globalThis.RTCPeerConnection = Connection;
globalThis.fetch = async (address, { method = "GET", signal } = {}) => {
  asked.push(`${method} ${address}`);
  const status = await (answers.length ? answers.shift() : 201);
  if (status === null) throw new TypeError();
  const body = status.body ?? {};
  return { ok: true, status: status.status ?? status, text: async () => (status.halfway ? cutOff(signal) : "an answer"), json: async () => body, headers: { get: () => `/whip/sessions/${asked.length}` } };
};

const { Whip } = await import("../../../console/static/js/live/whip.js");
const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** A push, and what its page is told. */
function push(context) {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const told = [];
  const whip = new Whip({ key: "k", servers: [], told: (state, problem) => told.push(problem ? `${state} ${problem.name}` : state), measured() {} });
  const wait = async (seconds) => {
    for (let second = 0; second < seconds; second++) {
      context.mock.timers.tick(1000);
      await turns();
    }
  };
  return { whip, told, wait, stream: { getTracks: () => [] } };
}

beforeEach(() => {
  connections = [];
  understood = async () => {};
  answers = [];
  asked.length = 0;
});

for (const status of [502, 503, 504, 429, null]) {
  test(`a house that is just starting is asked again, whatever stands before it says: ${status}`, async (context) => {
    const { whip, told, wait, stream } = push(context);
    answers = [status, status, status, 201];
    whip.start(stream, 1);
    await wait(10);
    connections.at(-1).turns("connected");
    assert.equal(told.at(-1), "live");
    assert.equal(connections.length, 4);
    whip.stop();
  });
}

test("what the house will always say is not asked for again", async (context) => {
  const { whip, told, wait, stream } = push(context);
  answers = [404];
  whip.start(stream, 1);
  await wait(10);
  assert.deepEqual([told, connections.length], [["joining", "off told"], 1]);
});

test("a house that nothing leads to is given up at the second try", async (context) => {
  const { whip, told, wait, stream } = push(context);
  whip.start(stream, 1);
  await wait(40);
  assert.deepEqual([told.at(-1), connections.length], ["off unreached", 2]);
});

test("who was on air comes again, however often nothing leads to the house meanwhile", async (context) => {
  const { whip, told, wait, stream } = push(context);
  whip.start(stream, 1);
  await turns();
  connections[0].turns("connected");
  answers = [404, 201, 201, 201, 201];
  connections[0].turns("failed");
  await wait(60);
  assert.ok(connections.length > 3);
  connections.at(-1).turns("connected");
  assert.equal(told.at(-1), "live");
  whip.stop();
});

test("what staff ended does not come again", async (context) => {
  const { whip, told, wait, stream } = push(context);
  whip.start(stream, 1);
  await turns();
  connections[0].turns("connected");
  answers = [{ status: 404, body: { final: true, why: "店里结束了直播" } }];
  connections[0].turns("failed");
  await wait(10);
  assert.deepEqual([told.at(-1), connections.length], ["off told", 1]);
});

test("an answer that comes after the push was stopped and begun anew ends its own session and nothing else", async (context) => {
  const { whip, wait, stream } = push(context);
  let late;
  answers = [new Promise((done) => (late = done))];
  whip.start(stream, 1);
  await turns();
  whip.stop();
  whip.start(stream, 1);
  await turns();
  late(201);
  await wait(1);
  connections[1].turns("connected");
  assert.equal(connections[1].closed, false);
  assert.equal(asked.filter((one) => one.startsWith("DELETE")).length, 1);
  late = undefined;
  whip.stop();
});

test("a phone that knows no AbortSignal.timeout goes live, and comes again after an outage", async (context) => {
  const { whip, told, wait, stream } = push(context);
  const known = AbortSignal.timeout;
  AbortSignal.timeout = undefined;
  context.after(() => (AbortSignal.timeout = known));
  whip.start(stream, 1);
  await turns();
  connections[0].turns("connected");
  connections[0].turns("failed");
  await wait(2);
  connections[1].turns("connected");
  assert.deepEqual(told, ["joining", "live", "again", "live"]);
  whip.stop();
});

test("what goes wrong in the browser itself is not tried for ever", async (context) => {
  const { whip, told, wait, stream } = push(context);
  understood = () => Promise.reject(new TypeError());
  whip.start(stream, 1);
  await wait(10);
  assert.deepEqual([told, connections.length], [["joining", "off TypeError"], 1]);
});

test("a push whose answer stops halfway comes again, and hangs up what was begun", async (context) => {
  const { whip, told, wait, stream } = push(context);
  answers = [{ status: 201, halfway: true }];
  whip.start(stream, 1);
  await wait(12);
  connections[1].turns("connected");
  assert.equal(told.at(-1), "live");
  assert.deepEqual(asked, ["POST /whip", "DELETE /whip/sessions/1", "POST /whip"]);
  whip.stop();
});

for (const said of [null, { status: 404, body: { final: true, why: "店里结束了直播" } }]) {
  test(`what the house says of a push that broke is nothing to one that was begun since: ${said && "it is over"}`, async (context) => {
    const { whip, told, wait, stream } = push(context);
    let late;
    whip.start(stream, 1);
    await turns();
    connections[0].turns("connected");
    answers = [new Promise((done) => (late = done))];
    connections[0].turns("failed");
    await turns();
    whip.stop();
    whip.start(stream, 1);
    await turns();
    connections[1].turns("connected");
    late(said);
    await wait(3);
    assert.deepEqual(told, ["joining", "live", "again", "off", "joining", "live"]);
    assert.deepEqual([connections.length, connections[1].closed], [2, false]);
    whip.stop();
  });
}

test("a push that was stopped while its answer was read takes no later one off the air", async (context) => {
  const { whip, told, wait, stream } = push(context);
  let late;
  understood = () => new Promise((done) => (late = done));
  whip.start(stream, 1);
  await turns();
  whip.stop();
  understood = async () => {};
  whip.start(stream, 1);
  await turns();
  connections[1].turns("connected");
  late();
  await wait(13);
  assert.deepEqual([told.at(-1), connections.length], ["live", 2]);
  whip.stop();
});
