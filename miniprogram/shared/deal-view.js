import { phaseOf as bargainPhase } from './bargains.js'
import { fill } from './i18n/index.js'
import { yuan } from './money.js'
import { phaseOf as salePhase } from './sales.js'
import { joinable, phaseOf as teamPhase } from './teams.js'

const TEAMS = ['open', 'join', 'taken', 'ordered', 'waiting']
const SALES = ['open', 'asking', 'queued', 'won', 'ordered']
const BARGAINS = ['open', 'cutting', 'floor', 'stopped', 'ordered']

/** The lower price that a product has in the room by a flash sale, a team or a bargain: {card, price, does}, the card that it leads to; or null. */
export function lowerPriceOf(product, { sales, teams, bargains }, context) {
  const { now } = context
  const sale = Object.values(sales.items).find((each) => each.product === product && SALES.includes(salePhase(each, sales.mine[each.sale], now)))
  if (sale) return saleDeal(sale, sales.mine[sale.sale], context)
  const group = Object.values(teams.items).find((each) => each.product === product && TEAMS.includes(teamPhase(each, now)))
  if (group) return teamDeal(group, context)
  const bargain = Object.values(bargains.items).find((one) => one.product === product && BARGAINS.includes(bargainPhase(one, now)))
  return bargain ? bargainDeal(bargain, context) : null
}

function saleDeal(sale, mine, { words, now }) {
  return { card: sale.sale, price: `${words.flash.name} ¥${yuan(sale.price)}`, does: words.flash.actions[salePhase(sale, mine, now)] }
}

function teamDeal(each, { words, now }) {
  const phase = teamPhase(each, now)
  const first = joinable(each, now)
  const opens = first ? fill(words.teams.joinOne, { count: first.missing }) : `${fill(words.teams.size, { count: each.size })} ${words.teams.openTeam}`
  return {
    card: each.group_buy,
    price: `${words.teams.group} ¥${yuan(each.price)}`,
    does: phase === 'open' || phase === 'join' ? opens : words.teams.actions[phase],
  }
}

function bargainDeal(one, { words, now }) {
  const phase = bargainPhase(one, now)
  const { name, lowest, actions } = words.bargain
  const price = yuan(one.mine && phase !== 'open' ? one.mine.price : one.floor_price)
  return {
    card: one.bargain,
    price: phase === 'open' ? `${name} ${lowest} ¥${price}` : `${words.bargain.now} ¥${price}`,
    does: { open: actions.begin, cutting: actions.see, ordered: actions.pay }[phase] || fill(actions.buy, { price }),
  }
}
