/** How long a gift is shown after the last of its combo, in ms, and how long one that fills the picture does. */
const SHOWN = 3600
const FULL = 2600

/** So many gifts are shown one above the other. */
const TRAYS = 2

/** What was given just now: `trays` the newest last, `full` the one that fills the picture, `bursts` how many let hearts rise. */
export const gifts = {
  empty: { trays: [], full: null, bursts: 0 },

  steps: {
    GiftGiven: (state, fact, { at }) => ({
      trays: [...state.trays.filter((tray) => tray.id !== idOf(fact) && tray.until > at), trayOf(fact, at)].slice(-TRAYS),
      full: fact.effect === 'full' ? { ...trayOf(fact, at), until: at + FULL } : state.full,
      bursts: state.bursts + (fact.effect === 'burst' ? 1 : 0),
    }),
  },
}

/** One giver's gifts of a kind go on in the same tray. */
function idOf({ speaker, gift }) {
  return `${speaker.viewer}-${gift}`
}

function trayOf(fact, at) {
  return { id: idOf(fact), giver: fact.speaker.name, gift: fact.gift, name: fact.name, picture: fact.picture || '', combo: fact.combo || fact.count, until: at + SHOWN }
}
