import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { element, page } from "./page.mjs";

const IDS = ["guest", "title", "state", "show", "own", "veil", "trouble", "trouble-words", "trouble-help", "door", "name", "agreed", "join", "decline", "buttons", "mute", "dark", "ring", "leave", "hint"];
const WORDS = { waiting: "", ringing: "", seated: "", over: "连麦结束了", elsewhere: "您在另一个页面打开了连麦", reasons: { removed: "主播请您下台了。" }, trouble: { house: ["连不上"], unreached: ["连不上"], refused: ["您没有允许使用摄像头和话筒。", ""] } };
const used = { status: 401, title: "这个链接已经在别的浏览器用过了" };
let kept, pages, answers, asked, opens, pushes;

/** What the house says; a status that is none is silence on the line. */
async function house(address, { method = "GET", body, headers }) {
  const path = address.replace("/api/v1", "");
  asked.push(`${method} ${path}`);
  if (path.startsWith("/wh")) return Promise.reject(new TypeError());
  const said = answers(`${method} ${path}`, body && JSON.parse(body), headers.authorization);
  if (said === null) throw new TypeError();
  const { status = 200, ...more } = said;
  return { ok: status < 300, status, json: async () => more };
}

class Connection extends EventTarget {
  constructor() {
    super();
    pushes++;
  }
  addTransceiver() {}
  async setLocalDescription() {}
  close() {}
}

/** The link, opened in another tab of the same browser. */
async function opened() {
  const ids = Object.fromEntries(IDS.map((id) => [id, element({ id })]));
  ids.guest.dataset.consent = "1";
  ids.name.value = "吴掌柜";
  page({ ids: { ...ids, words: { textContent: JSON.stringify(WORDS) } } });
  const own = document;
  const ears = {};
  const tab = { ids, hears: (name, event) => (globalThis.document = own) && ears[name]?.(event) };
  Object.assign(globalThis, {
    fetch: house,
    window: { isSecureContext: true, navigator: { mediaDevices: { getUserMedia: true } }, RTCPeerConnection: Connection },
    RTCPeerConnection: Connection,
    location: { hash: "#link" },
    localStorage: {
      getItem: (key) => kept.get(key) ?? null,
      removeItem: (key) => kept.delete(key),
      setItem(key, value) {
        kept.set(key, String(value));
        for (const other of pages) if (other !== tab) other.hears("storage", { key });
        globalThis.document = own;
      },
    },
    addEventListener: (name, does) => (ears[name] = does),
  });
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { mediaDevices: { getUserMedia: async () => opens() } } });
  await import(`../../../console/static/js/stage/guest.js?${++opened.count}`);
  pages.push(tab);
  await turns();
  return tab;
}
opened.count = 0;

async function turns() {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

beforeEach(() => {
  [kept, pages, asked, pushes] = [new Map(), [], [], 0];
  opens = () => ({ getTracks: () => [] });
});

/** A house with one link, which is good for the browser that brings its nonce; `lost` answers do not arrive. */
function oneLink(seat) {
  const known = { nonce: null, lost: 0, seat };
  answers = (what, body, bearer) => {
    if (what === "GET /stage/invitation") return known.nonce ? used : { title: "茶铺" };
    if (what === "POST /stage/invitation") {
      if (known.nonce && known.nonce !== body.nonce) return used;
      known.nonce = body.nonce ?? "none";
      return known.lost-- > 0 ? null : { status: 201, ticket: "t" };
    }
    assert.equal(bearer, "Bearer t");
    return { title: "茶铺", servers: [], ...known.seat };
  };
  return known;
}

test("whose ticket was lost on the way presses again, and rings", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const known = oneLink({ state: "ringing" });
  known.lost = 1;
  const { ids } = await opened();
  await ids.door.fire("submit");
  assert.deepEqual([ids["trouble-words"].textContent, ids.join.disabled], ["连不上", false]);
  await ids.door.fire("submit");
  await turns();
  assert.equal(ids.guest.dataset.state, "ringing");
  assert.match(known.nonce, /^[0-9a-f]{32}$/);
});

test("whose ticket was lost on the way may open the link anew instead, and rings", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  oneLink({ state: "ringing" }).lost = 1;
  const { ids } = await opened();
  await ids.door.fire("submit");
  const again = await opened();
  assert.deepEqual([again.ids.guest.dataset.state, again.ids["trouble-words"].textContent], ["ringing", ""]);
});

test("a link that another browser used is told so", async () => {
  oneLink({ state: "ringing" }).nonce = "another's";
  const { ids } = await opened();
  assert.equal(ids["trouble-words"].textContent, used.title);
});

test("who opens the link anew after it was over is told why, and his camera is let be", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const known = oneLink({ state: "ringing" });
  await (await opened()).ids.door.fire("submit");
  known.seat = { state: "over", reason: "removed" };
  opens = () => assert.fail("the camera is asked for");
  for (let time = 0; time < 2; time++) assert.equal((await opened()).ids.veil.textContent, WORDS.reasons.removed);
});

test("who may not use his camera is told so, and not that the house is out of reach", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  kept.set("stage link", "t");
  oneLink({ state: "seated" });
  opens = () => Promise.reject({ name: "NotAllowedError" });
  const { ids } = await opened();
  await turns();
  assert.deepEqual([ids["trouble-words"].textContent, pushes], [WORDS.trouble.refused[0], 0]);
});

test("of two pages that wait, the one opened anew goes on stage, and the older says so before it is seen", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const known = oneLink({ state: "ringing" });
  const older = await opened();
  await older.ids.door.fire("submit");
  const newer = await opened();
  assert.deepEqual([older.ids.veil.textContent, newer.ids.guest.dataset.state], [WORDS.elsewhere, "ringing"]);
  known.seat = { state: "seated" };
  context.mock.timers.tick(1000);
  await turns();
  assert.deepEqual([older.ids.guest.dataset.state, newer.ids.guest.dataset.state, pushes], ["over", "seated", 1]);
});

test("a page opened anew whose camera does not open leaves the older where it is", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  oneLink({ state: "ringing" });
  const older = await opened();
  await older.ids.door.fire("submit");
  opens = () => Promise.reject({ name: "NotAllowedError" });
  await opened();
  assert.equal(older.ids.guest.dataset.state, "ringing");
});
