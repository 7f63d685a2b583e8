import { hagglePage } from '../../../shared/bargains-view.js'
import { faceOf, strikeOf } from '../../../shared/goods.js'
import { fill } from '../../../shared/i18n/index.js'
import { price, yuan } from '../../../shared/money.js'
import { clock } from '../../../shared/time.js'

const KINDS = ['', 'group-buy', 'bargain']

/** What a card's one button does, by where its team or bargain stands. */
const DOES = {
  taken: 'page', ordered: 'pay', waiting: 'share', full: 'order', settling: 'page', failed: 'goods', returned: 'goods',
  cutting: 'share', floor: 'page', stopped: 'page', bought: 'order', lapsed: 'goods', 'sold-out': 'goods',
}
/** What becomes of it when its time is over before the shop was asked again; how a team went the shop alone knows. */
const OVER = { taken: 'lapsed', waiting: 'settling', cutting: 'lapsed', floor: 'lapsed', stopped: 'lapsed' }
const TIMED = [...Object.keys(OVER), 'ordered']
const DONE = ['full', 'returned', 'bought', 'lapsed', 'sold-out']
const GOOD = ['full', 'bought']

/** What the page of one's teams and bargains shows of GET /me/deals. */
export function dealsView({ answer, more, next }, context) {
  const { words, query = {} } = context
  const kind = query.kind || ''
  return {
    tabs: KINDS.map((name) => ({ name, label: words.deals.tabs[name || 'all'], on: name === kind, url: `/pages/more/deals/deals?kind=${name}` })),
    deals: answer ? [...answer.items, ...more].map((each) => cardOf(each, context)) : [],
    more: Boolean(next),
  }
}

/** Whether anything of what is shown can still become something else. */
export function moves({ answer, more }) {
  return [...answer.items, ...more].some(({ state }) => !DONE.includes(state))
}

function cardOf(each, context) {
  const { words, now } = context
  const phase = now >= Date.parse(each.until) ? OVER[each.state] || each.state : each.state
  const own = each.kind === 'group-buy' ? words.deals.team : words.deals.bargain
  const does = DOES[phase]
  return {
    id: each.id,
    title: each.title,
    spec: each.spec,
    ...faceOf(each, context.picture),
    price: price(each.price),
    plain: each.kind === 'group-buy' ? strikeOf(each.plain_price, each.price) : '',
    start: each.kind === 'bargain' ? fill(words.bargain.start, { price: yuan(each.plain_price) }) : '',
    mark: fill(own.mark, { count: each.all }),
    phase,
    look: GOOD.includes(phase) ? 'good' : phase === 'settling' || TIMED.includes(phase) ? 'on' : 'over',
    state: own.states[phase],
    share: Math.round((100 * each.done) / each.all),
    progress: fill(own.progress, { done: each.done, all: each.all }),
    clock: TIMED.includes(phase) ? fill(words.teams.leftTime, { clock: clock(each.until, now) }) : '',
    url: pageOf(each),
    does,
    goes: { page: pageOf(each), pay: `/pages/pay/pay?order=${each.order}`, order: orderOf(each), goods: goodsOf(each) }[does] || '',
    action: fill(own.actions[phase], { price: yuan(each.price) }),
    order: each.order && does !== 'order' && does !== 'pay' ? orderOf(each) : '',
    sharing: fill(own.sharing, { title: each.title, price: yuan(each.price), count: each.all - each.done }),
  }
}

/** Where a team or a bargain stands; of a private room's, with the ticket by which its link lets others in. */
export function pageOf({ kind, page, room }, ticket = '') {
  return kind === 'group-buy' ? `/pages/more/team/team?id=${encodeURIComponent(page)}` : hagglePage(page, room, ticket)
}

function orderOf({ order }) {
  return `/pages/more/order/order?id=${encodeURIComponent(order)}`
}

function goodsOf({ product }) {
  return `/pages/product/product?id=${encodeURIComponent(product)}`
}
