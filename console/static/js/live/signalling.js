// Offer and answer over HTTP, as WHIP (RFC 9725) and WHEP exchange them, and when a line that broke is tried again.

const PAUSES = [500, 1000, 2000, 3000];
const ANSWER_MS = 10_000;

/** What `asks(signal)` brings; it hears the signal where the house leaves it waiting. Not every phone has AbortSignal.timeout. */
export async function inTime(asks) {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), ANSWER_MS);
  try {
    return await asks(waiting.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The house's answer and the address of the session that it began. Throws `{ name: "house" }` where none came whole and in time,
 * and `{ name: "told", status, ... }` with the problem that the house told instead.
 */
export function exchanged(address, headers, sdp) {
  return inTime(async (signal) => {
    const told = { "content-type": "application/sdp", ...headers };
    const answer = await fetch(address, { method: "POST", headers: told, body: sdp, signal }).catch(() => null);
    if (!answer) throw { name: "house" };
    if (answer.status !== 201) throw { name: "told", status: answer.status, ...(await answer.json().catch(() => ({}))) };
    const session = answer.headers.get("location");
    const whole = await answer.text().catch(() => null);
    if (whole !== null) return { session, sdp: whole };
    hangUp(session);
    throw { name: "house" };
  });
}

/** It would miss us soon of itself. `leaving`: the page goes, and nobody waits for the answer. */
export function hangUp(session, leaving = false) {
  return fetch(session, { method: "DELETE", keepalive: leaving }).catch(() => {});
}

/** Milliseconds before the next try, after so many in vain. */
export function pause(tries) {
  return PAUSES[Math.min(tries, PAUSES.length - 1)];
}
