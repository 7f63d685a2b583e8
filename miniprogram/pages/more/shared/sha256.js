/** SHA-256 (FIPS 180-4) and HMAC (RFC 2104) over arrays of bytes: WeChat's own script engine has neither. */

const BLOCK = 64
const ROUNDS = primes(64)
const CONSTANTS = ROUNDS.map((prime) => fraction(Math.cbrt(prime)))
const START = ROUNDS.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

/** The 32 bytes of the digest. */
export function sha256(bytes) {
  const state = Int32Array.from(START)
  const words = new Int32Array(64)
  const whole = padded(bytes)
  for (let from = 0; from < whole.length; from += BLOCK) compress(state, words, whole, from)
  return Array.from(state).flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
}

export function hmac(key, bytes) {
  const short = key.length > BLOCK ? sha256(key) : key
  const block = Array.from({ length: BLOCK }, (_, place) => short[place] || 0)
  const inner = sha256([...block.map((byte) => byte ^ 0x36), ...bytes])
  return sha256([...block.map((byte) => byte ^ 0x5c), ...inner])
}

export function hexOf(bytes) {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function bytesOf(hex) {
  return (hex.match(/../g) || []).map((pair) => parseInt(pair, 16))
}

/** Text as UTF-8. */
export function utf8(text) {
  const escaped = encodeURIComponent(text)
  return (escaped.match(/%..|./g) || []).map((part) => (part.length === 3 ? parseInt(part.slice(1), 16) : part.charCodeAt(0)))
}

function padded(bytes) {
  const length = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK
  const whole = new Uint8Array(length)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  new DataView(whole.buffer).setUint32(length - 8, Math.floor(bytes.length / 0x20000000))
  new DataView(whole.buffer).setUint32(length - 4, (bytes.length << 3) >>> 0)
  return whole
}

function compress(state, words, bytes, from) {
  spread(words, bytes, from)
  let [a, b, c, d, e, f, g, h] = state
  for (let round = 0; round < 64; round += 1) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[round] + words[round]) | 0
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] += word })
}

function spread(words, bytes, from) {
  const view = new DataView(bytes.buffer, from)
  for (let place = 0; place < 16; place += 1) words[place] = view.getInt32(place * 4)
  for (let place = 16; place < 64; place += 1) {
    const [near, far] = [words[place - 2], words[place - 15]]
    words[place] = words[place - 16] + (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3)) + words[place - 7] + (turn(near, 17) ^ turn(near, 19) ^ (near >>> 10))
  }
}

function turn(word, by) {
  return (word >>> by) | (word << (32 - by))
}

function primes(count) {
  const found = []
  for (let number = 2; found.length < count; number += 1) if (found.every((prime) => number % prime)) found.push(number)
  return found
}

/** The first 32 bits after the point. */
function fraction(number) {
  return ((number - Math.floor(number)) * 0x100000000) | 0
}
