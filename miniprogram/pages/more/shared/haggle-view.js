import { barOf } from '../../../shared/bargains-view.js'
import { tintOf } from '../../../shared/card.js'
import { faceOf } from '../../../shared/goods.js'
import { fill } from '../../../shared/i18n/index.js'
import { yuan } from '../../../shared/money.js'
import { clock, moment } from '../../../shared/time.js'

/** What the big button does for who began it, by where it stands, and the one beside it. */
const OWN = {
  cutting: ['share', 'buy'], floor: ['buy'], stopped: ['buy'], ordered: ['pay'], bought: ['see'], lapsed: ['begin'], 'sold-out': ['goods'],
}

/** What the page of one haggle shows of GET /haggles/ID. `facts.cut` is what the viewer has just cut off, in fen. */
export function haggleView(facts, context) {
  const it = facts.answer
  if (!it) return { title: '', cuts: [], chief: null, beside: null }
  const { words, now } = context
  const { bargain } = it
  const phase = it.state === 'cutting' && now >= Date.parse(it.until) ? 'lapsed' : it.state
  const [chief, beside] = buttons(it, phase, words)
  return {
    phase,
    title: bargain.title,
    spec: bargain.spec,
    url: `/pages/product/product?id=${encodeURIComponent(bargain.product)}`,
    ...faceOf(bargain, context.picture),
    ...barOf(bargain, it, words),
    counted: fill(words.bargain.cuts, { done: it.helped, all: bargain.helpers }),
    rest: restOf(it, phase, words),
    left: fill(words.bargain.left, { left: bargain.left, quantity: bargain.quantity }),
    heading: words.bargain.phases[phase],
    clock: ['cutting', 'floor', 'stopped'].includes(phase) ? clock(it.until, now) : '',
    clockName: words.bargain.clocks[it.mine ? phase : 'cutting'] || words.bargain.clocks.cutting,
    starter: personOf(it, context),
    said: saidOf(it, phase, words),
    cuts: it.cuts.map((cut, place) => cutOf(cut, place, context)),
    note: fill(words.bargain.note, { most: bargain.per_helper }),
    flying: facts.cut ? `-¥${yuan(facts.cut)}` : '',
    reminds: it.mine && phase === 'cutting' && Boolean(facts.templates && facts.templates.haggle) && !facts.told,
    chief,
    beside,
    invitation: fill(words.bargain.invitation, { title: bargain.title, price: yuan(it.price) }),
  }
}

/** Whether the viewer has cut here. */
export function helped({ cuts }) {
  return cuts.some(({ mine }) => mine)
}

function buttons(it, phase, words) {
  const named = (does) => does && { does, words: labelOf(does, it, words) }
  if (it.mine) return OWN[phase].map(named)
  const open = it.bargain.state === 'open'
  if (phase === 'cutting' && !helped(it)) return ['chop', open ? 'begin' : ''].map(named)
  if (phase === 'cutting') return (open ? ['begin', 'share'] : ['share']).map(named)
  return [open ? 'begin' : 'goods'].map(named)
}

function labelOf(does, it, words) {
  const { actions } = words.bargain
  if (does === 'buy') return fill(actions.buy, { price: yuan(it.price) })
  if (does === 'begin') return it.mine ? actions.again : actions.too
  if (does === 'share') return it.mine ? actions.share : actions.shareOn
  return { pay: actions.pay, see: actions.order, chop: actions.chop, goods: actions.goods }[does]
}

/** What is left to the floor is of use only to who can still cut. */
function restOf({ bargain, price }, phase, words) {
  const cut = yuan(bargain.start_price - price)
  if (phase !== 'cutting' && price > bargain.floor_price) return fill(words.bargain.cutSoFar, { cut })
  return price > bargain.floor_price ? fill(words.bargain.cutSo, { cut, rest: yuan(price - bargain.floor_price) }) : fill(words.bargain.cutAll, { cut })
}

function saidOf(it, phase, words) {
  if (it.mine) return words.bargain.hints[phase] || words.bargain.yours
  const own = it.cuts.find(({ mine }) => mine)
  if (phase === 'cutting' && own) return fill(words.bargain.others.helped, { amount: yuan(own.amount) })
  return words.bargain.others[phase] || fill(words.bargain.wants, { name: it.name })
}

function cutOf(cut, place, context) {
  const { words } = context
  return {
    key: String(place),
    ...personOf(cut, context),
    name: cut.mine ? words.bargain.you : cut.name,
    first: place === 0 ? words.bargain.firstCut : '',
    when: moment(cut.at, context.now, words),
    off: fill(words.bargain.off, { amount: yuan(cut.amount) }),
    mine: cut.mine,
  }
}

/** One face for one person, wherever on the page: the colour is the name's. */
function personOf({ name, avatar }, { picture }) {
  return { name, avatar: picture(avatar), initial: Array.from(name)[0] || '·', tint: tintOf(name) }
}
