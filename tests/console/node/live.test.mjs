import assert from "node:assert/strict";
import test from "node:test";

import { exchange, hindrance, troubleOf, wishes } from "../../../console/static/js/live/camera.js";
import { level } from "../../../console/static/js/live/meter.js";
import { Line, received } from "../../../console/static/js/live/whep.js";
import { ceiling, counts, sample, verdict } from "../../../console/static/js/live/quality.js";

const MOST = 2_500_000;
const calm = { trip: 0.03, lost: 0 };

test("a picture upright is asked for with its long side up", () => {
  const { video } = wishes({ shape: "portrait", height: 720, fps: 30, facing: "user" });
  assert.deepEqual([video.width.ideal, video.height.ideal], [720, 1280]);
  assert.equal(video.facingMode.ideal, "user");
});

test("a chosen camera is asked for by name, and no side of the phone", () => {
  const { video, audio } = wishes({ camera: "c", microphone: "m", shape: "landscape", height: 1080, fps: 30 });
  assert.deepEqual([video.width.ideal, video.height.ideal], [1920, 1080]);
  assert.equal(video.deviceId.exact, "c");
  assert.equal(audio.deviceId.exact, "m");
  assert.equal(video.facingMode, undefined);
});

test("what is wrong with a camera has a name that the page has words for", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "OverconstrainedError", "Whatever"];
  assert.deepEqual(names.map((name) => troubleOf({ name })), ["refused", "none", "busy", "unfit", "unknown"]);
});

test("without HTTPS there is no camera, and without WebRTC no going live", () => {
  const able = { mediaDevices: { getUserMedia() {} } };
  assert.equal(hindrance({ isSecureContext: false, navigator: {} }), "insecure");
  assert.equal(hindrance({ isSecureContext: true, navigator: {}, RTCPeerConnection: class {} }), "old");
  assert.equal(hindrance({ isSecureContext: true, navigator: able, RTCPeerConnection: class {} }), "");
});

/** A phone whose cameras open one at a time, and of which `broken` does not open. */
function phone(broken = "") {
  const opened = new Set();
  const busy = () => Object.assign(new Error(), { name: "NotReadableError" });
  const getUserMedia = async ({ video }) => {
    const name = video.deviceId.exact;
    if (opened.size || name === broken) throw busy();
    opened.add(name);
    return { name, getVideoTracks: () => [{ stop: () => opened.delete(name) }] };
  };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: { getUserMedia } }, configurable: true });
  return getUserMedia;
}

test("while on air, a phone that opens one camera at a time turns to the other", async () => {
  const held = await phone()({ video: { deviceId: { exact: "front" } } });
  const [fresh, wrong] = await exchange(held, { camera: "back", height: 720 }, { camera: "front", height: 720 });
  assert.deepEqual([fresh.name, wrong], ["back", null]);
});

test("where the other camera does not open, the one that was on air is on air again, and what was wrong is known", async () => {
  const held = await phone("back")({ video: { deviceId: { exact: "front" } } });
  const [fresh, wrong] = await exchange(held, { camera: "back", height: 720 }, { camera: "front", height: 720 });
  assert.deepEqual([fresh.name, troubleOf(wrong)], ["front", "busy"]);
});

test("silence is at the bottom of the meter and the loudest tone at its top", () => {
  assert.equal(level(new Float32Array(100)), 0);
  assert.equal(level(new Float32Array(100).fill(1)), 100);
  assert.equal(level(new Float32Array(100).fill(0.0316)), 50);
});

test("what the browser counts becomes what happened in a second", () => {
  const report = (bytes, frames, timestamp) =>
    new Map([
      ["v", { type: "outbound-rtp", kind: "video", bytesSent: bytes, framesEncoded: frames, frameWidth: 720, frameHeight: 1280 }],
      ["a", { type: "outbound-rtp", kind: "audio", bytesSent: 1000 }],
      ["r", { type: "remote-inbound-rtp", kind: "video", fractionLost: 0.01, roundTripTime: 0.04, timestamp }],
    ]);
  const found = sample(counts(report(0, 0, 1), 1000), counts(report(125_000, 30, 2), 2000));
  assert.deepEqual([found.bitrate, found.fps, found.lost, found.trip, found.heard], [1_000_000, 30, 0.01, 0.04, true]);
  assert.equal(sample(null, counts(report(0, 0, 1), 1)), null);
  const later = sample(counts(report(0, 0, 2), 1000), counts(report(0, 0, 2), 2000));
  assert.equal(later.heard, false);
});

test("the network is judged by what is lost and by how long an answer takes", () => {
  assert.equal(verdict(calm), "good");
  assert.equal(verdict({ trip: 0.03, lost: 0.05 }), "fair");
  assert.equal(verdict({ trip: 0.7, lost: 0 }), "fair");
  assert.equal(verdict({ trip: 0.03, lost: 0.2 }), "poor");
  assert.equal(verdict({ trip: 1.5, lost: 0 }), "poor");
});

test("when answers take longer than they did, less is sent", () => {
  assert.equal(ceiling(MOST, MOST, { trip: 0.4, lost: 0 }, 0.03), MOST * 0.7);
  assert.equal(ceiling(MOST, MOST, { trip: 0.03, lost: 0.2 }, 0.03), MOST * 0.7);
});

test("a line that is long by nature is not taken for a full one", () => {
  assert.equal(ceiling(MOST, MOST, { trip: 0.22, lost: 0 }, 0.2), MOST);
});

test("more is sent again slowly, and never more than was chosen", () => {
  assert.equal(ceiling(1_000_000, MOST, calm, 0.03), 1_080_000);
  assert.equal(ceiling(MOST, MOST, calm, 0.03), MOST);
});

test("below a picture one can recognise nothing is saved", () => {
  assert.equal(ceiling(350_000, MOST, { trip: 2, lost: 0 }, 0.03), 300_000);
});

test("how a picture arrives is read out of a report", () => {
  const report = new Map([
    ["v", { type: "inbound-rtp", kind: "video", framesDecoded: 5, packetsReceived: 90, packetsLost: 10, jitterBufferDelay: 2, jitterBufferEmittedCount: 20 }],
    ["a", { type: "inbound-rtp", kind: "audio", packetsReceived: 50, packetsLost: 99 }],
    ["p", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.02 }],
  ]);
  assert.deepEqual(received(report), { frames: 5, heard: 50, packets: 90, lost: 10, buffered: 0.1, trip: 0.02 });
});

/** Looks until a line no longer holds, or ten: each second brings so many pictures, and this share of 100 packets is lost. */
const held = (seconds) => {
  const line = new Line();
  const sum = { frames: 0, packets: 0, lost: 0 };
  return [{ frames: 30, loss: 0 }, ...seconds].findIndex(({ frames, loss }) => {
    sum.frames += frames;
    sum.lost += loss * 100;
    sum.packets += 100 - loss * 100;
    return !line.holds({ ...sum });
  });
};
const second = (loss, frames = 30) => ({ loss, frames });

test("a line that loses one packet in twenty holds: what is lost is sent again", () => {
  assert.equal(held(Array(60).fill(second(0.05))), -1);
});

test("a line that loses more for four seconds on end is given up for the picture that viewers see", () => {
  assert.equal(held(Array(10).fill(second(0.1))), 4);
  assert.equal(held([second(0.1), second(0.1), second(0.1), second(0), second(0.1), second(0.1)]), -1);
});

test("a picture that stands still for three seconds is given up though nothing is lost", () => {
  assert.equal(held([second(0), ...Array(5).fill(second(0, 0))]), 4);
  assert.equal(held([second(0, 0), second(0, 0), second(0, 1), second(0, 0), second(0, 0), second(0)]), -1);
});
