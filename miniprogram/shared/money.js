/** Fen as a person writes them: 1290 -> "12.90", 1200 -> "12". */
export function yuan(fen) {
  const whole = Math.trunc(Math.abs(fen) / 100)
  const rest = Math.abs(fen) % 100
  const figures = rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, '0')}`
  return fen < 0 ? `-${figures}` : figures
}

/** Fen with two figures after the point, for sums that stand below each other. */
export function sum(fen) {
  const size = Math.abs(fen)
  return `${fen < 0 ? '-' : ''}¥${Math.trunc(size / 100)}.${String(size % 100).padStart(2, '0')}`
}

/** A price in two sizes of type: {whole: "12", rest: ".90"}. */
export function price(fen) {
  const [whole, rest] = yuan(fen).split('.')
  return { whole, rest: rest ? `.${rest}` : '' }
}
