import { phaseOf } from './battle.js'
import { fill } from './i18n/index.js'
import { crowd } from './numbers.js'

/** The narrowest that a side becomes, of a hundred: its name can still be read. */
const LEAST = 28

/** The bar above the show; null while there is no contest. `now` is server time in ms, `t` the floor's words. */
export function battleView({ now: battle, mine }, { t, tag, now }) {
  const phase = battle ? phaseOf(battle, now) : ''
  if (!phase) return null
  const total = battle.left_points + battle.right_points
  const share = total ? Math.round((100 * battle.left_points) / total) : 50
  return {
    battle: battle.battle,
    left: side(battle.left, battle.left_points, 'left', battle, mine, tag),
    right: side(battle.right, battle.right_points, 'right', battle, mine, tag),
    share: Math.max(LEAST, Math.min(100 - LEAST, share)),
    clock: clockOf(battle, phase, now),
    line: lineOf(battle, phase, mine, t),
    chooses: !battle.store,
    takes: !battle.store && (phase === 'on' || phase === 'countdown'),
  }
}

function side(name, points, which, { reason, winner }, mine, tag) {
  return { side: which, name, points: crowd(points, tag) || '0', mine: mine === which, won: Boolean(reason) && winner === which }
}

function clockOf({ begins_at: begins, ends_at: ends, until }, phase, now) {
  if (phase === 'countdown') return String(Math.ceil((Date.parse(begins) - now) / 1000))
  const left = Math.ceil((Date.parse(phase === 'on' ? ends : until) - now) / 1000)
  if (phase === 'settling' || left <= 0) return ''
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
}

function lineOf({ winner, punishment, left, right, store }, phase, mine, t) {
  if (store && (phase === 'countdown' || phase === 'on')) return t.battleOurs
  if (phase === 'countdown') return t.battleSoon
  if (phase === 'settling') return t.battleCounting
  if (phase === 'on') return mine ? t.battleHelp : t.battleChoose
  if (!winner) return t.battleDraw
  const name = winner === 'left' ? left : right
  return punishment ? fill(t.battlePays, { name: winner === 'left' ? right : left, what: punishment }) : fill(t.battleWon, { name })
}
