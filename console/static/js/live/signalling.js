// Offer and answer over HTTP, as WHIP (RFC 9725) and WHEP exchange them, and when a line that broke is tried again.

const PAUSES = [500, 1000, 2000, 3000];
export const ANSWER_MS = 10_000;

/**
 * The house's answer and the address of the session that it began. Throws `{ name: "house" }` where none came in time,
 * and `{ name: "told", status, ... }` with the problem that the house told instead.
 */
export async function exchanged(address, headers, sdp) {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const told = { "content-type": "application/sdp", ...headers };
  const answer = await fetch(address, { method: "POST", headers: told, body: sdp, signal }).catch(() => null);
  if (!answer) throw { name: "house" };
  if (answer.status !== 201) throw { name: "told", status: answer.status, ...(await answer.json().catch(() => ({}))) };
  return { session: answer.headers.get("location"), sdp: await answer.text() };
}

/** It would miss us soon of itself. `leaving`: the page goes, and nobody waits for the answer. */
export function hangUp(session, leaving = false) {
  return fetch(session, { method: "DELETE", keepalive: leaving }).catch(() => {});
}

/** Milliseconds before the next try, after so many in vain. */
export function pause(tries) {
  return PAUSES[Math.min(tries, PAUSES.length - 1)];
}
