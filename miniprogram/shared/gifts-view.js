import { fill } from './i18n/index.js'

/** Shown for a gift without a picture of its own. */
const GIFT = '/assets/icons/gift.svg'

/** What of the gifts is seen at device time `at`. `picture(path)` makes addresses whole. */
export function giftsView({ trays, full }, { t, at, picture }) {
  const faceOf = (gift) => (gift.picture ? picture(gift.picture) : GIFT)
  return {
    trays: trays.filter(({ until }) => until > at).map((tray) => ({ id: tray.id, giver: tray.giver, sentence: fill(t.gave, { name: tray.name }), face: faceOf(tray), combo: tray.combo > 1 ? `×${tray.combo}` : '' })),
    full: full && full.until > at ? { face: faceOf(full), name: full.name, sentence: fill(t.gaveAll, { giver: full.giver, name: full.name }) } : null,
  }
}

/** The panel of gifts: `panel` as the shop told it (null: not yet), `chosen` a gift's id. */
export function panelView({ panel, failed, chosen, combo }, t) {
  if (!panel) return { stage: failed ? 'failed' : 'loading', gifts: [] }
  const gifts = panel.gifts.map((gift) => ({ ...gift, initial: Array.from(gift.name)[0], price: fill(t.costs, { points: gift.points }), chosen: gift.gift === chosen }))
  const picked = gifts.find((gift) => gift.chosen)
  return {
    stage: stageOf(panel),
    gifts,
    purse: fill(t.purse, { points: panel.points }),
    today: fill(t.leftToday, { points: panel.left_today }),
    why: panel.why === 'limit' || panel.why === 'not-live' ? t.why[panel.why] : lacking(panel, picked, t),
    giving: combo > 1 ? fill(t.giveOn, { combo }) : t.give,
  }
}

/** Whether the shop gives its viewers gifts at all. */
export function hasGifts(panel) {
  return Boolean(panel) && panel.why !== 'off' && panel.gifts.length > 0
}

function stageOf({ why, gifts }) {
  if (why === 'adult' || why === 'minor') return why
  return gifts.length === 0 ? 'empty' : 'ready'
}

function lacking({ points }, picked, t) {
  if (!picked) return t.choose
  return picked.points > points ? t.lacking : ''
}
