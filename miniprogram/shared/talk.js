/** So many comments stand in the list; older ones are scrolled away anyway. */
const KEPT = 100

/** How long a passing line (who came, who goes shopping) is news, in ms. */
const PASSING = 3500

const UNSEEN = new Set(['held', 'yours'])

const OPEN = { slow_seconds: 0, review: false, quiet: false }

/**
 * What is said in a room. `comments` are CommentSaid facts; one that nobody else sees has no speaker and `only`, why: held or
 * yours. `own` are ids of the viewer's own, `recalled` of what was taken off; `newer` names what was heard since history was
 * asked for; `passing` is the line that comes and goes; `saidAt` when the viewer last spoke, in device ms; `fresh` counts
 * what was said since the page was opened, and is a comment's `born`.
 */
export const talk = {
  empty: { comments: [], fresh: 0, own: [], recalled: [], newer: [], pinned: null, passing: null, rules: OPEN, phrases: [], muted: null, saidAt: 0 },

  steps: {
    /** What the wire tells from now on is newer than the answer that is on its way. */
    'comments asked': () => ({ newer: [] }),

    comments: (state, { answer }) => ({
      comments: merged(answer.comments.filter(({ comment }) => !state.recalled.includes(comment)).map(fromHistory), state.comments),
      pinned: state.newer.includes('pinned') ? state.pinned : answer.pinned,
      rules: state.newer.includes('rules') ? state.rules : { ...OPEN, ...answer.rules },
      phrases: answer.phrases,
      muted: answer.muted ? { until: answer.muted_until } : null,
    }),

    CommentSaid: (state, fact) => (has(state, fact.comment) ? { comments: shown(state.comments, [fact]) } : added(state, fact)),
    CommentRecalled: (state, { comment }) => ({
      comments: state.comments.filter((each) => each.comment !== comment),
      recalled: [...state.recalled, comment].slice(-KEPT),
      pinned: state.pinned && state.pinned.comment === comment ? null : state.pinned,
    }),
    CommentPinned: ({ newer }, { comment, name, text }) => ({ pinned: { comment, name, text }, newer: [...newer, 'pinned'] }),
    CommentUnpinned: ({ newer }) => ({ pinned: null, newer: [...newer, 'pinned'] }),
    TalkRulesChanged: ({ newer }, { slow_seconds, review, quiet }) => ({ rules: { slow_seconds, review, quiet }, newer: [...newer, 'rules'] }),

    ViewersCame: (state, fact, { at }) => ({ passing: { kind: 'came', names: fact.names, count: fact.count, until: at + PASSING } }),
    ShoppersWent: (state, fact, { at }) => ({
      passing: { kind: 'going', names: fact.names, count: fact.count, product: fact.product, until: at + PASSING },
    }),

    /** The room's answer to one's own comment. What everybody hears comes as a fact of its own, sooner or later. */
    said: (state, { comment, state: how, text }, { at, now }) => ({
      saidAt: at,
      muted: null,
      own: [...state.own, comment].slice(-KEPT),
      ...(how === 'said' ? {} : added(state, { comment, text, speaker: null, at: new Date(now).toISOString(), only: how })),
    }),
  },
}

function added(state, comment) {
  const fresh = state.fresh + 1
  return { comments: [...state.comments, { ...comment, born: fresh }].slice(-KEPT), fresh }
}

/** Of what others may not see the shop tells only its writer. */
function fromHistory(comment) {
  return UNSEEN.has(comment.state) ? { ...comment, speaker: null, only: comment.state } : comment
}

function has(state, id) {
  return state.comments.some(({ comment }) => comment === id)
}

/** What only its writer saw stands where it stood, as it is told by now. */
function shown(comments, told) {
  return comments.map((each) => {
    const now = each.only && told.find(({ comment }) => comment === each.comment)
    return now ? { ...now, born: each.born } : each
  })
}

/** What was said before and what was heard meanwhile, each once, in the order it was said; ids sort by time. */
function merged(earlier, heard) {
  const known = new Set(heard.map(({ comment }) => comment))
  const all = [...earlier.filter(({ comment }) => !known.has(comment)), ...shown(heard, earlier)]
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-KEPT)
}
