// A guest's way onto the stage: name and agreement, camera, ringing, the show, and off again.

import { hindrance, open, shut, troubleOf } from "../live/camera.js";
import { Whip } from "../live/whip.js";
import { Feed } from "./feed.js";

const LOOK_MS = 1000;
const BITRATE = 800_000;
const CAMERA = { shape: "landscape", height: 360, fps: 30, facing: "user" };
const by = (id) => document.getElementById(id);
const page = by("guest");
const words = JSON.parse(by("words").textContent);
const link = location.hash.slice(1);
const KEPT = `stage ${link.slice(0, 60)}`;
const SAID = `${KEPT} said`; // to what the ticket is the answer: who says it again has the same ticket
const PAGE = `${KEPT} page`; // which of them is the newest

let ticket = localStorage.getItem(KEPT) ?? ""; // of every tab: the link is good for this browser
let stream = null;
let whip = null;
let feed = null;
let live = false; // this page is seen: one opened anew takes its seat without a break

begin();

async function begin() {
  by("hint").textContent = words.hint;
  const found = link ? hindrance() : "link";
  if (found) return complain(...words.trouble[found]);
  by("door").addEventListener("submit", join);
  by("decline").addEventListener("click", () => ask("DELETE", "/stage/invitation", link).then(() => over("declined"), (problem) => complain(problem.title)));
  by("ring").addEventListener("click", () => ask("POST", "/stage/seat/ring", ticket).catch((problem) => complain(problem.title)));
  by("leave").addEventListener("click", () => ask("DELETE", "/stage/seat", ticket).then(look));
  by("mute").addEventListener("click", () => toggle("mute", "Audio"));
  by("dark").addEventListener("click", () => toggle("dark", "Video"));
  by("show").addEventListener("resize", ({ target }) => target.parentElement.classList.toggle("upright", target.videoHeight > target.videoWidth));
  addEventListener("pagehide", () => whip?.stop({ leaving: true }));
  try {
    if (!ticket) await arrive();
  } catch (problem) {
    return complain(problem.title ?? words.trouble.house[0]);
  }
  if (ticket && !(await look())) return;
  await openCamera();
  if (ticket) follow();
}

/** At the door, unless the house let this browser in and its answer was lost. */
async function arrive() {
  try {
    by("title").textContent = (await ask("GET", "/stage/invitation", link)).title;
    by("door").hidden = false;
  } catch (problem) {
    const said = localStorage.getItem(SAID);
    if (problem.status !== 401 || !said) throw problem;
    await agree(JSON.parse(said));
  }
}

async function agree(said) {
  localStorage.setItem(SAID, JSON.stringify(said));
  ticket = (await ask("POST", "/stage/invitation", link, said)).ticket;
  localStorage.setItem(KEPT, ticket);
}

async function openCamera() {
  try {
    stream = await open(CAMERA);
  } catch (error) {
    return complain(...words.trouble[troubleOf(error)]);
  }
  by("own").srcObject = stream;
  by("veil").hidden = true;
  by("join").disabled = false;
}

async function join(event) {
  event.preventDefault();
  complain();
  by("join").disabled = true;
  try {
    const { nonce } = JSON.parse(localStorage.getItem(SAID)) ?? { nonce: chance() };
    ticket = localStorage.getItem(KEPT) ?? ""; // another tab was quicker
    if (!ticket) await agree({ name: by("name").value, consent: page.dataset.consent, nonce });
    follow();
  } catch (problem) {
    complain(problem.title ?? words.trouble.house[0]);
    by("join").disabled = false;
  }
}

/** From now on the seat says what happens. */
async function follow() {
  by("door").hidden = true;
  by("buttons").hidden = false;
  addEventListener("storage", ({ key }) => key === PAGE && !live && page.dataset.state !== "over" && end(words.elsewhere));
  if (stream) localStorage.setItem(PAGE, chance());
  while (await look()) await new Promise((done) => setTimeout(done, LOOK_MS));
}

/** Whether there is more to come. */
async function look() {
  const seat = await ask("GET", "/stage/seat", ticket).catch((problem) => (problem.status === 401 || problem.status === 404 ? { state: "over", reason: "expired" } : null));
  if (!seat) return true;
  if (seat.title) by("title").textContent = seat.title;
  if (page.dataset.state === "over") return false;
  if (seat.state === "over") return over(seat.reason);
  turn(seat.state);
  by("ring").hidden = seat.state !== "waiting";
  if (seat.state === "seated" && stream) enter(seat.servers);
  by("hint").textContent = seat.muted ? words.muted : seat.camera_off ? words.dark : words.hint;
  return true;
}

function enter(servers) {
  if (whip) return;
  whip = new Whip({ key: ticket, address: "/whip/stage", servers, told, measured: () => {} });
  whip.start(stream, BITRATE);
  feed = new Feed(by("show"), "/whep/stage", { authorization: `Bearer ${ticket}` }, servers);
}

function told(state, problem) {
  live = state === "live";
  if (state === "live") {
    feed.start();
    complain();
  }
  if (state === "again" && page.dataset.state === "seated") by("state").textContent = words.again;
  if (!problem || state !== "off" || page.dataset.state === "over") return;
  if (problem.name === "told" && !problem.status) end(words.elsewhere); // it stood, and another tab has the seat now
  else complain(...(words.trouble[problem.name] ?? [problem.title ?? words.trouble.unreached[0], ""]));
}

/** The ticket is kept: it tells why to who opens the link once more. */
function over(reason) {
  return end(words.reasons[reason] ?? words.over);
}

/** Nothing more comes on this page. */
function end(said) {
  turn("over");
  whip?.stop();
  feed?.stop();
  shut(stream);
  for (const id of ["buttons", "door"]) by(id).hidden = true;
  by("own").hidden = true;
  by("veil").hidden = false;
  by("veil").textContent = said;
  by("hint").textContent = "";
  return false;
}

function turn(state) {
  page.dataset.state = state;
  by("state").textContent = words[state];
  by("state").className = `light ${{ ringing: "amber", waiting: "amber", seated: "live" }[state] ?? "off"}`;
}

function toggle(id, kind) {
  const off = by(id).getAttribute("aria-pressed") !== "true";
  by(id).setAttribute("aria-pressed", String(off));
  stream?.[`get${kind}Tracks`]().forEach((track) => (track.enabled = !off));
}

function complain(what = "", help = "") {
  by("trouble-words").textContent = what;
  by("trouble-help").textContent = help;
  by("trouble").hidden = !what;
}

function chance() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A JSON answer of the house. Throws its problem. */
async function ask(method, path, token, body) {
  const headers = { accept: "application/json", authorization: `Bearer ${token}` };
  if (body) headers["content-type"] = "application/json";
  const answer = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) }).catch(() => null);
  if (!answer) throw {};
  const said = await answer.json().catch(() => null);
  if (!answer.ok) throw { status: answer.status, ...said };
  return said;
}
