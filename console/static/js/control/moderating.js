// Keeping order: recall, pin, mute, kick, ban, the rules of talking; taken back by undo where that is possible.

import { ask, attempt, read, room, say, tell, words } from "./desk.js";
import { open, prepare } from "./menu.js";

const MUTE_MINUTES = 10;

/** Opens the menu of a comment; `reply(comment)` begins an answer. */
export function commentMenu(reply) {
  const menu = document.getElementById("comment-menu");
  if (!menu) return () => {};
  let chosen;
  const member = () => encodeURIComponent(chosen.viewer);
  const does = {
    reply: () => reply(chosen),
    pin: () => pin(chosen.id),
    recall: () => done(words.recalled, () => ask("DELETE", `/rooms/${room}/comments/${chosen.id}`)),
    mute: () => {
      const path = `/rooms/${room}/mutes/${member()}`;
      return done(say(words.muted, chosen), () => ask("PUT", path, { minutes: MUTE_MINUTES, reason: chosen.text }), () => ask("DELETE", path));
    },
    kick: () => {
      const back = `/rooms/${room}/kicks/${member()}`;
      return done(say(words.kicked, chosen), () => ask("POST", `/rooms/${room}/kicks`, { member: chosen.viewer }), () => ask("DELETE", back));
    },
    ban: () => {
      const path = `/bans/${member()}`;
      return done(say(words.banned, chosen), () => ask("PUT", path, { reason: chosen.text }), () => ask("DELETE", path));
    },
  };
  prepare(menu, (name) => does[name]());
  return (comment, button) => {
    chosen = comment;
    menu.querySelector(".said").textContent = `${comment.name}: ${comment.text}`;
    for (const name of ["mute", "kick", "ban"]) menu.querySelector(`[data-does=${name}]`).hidden = Boolean(comment.role);
    open(menu, button);
  };
}

/** What stood there before stands there again by undo. */
async function pin(comment) {
  const path = `/rooms/${room}/pinned-comment`;
  let before;
  const work = async () => {
    before = (await read(`/console${path}`)).pinned;
    await ask("PUT", path, { comment });
  };
  const back = () => ask("PUT", path, before.comment ? { comment: before.comment } : { text: before.text, sure: true });
  await done(words.topped, work, () => (before ? back() : ask("DELETE", path)));
}

async function done(line, work, undo) {
  if (await attempt(work)) tell(line, undo);
}

/** Slow mode, review and quiet. */
export function talkRules() {
  const dialog = document.getElementById("talk-rules");
  const form = document.getElementById("rules");
  if (!form) return;
  let rules = {};
  /** Nothing can be chosen that the house's answer would overwrite: from before the dialog is seen. */
  const rest = (resting) => [...form.querySelectorAll("select, input, [type=submit]")].forEach((field) => (field.disabled = resting));
  dialog.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    rest(true);
    attempt(async () => {
      rules = await ask("GET", `/rooms/${room}/talk-rules`);
      rest(false);
      form.slow_seconds.value = String(rules.slow_seconds ?? 0);
      form.review.checked = Boolean(rules.review);
      form.quiet.checked = Boolean(rules.quiet);
    });
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = { ...rules, slow_seconds: Number(form.slow_seconds.value), review: form.review.checked, quiet: form.quiet.checked };
    if (!(await attempt(() => ask("PUT", `/rooms/${room}/talk-rules`, wanted), form.querySelector(".wrong")))) return;
    dialog.hidePopover();
    tell(words.rules);
  });
}

/** What stands above the comments. */
export function pinnedComment() {
  const line = document.getElementById("pinned-comment");
  document.getElementById("unpin-comment")?.addEventListener("click", () => attempt(() => ask("DELETE", `/rooms/${room}/pinned-comment`)));
  let heard = 0;
  const draw = (fact) => {
    line.hidden = !fact;
    line.querySelector("[data-f=text]").textContent = fact ? `${fact.name}: ${fact.text}` : "";
  };
  const show = (fact) => (heard++, draw(fact));
  /** What is heard while the question is under way is newer than its answer. */
  const load = async () => {
    const before = heard;
    const { pinned } = await read(`/console/rooms/${room}/pinned-comment`);
    if (heard === before) draw(pinned);
  };
  return { show, load };
}
