import { tintOf } from './card.js'

const STATES = [['to-pay', 'to-pay'], ['to-ship', 'to-ship'], ['shipped', 'shipped']]
const LINKS = [
  ['coupons', 'coupon', '/pages/more/coupons/coupons'],
  ['points', 'point', '/pages/more/points/points'],
  ['deals', 'together', '/pages/more/deals/deals'],
  ['invites', 'invite', '/pages/more/invites/invites'],
  ['wins', 'prize', '/pages/more/wins/wins'],
  ['addresses', 'place', '/pages/more/addresses/addresses'],
  ['favourites', 'heart', '/pages/more/kept/kept?kind=favourites'],
  ['footprints', 'clock', '/pages/more/kept/kept?kind=footprints'],
  ['about', 'tab-shop', '/pages/more/about/about'],
  ['settings', 'gear', '/pages/more/settings/settings'],
]

/** What the page about oneself shows of GET /me; `invites`: the shop promises something for friends. */
export function meView({ answer: me, invites }, { words, picture, client }) {
  const name = (me && me.nickname) || words.me.guest
  return {
    name,
    initial: Array.from(name)[0],
    tint: tintOf(me ? me.id : ''),
    avatar: me ? picture(me.avatar) : '',
    about: aboutOf(me, words),
    offersSignIn: Boolean(me) && !me.known && client === 'mini',
    states: [
      ...STATES.map(([name, icon]) => ({ name, icon, label: words.orders.tabs[name], url: `/pages/more/orders/orders?state=${name}` })),
      { name: 'returns', icon: 'returns', label: words.orders.claims, url: '/pages/more/after-sales/after-sales' },
    ],
    links: LINKS.filter(([name]) => invites || name !== 'invites').map(([name, icon, url]) => ({ name, icon, url, label: words.me[name] })),
  }
}

function aboutOf(me, words) {
  if (!me) return ''
  return [me.phone, me.level].filter(Boolean).join(' ') || (me.known ? '' : words.me.guestHint)
}
