/** How many packets are in the air, and how many on a phone that has little breath. */
const MANY = 14
const FEW = 6

/**
 * The packets of a shower: where each falls (percent of the width), when it starts and how long it takes (ms), and how it
 * leans. The same round falls the same way each time: nothing moves under the finger when the page is shown anew.
 */
export function packets(round, { calm = false } = {}) {
  const next = figures(round)
  const count = calm ? FEW : MANY
  return Array.from({ length: count }, (_, place) => ({
    key: `${place}`,
    left: Math.round((place % 5) * 18 + 3 + next() * 12),
    delay: Math.round((place / count) * 2600 + next() * 300),
    fall: Math.round(2600 + next() * 1200),
    lean: Math.round(next() * 40 - 20),
  }))
}

/** Figures from 0 to 1 that look like chance and are always the same for one name. */
function figures(name) {
  let seed = 7
  for (const letter of String(name)) seed = (seed * 31 + letter.codePointAt(0)) % 2147483647
  return () => {
    seed = (seed * 48271 + 11) % 2147483647
    return seed / 2147483647
  }
}
