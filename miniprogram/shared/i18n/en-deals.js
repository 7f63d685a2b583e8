export default {
  deals: {
    title: 'Teams and bargains',
    none: 'No group buys or bargains yet',
    noneHint: 'What you begin on a product\'s page or in a live room is found here again',
    order: 'My order',
    notAllowed: 'WeChat can only tell you if you allow it',
    tabs: { all: 'All', 'group-buy': 'Group buys', bargain: 'Bargains' },
    team: {
      mark: 'Team of {count}',
      progress: '{done} of {all} paid',
      sharing: '{count} more needed: buy {title} with me for ¥{price}',
      states: { taken: 'To be ordered', ordered: 'To be paid', waiting: 'Waiting for others', full: 'Team full', settling: 'Settling…', failed: 'Not full, money goes back', returned: 'Left, paid back', lapsed: 'Not ordered, place let go' },
      actions: { taken: 'Order', ordered: 'Pay', waiting: 'Invite friends', full: 'My order', settling: 'My team', failed: 'Look again', returned: 'Look again', lapsed: 'Look again' },
    },
    bargain: {
      mark: 'Bargain',
      progress: '{done} of {all} cuts',
      sharing: 'I am cutting "{title}": ¥{price} by now, help me with a cut',
      states: { cutting: 'Being cut', floor: 'At the floor', stopped: 'No more cuts', ordered: 'To be paid', bought: 'Bought', lapsed: 'Time is over', 'sold-out': 'Sold out' },
      actions: { cutting: 'Ask friends', floor: 'Buy now ¥{price}', stopped: 'Buy now ¥{price}', ordered: 'Pay', bought: 'My order', lapsed: 'Look again', 'sold-out': 'See the product' },
    },
  },
}
