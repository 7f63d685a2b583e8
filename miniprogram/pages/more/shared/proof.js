import { bytesOf, hexOf, hmac, sha256, utf8 } from './sha256.js'

/** So many entries a phone recomputes in a moment; of more, only the promise is checked here. */
export const MANY = 3000

/**
 * What comes of a published proof (GET /rounds/ROUND/proof) when it is recomputed on this device: `seed` keeps the promise,
 * `entries` have the fingerprint, `winners` are those that come out; null where that was not looked at.
 * The method is in docs/how-to/verify-draw.md.
 */
export function verify(proof) {
  const seed = hexOf(sha256(bytesOf(proof.seed))) === proof.commitment
  if (proof.entries.length > MANY) return { seed, entries: null, winners: null }
  const entries = hexOf(sha256(utf8(proof.entries.map((entry) => entry.join(' ')).join('\n')))) === proof.digest
  return { seed, entries, winners: entries ? same(expected(proof), proof.winners.map(({ entry }) => entry)) : null }
}

/** The word for it: fits, seed (only the promise was looked at) or broken. */
export function verdict({ seed, entries, winners }) {
  if (!seed || entries === false || winners === false) return 'broken'
  return winners ? 'fits' : 'seed'
}

/** Marks as they win: by their draw numbers as far as the prizes go, or, first come first served, as they came. */
function expected({ way, seed, digest, answer, entries, counts, winners }) {
  const marks = entries.filter(([, , choice]) => answer < 0 || choice === answer).map(([, mark]) => mark)
  if (way === 'first-come') return marks.slice(0, winners.length)
  const key = hmac(bytesOf(seed), bytesOf(digest))
  const drawn = marks.map((mark) => ({ mark, number: hexOf(hmac(key, utf8(mark))) })).sort((a, b) => (a.number < b.number ? -1 : 1))
  const most = way === 'split' ? winners.length : counts.reduce((all, count) => all + count, 0)
  return drawn.slice(0, most).map(({ mark }) => mark)
}

function same(expectedMarks, listed) {
  return expectedMarks.length === listed.length && listed.every((mark, rank) => mark === expectedMarks[rank])
}
