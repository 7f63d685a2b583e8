import { fill } from './i18n/index.js'

/** A head count as people read it: 1.2万 in Chinese, 12.3K in English. Rounded down, so that no crowd is made larger. */
export function crowd(count, tag) {
  return tag === 'zh-CN' ? shorten(count, 10000, '万', 1e8, '亿') : shorten(count, 1000, 'K', 1e6, 'M')
}

/** "共 2 件", "1 piece", "2 pieces". */
export function piecesOf(count, words) {
  return count === 1 ? words.orders.piece : fill(words.orders.pieces, { count })
}

function shorten(count, small, smallUnit, large, largeUnit) {
  if (count >= large) return oneDecimal(count / large) + largeUnit
  if (count >= small) return oneDecimal(count / small) + smallUnit
  return String(Math.max(0, Math.floor(count || 0)))
}

function oneDecimal(number) {
  return String(Math.floor(number * 10) / 10)
}
