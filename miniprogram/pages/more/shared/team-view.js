import { tintOf } from '../../../shared/card.js'
import { faceOf, strikeOf } from '../../../shared/goods.js'
import { fill } from '../../../shared/i18n/index.js'
import { price, yuan } from '../../../shared/money.js'
import { countdown } from '../../../shared/time.js'

/**
 * What the page of a team shows: who is in, how many are missing, and the one next step of whoever looks. Whether a team whose time
 * is up has failed the shop says: somebody may be paying for its last place.
 */
export function teamView({ answer: team, quantity, templates = {}, told = false }, context) {
  const { words, now } = context
  if (!team) return { title: words.teams.page, faces: [], clock: [] }
  const { group_buy: buy } = team
  const state = team.state === 'open' && now >= Date.parse(team.until) ? 'settling' : team.state
  const here = team.mine && team.mine.team === team.team ? team.mine : null
  const step = stepOf(team, here, state)
  const owes = state === 'open' && (step === 'order' || step === 'pay') ? here : null
  const isIn = Boolean(here) || team.faces.some(({ me }) => me)
  return {
    title: words.teams.page,
    state,
    heading: headingOf(team, isIn, state, owes, words),
    hint: owes ? owingOf(team, words) : hintOf(isIn, state, step, words),
    clock: state === 'open' ? countdown(owes ? here.until : team.until, now, words) : [],
    clockName: words.teams.clocks[owes ? here.state : 'join'],
    share: Math.round(((team.size - team.missing) / team.size) * 100),
    faces: [...team.faces.map((face, index) => faceShown(face, index, context)), ...(owes ? [ownPlace(words)] : []), ...blanks(team.state === 'open' ? team.missing - (owes ? 1 : 0) : 0)],
    good: { url: `/pages/product/product?id=${encodeURIComponent(buy.product)}`, name: buy.title, spec: buy.spec, ...faceOf(buy, context.picture), price: price(buy.price), plain: strikeOf(buy.plain_price, buy.price), size: fill(words.teams.size, { count: buy.size }) },
    step,
    action: fill(words.teams.steps[step] || '', { price: yuan(buy.price * (step === 'join' || step === 'open' ? Math.min(quantity, buy.per_member) : 1)) }),
    invites: Boolean(here && here.state === 'paid' && state === 'open'),
    reminds: Boolean(here && here.state === 'paid' && state === 'open' && (templates.team || templates['team-failed']) && !told),
    quantity: Math.min(quantity, buy.per_member),
    most: buy.per_member,
    many: buy.per_member > 1 && (step === 'join' || step === 'open'),
    group: buy.group_buy,
    claim: here && here.state === 'taken' ? here.claim : '',
    order: (here && here.order) || '',
    elsewhere: team.mine && !here ? team.mine.team : '',
    sharing: fill(words.teams.sharing, { title: buy.title, price: yuan(buy.price), count: team.missing }),
    rules: fill(words.teams.rules, { size: buy.size, hours: buy.hours }),
  }
}

/** join, order, pay, invite, own (see one's order), mine (another team), open, or nothing. */
function stepOf(team, here, state) {
  if (state === 'settling') return here ? (here.order ? 'own' : '') : team.mine ? 'mine' : ''
  if (here) return { taken: 'order', ordered: 'pay' }[here.state] || (state === 'open' ? 'invite' : 'own')
  if (team.mine) return 'mine'
  if (state === 'open' && team.missing > team.taken) return 'join'
  return team.group_buy.state === 'open' ? 'open' : ''
}

function headingOf(team, isIn, state, owes, words) {
  if (owes) return words.teams.phases[owes.state]
  if (state !== 'open') return words.teams.states[isIn && state !== 'settling' ? `${state}-mine` : state]
  return fill(words.teams.missing, { count: team.missing })
}

/** Whose place is held for a quarter of an hour reads what paying brings. */
function owingOf({ missing }, words) {
  return missing > 1 ? fill(words.teams.pageHints.pay, { count: missing - 1 }) : words.teams.pageHints.payLast
}

function hintOf(isIn, state, step, words) {
  if (state === 'settling') return words.teams.pageHints.settling
  if (state === 'failed') return isIn ? words.teams.pageHints.refunded : words.teams.pageHints.over
  if (state === 'full') return isIn ? words.teams.pageHints.shipped : step === 'open' ? words.teams.pageHints.full : words.teams.pageHints.soldOut
  if (step === 'mine') return words.teams.pageHints.elsewhere
  if (step === 'invite') return words.teams.pageHints.invite
  return step === 'join' ? words.teams.pageHints.join : words.teams.pageHints.taken
}

function faceShown({ name, avatar, leader, me }, index, { picture, words }) {
  return { key: `face-${index}`, avatar: avatar ? picture(avatar) : '', initial: Array.from(name)[0], tint: tintOf(name), name: me ? words.teams.me : name, mark: leader ? words.teams.leader : '', blank: false }
}

function ownPlace(words) {
  return { key: 'own', avatar: '', initial: Array.from(words.teams.me)[0], tint: 0, name: words.teams.me, mark: words.teams.toPay, blank: false, held: true }
}

function blanks(count) {
  return Array.from({ length: count }, (_, index) => ({ key: `blank-${index}`, avatar: '', initial: '?', tint: 0, name: '', mark: '', blank: true }))
}
