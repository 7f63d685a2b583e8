/** Heads and hearts. `rising` counts the hearts of others that were told so far, `mine` one's own taps. */
export const counts = {
  empty: { viewers: null, likes: null, faces: [], rising: 0, mine: 0 },

  steps: {
    welcome: (state, { viewers, likes }) => ({ viewers, likes }),
    ViewersCounted: (state, { viewers, faces = [] }) => ({ viewers, faces }),
    BroadcastAired: () => ({ likes: 0 }),

    /** One's own taps are shown at once and told back later: the sum never goes down for that. */
    LikesCounted: (state, { total }) => ({
      likes: Math.max(state.likes || 0, total),
      rising: state.rising + Math.max(0, total - (state.likes || 0)),
    }),
    tapped: (state, { count }) => ({ likes: (state.likes || 0) + count, mine: state.mine + count }),
  },
}
