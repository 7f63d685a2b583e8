import { exceptionsOf, missing, sends } from './checkout.js'
import { faceOf } from './goods.js'
import { fill } from './i18n/index.js'
import { sum, yuan } from './money.js'
import { explain, reasonsOf, totalOf } from './quote-view.js'

/** What the checkout sheet shows. */
export function checkoutView(state, context) {
  const { words } = context
  const base = { pane: state.pane, paneTitle: paneTitleOf(state.pane, words), note: state.note, contact: state.contact, confirmed: state.confirmed, points: state.points }
  if (!state.answer) return { ...base, stage: state.refused ? 'refused' : 'loading', refusal: state.refused ? state.refused.message : '', lines: [], rows: [], offers: [], deliveries: [] }
  const { quote } = state.answer
  return {
    ...base,
    stage: 'ready',
    refusal: '',
    lines: quote.lines.map((line, index) => lineOf(line, index, state.answer, context)),
    rows: explain(quote, words),
    ...totalOf(quote),
    deliveries: deliveriesOf(state, words),
    sends: sends(state),
    pickup: state.delivery === 'pickup',
    shop: state.shop,
    address: state.address,
    unread: !state.address && !state.addresses,
    offers: (quote.offers || []).map((offer) => offerOf(offer, words)),
    couponWords: couponWordsOf(quote, words),
    pointsWords: pointsWordsOf(quote, words),
    pointsOffered: quote.most_points > 0,
    earned: quote.points_earned > 0 ? fill(words.quote.earned, { points: quote.points_earned }) : '',
    troubles: troublesOf(state.answer, words),
    had: state.answer.had.length ? fill(words.checkout.had, { names: state.answer.had.join('、') }) : '',
    exceptions: exceptionsOf(state.answer).length > 0,
    consent: state.delivery === 'pickup' && !state.agreed,
    keeps: state.keeps,
    missing: missing(state),
    missingWords: words.checkout.missing[missing(state)] || '',
    moved: state.moved ? movedWords(state.moved, words) : null,
  }
}

function movedWords({ before, after, gifts }, words) {
  const price = before !== after
  const gone = gifts.length ? fill(words.checkout.giftsGone, { names: gifts.join(words.comma) }) : ''
  return { price, before: sum(before), after: sum(after), text: gone || (price ? '' : words.checkout.changed) }
}

/** Of what lies over the sheet, 'coupons', 'address' or 'addresses'. */
function paneTitleOf(pane, words) {
  return { coupons: words.coupon.title, address: words.checkout.addAddress, addresses: words.address.choose }[pane] || ''
}

function lineOf(line, index, answer, context) {
  const good = goodOf(answer, line.sku)
  return {
    key: `${line.sku}${index}`,
    title: good.title || line.sku,
    spec: good.spec || '',
    ...faceOf({ ...good, product: line.product }, context.picture),
    quantity: line.quantity,
    amount: sum(line.payable),
    gift: line.gift,
    reasons: reasonsOf(line, context.words),
    exception: exceptionsOf(answer).includes(line.sku) ? context.words.returns[good.return_kind] || '' : '',
  }
}

/** What is known of a SKU beside its price. */
function goodOf(answer, sku) {
  return answer.goods[sku] || {}
}

/** What keeps some of it from being ordered, in words. */
function troublesOf({ gone, troubles, goods }, words) {
  const lost = gone.map((each) => ({ key: each.sku, text: `${each.title}: ${words.cart.why[each.reason] || words.cart.why.gone}` }))
  const wrong = Object.entries(troubles).map(([sku, trouble]) => ({ key: sku, text: `${goods[sku].title}: ${fill(words.cart.trouble[trouble] || '', goods[sku])}` }))
  return [...lost, ...wrong]
}

function deliveriesOf(state, words) {
  return state.answer.deliveries.map((name) => ({ name, label: words.delivery[name], chosen: (state.delivery || 'express') === name }))
}

function offerOf(offer, words) {
  return {
    id: offer.coupon,
    name: offer.name,
    chosen: offer.chosen,
    usable: offer.usable,
    worth: offer.usable ? `-¥${yuan(offer.off)}` : offer.missing ? fill(words.coupon.missing, { missing: yuan(offer.missing) }) : words.coupon.unusable,
  }
}

function couponWordsOf(quote, words) {
  const used = (quote.offers || []).filter((offer) => offer.chosen)
  if (used.length) return `-${sum(used.reduce((total, offer) => total + offer.off, 0))}`
  const usable = (quote.offers || []).filter((offer) => offer.usable).length
  return usable ? fill(words.coupon.usable, { count: usable }) : words.coupon.noneUsable
}

function pointsWordsOf(quote, words) {
  if (quote.points > 0) return fill(words.quote.pointsUsed, { points: quote.points, amount: yuan(quote.points_off) })
  return fill(words.quote.pointsCould, { points: quote.most_points })
}
