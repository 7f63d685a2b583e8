// Going live: the camera's picture, one button, and what is wrong if something is.

import { hear } from "../facts.js";
import { Awake } from "./awake.js";
import { devices, exchange, hindrance, open, shut, troubleOf } from "./camera.js";
import { Guests } from "./guests.js";
import { Meter } from "./meter.js";
import { verdict } from "./quality.js";
import { Whip } from "./whip.js";

const EXPECT_MS = 40_000;
const TURNS = { BroadcastAired: "live", HostReturned: "live", HostLost: "away", BroadcastEnded: "off" };
const LIGHTS = { joining: "amber", again: "amber", live: "green" };
const SHOW_LIGHTS = { off: "off", live: "live", away: "amber" };
const by = (id) => document.getElementById(id);
const page = by("live");
const words = JSON.parse(by("words").textContent);
const video = by("camera");
const awake = new Awake();
const advice = { network: "", device: "" };
let stream = null;
let opened = null;
let facing = "user";
let since = 0;
let looks = 0;

const whip = new Whip({
  key: page.dataset.key,
  servers: JSON.parse(page.dataset.servers),
  told: (state, problem) => turned(state, problem),
  measured: (sample) => measured(sample),
});
const guests = new Guests(by("guests"), { room: page.dataset.room, csrf: page.dataset.csrf, servers: JSON.parse(page.dataset.servers) });
const meter = new Meter(by("meter"), (yes) => advise("device", yes && !isMuted() ? words.silent : isMuted() ? words.muted : ""));

begin();

async function begin() {
  const found = hindrance();
  if (found) return hinder(found);
  by("shape").value = matchMedia("(orientation: portrait)").matches ? "portrait" : "landscape";
  by("go").addEventListener("click", () => (page.dataset.state === "off" ? go() : whip.stop()));
  by("mute").addEventListener("click", mute);
  by("turn").addEventListener("click", another);
  for (const id of ["cameras", "microphones", "shape", "size"]) by(id).addEventListener("change", () => look());
  navigator.mediaDevices.addEventListener("devicechange", list);
  addEventListener("pagehide", () => page.dataset.state !== "off" && whip.stop({ leaving: true }));
  const company = () => guests.look();
  const facts = { ViewersCounted: (fact) => (by("viewers").textContent = fact.viewers), GuestSeated: company, GuestLeft: company };
  for (const [name, show] of Object.entries(TURNS)) facts[name] = () => shows(show);
  hear(`/console/events?room=${page.dataset.room}`, facts, () => (company(), catchUp()), company);
  setInterval(tick, 1000);
  await look();
  expect();
  setInterval(expect, EXPECT_MS);
}

function hinder(found) {
  by("veil").hidden = true;
  by("choices").hidden = true;
  document.querySelector(".live-buttons").hidden = true;
  if (found === "insecure") by("insecure").hidden = false;
  else complain(...words.trouble[found]);
}

/** Open what is chosen last, however long others take; while on air only the tracks change. */
async function look() {
  const mine = ++looks;
  complain();
  by("veil").hidden = false;
  by("veil-words").textContent = words.opening;
  const size = by("size").selectedOptions[0];
  const live = page.dataset.state !== "off";
  const wanted = {
    camera: by("cameras").value,
    microphone: by("microphones").value,
    shape: by("shape").value,
    height: Number(size.value),
    fps: Number(size.dataset.fps),
    facing,
  };
  by("go").disabled = !live;
  if (!live) shut(stream); // some phones open no second camera while the first is open
  let trouble = null;
  try {
    const [fresh, wrong] = live && opened ? await exchange(stream, wanted, opened) : [await open(wanted), null];
    if (mine !== looks) return shut(fresh);
    if (live) shut(stream);
    stream = fresh;
    trouble = wrong;
    if (!wrong) opened = wanted;
  } catch (error) {
    if (mine !== looks) return;
    by("veil").hidden = live;
    list();
    return complain(...words.trouble[troubleOf(error)]);
  }
  stream.getAudioTracks().forEach((track) => (track.enabled = !isMuted()));
  stream.getTracks().forEach((track) => track.addEventListener("ended", () => complain(...words.trouble.busy)));
  video.srcObject = stream;
  video.classList.toggle("mirrored", stream.getVideoTracks()[0]?.getSettings().facingMode !== "environment");
  by("veil").hidden = true;
  by("go").disabled = false;
  meter.watch(stream);
  if (live) await whip.replace(stream);
  if (trouble) complain(...words.trouble[troubleOf(trouble)]);
  await list();
}

async function list() {
  const [camera, microphone] = ["Video", "Audio"].map((kind) => stream?.[`get${kind}Tracks`]()[0]?.getSettings().deviceId);
  fill(by("cameras"), await devices("videoinput"), camera, words.unnamedCamera);
  fill(by("microphones"), await devices("audioinput"), microphone, words.unnamedMicrophone);
  by("turn").hidden = by("cameras").options.length < 2;
}

function fill(select, found, chosen, unnamed) {
  select.replaceChildren(
    ...found.map((one, at) => new Option(one.label || unnamed.replace("{number}", at + 1), one.deviceId, false, one.deviceId === chosen)),
  );
}

function another() {
  const select = by("cameras");
  facing = facing === "user" ? "environment" : "user";
  if (select.options.length) select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  look();
}

function go() {
  complain();
  whip.start(stream, Number(by("size").selectedOptions[0].dataset.bitrate));
}

function isMuted() {
  return by("mute").getAttribute("aria-pressed") === "true";
}

function mute() {
  const muted = !isMuted();
  by("mute").setAttribute("aria-pressed", String(muted));
  by("mute").setAttribute("aria-label", muted ? words.unmute : words.mute);
  by("mute").querySelector('[data-shown="on"]').hidden = muted;
  by("mute").querySelector('[data-shown="off"]').hidden = !muted;
  stream?.getAudioTracks().forEach((track) => (track.enabled = !muted));
  advise("device", muted ? words.muted : "");
}

function turned(state, problem) {
  page.dataset.state = state;
  tell();
  by("go-words").textContent = state === "off" ? words.go : words.stop;
  by("go").classList.toggle("primary", state === "off");
  by("go").classList.toggle("danger", state !== "off");
  for (const id of ["shape", "size"]) by(id).disabled = state !== "off";
  by("choices").open = state === "off";
  by("facts").hidden = by("clock").hidden = state === "off";
  if (state === "live") since ||= Date.now();
  if (state === "off") since = 0;
  if (state !== "live") advise("network", "");
  awake.set(state !== "off");
  guests.live = state === "live";
  if (problem) blame(problem);
  else if (state === "live" || state === "off") complain();
}

/** How the room's show stands, whoever pushes its picture. */
function shows(state) {
  page.dataset.show = state;
  tell();
}

/** The head says how this page's own push stands and, while there is none, what viewers have. */
function tell() {
  const { state, show } = page.dataset;
  by("state").textContent = state === "off" ? words.shows[show] : words[state];
  by("state").className = `light ${state === "off" ? SHOW_LIGHTS[show] : LIGHTS[state]}`;
  by("after").hidden = !(state === "off" && show === "away");
}

async function catchUp() {
  const answer = await fetch(location.pathname).catch(() => null); // the next fact says it, if the house is out of reach
  if (!answer?.ok) return;
  shows(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live").dataset.show);
}

function blame(problem) {
  if (problem.name === "told") complain(problem.title ?? words.trouble.house[0], "");
  else complain(...(words.trouble[problem.name] ?? words.trouble.unknown));
}

function measured(sample) {
  const found = verdict(sample);
  by("network").textContent = words[found];
  by("picture").textContent = words.frames.replace("{size}", `${sample.width}×${sample.height}`).replace("{fps}", sample.fps);
  by("bitrate").textContent = words.kilobits.replace("{number}", Math.round(sample.bitrate / 1000));
  by("trip").textContent = words.milliseconds.replace("{number}", Math.round(sample.trip * 1000));
  const weak = sample.limited === "cpu" ? words.slowAdvice : "";
  advise("network", found === "good" ? weak : words[`${found}Advice`]);
}

/** What the network and the device would tell; the device first, since silence is worse than blocks. */
function advise(about, text) {
  advice[about] = text;
  const said = advice.device || advice.network;
  if (by("advice").textContent !== said) by("advice").textContent = said;
  by("advice").hidden = !said;
}

function complain(what = "", help = "") {
  by("trouble-words").textContent = what;
  by("trouble-help").textContent = help;
  by("trouble").hidden = !what;
}

/** The house gets ready to take the picture while the host still looks into the mirror. */
function expect() {
  if (page.dataset.state === "live" || document.hidden) return;
  const headers = { "x-csrf-token": page.dataset.csrf };
  fetch(`/console/rooms/${page.dataset.room}/go-live/expected`, { method: "POST", headers }).catch(() => {}); // going live says it, if it still holds
}

function tick() {
  if (!since) return;
  const seconds = Math.floor((Date.now() - since) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  by("clock").textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
