import { grab, haggle, openTeam, pick } from '../../dealing.js'
import { learn } from '../../floor.js'
import { go } from '../../going.js'
import { marketed } from '../../market-words.js'
import { hagglePage } from '../../shared/bargains-view.js'

/** The one card beside the comments: a flash sale, a bargain, a group buy, else what the host explains. */
Component({
  properties: { flash: Object, bargain: Object, group: Object, explain: Object },
  data: { t: marketed },
  methods: {
    onFlash({ detail: { act, sale, claim, order, quantity } }) {
      const acts = {
        grab: () => grab(sale, quantity),
        queue: () => grab(sale, quantity),
        order: () => learn({ type: 'order begun', claim, deal: { sale } }),
        pay: () => learn({ type: 'payment begun', order, deal: { sale } }),
        orders: () => go(order ? `/pages/more/order/order?id=${order}` : '/pages/more/orders/orders'),
        bag: () => learn({ type: 'bag opened' }),
      }
      acts[act]()
    },

    onBargain({ detail: { act, bargain, room, haggle: claim, order } }) {
      const acts = {
        begin: () => haggle(bargain, room),
        see: () => go(hagglePage(claim, room, getApp().api.ticketOf(room))),
        buy: () => learn({ type: 'order begun', claim, deal: { bargain } }),
        pay: () => learn({ type: 'payment begun', order, deal: { bargain } }),
        order: () => go(`/pages/more/order/order?id=${order}`),
      }
      acts[act]()
    },

    /** A seat is ordered over the picture; a team's own page says who is in it. */
    onGroup({ detail: { act, group, room, team, claim, order, quantity } }) {
      const seeTeam = () => go(`/pages/more/team/team?id=${team}`)
      const acts = {
        open: () => openTeam(group, quantity, room),
        order: () => (claim ? learn({ type: 'order begun', claim, deal: { group } }) : seeTeam()),
        pay: () => (order ? learn({ type: 'payment begun', order, deal: { group } }) : seeTeam()),
        team: seeTeam,
      }
      acts[act]()
    },

    onQuantity({ detail }) {
      learn({ type: 'quantity set', quantity: detail.quantity })
    },

    onBuy({ detail }) {
      this.onTouched({ detail })
      pick(detail.product, 'both')
    },

    onTouched({ detail }) {
      learn({ type: 'card touched', card: detail.stretch })
    },

    onDeal({ detail }) {
      learn({ type: 'card reopened', card: detail.card })
    },

    onClosed({ detail }) {
      learn({ type: 'card closed', card: detail.card })
    },
  },
})
