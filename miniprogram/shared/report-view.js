import { fill } from './i18n/index.js'

/** As the shop knows them (POST /rooms/ROOM/reports). */
export const REASONS = ['abuse', 'vulgar', 'unlawful', 'fraud', 'advert', 'false', 'fake', 'price', 'minors', 'privacy', 'other']
const LONGEST = 200

/** What the sheet shows: first what it is about, then why. `about` is a comment's row, without one it is about the room. */
export function reportView({ choice, reason, text }, { about, good, words }) {
  const choices = about ? ofComment(about, words) : ofRoom(good, words)
  return {
    stage: choice ? 'reason' : 'choice',
    title: choice ? choice.label : about ? about.text : words.title,
    choices,
    reasons: REASONS.map((each) => ({ reason: each, label: words.reasons[each], chosen: each === reason })),
    ready: Boolean(reason) && (reason !== 'other' || text.trim().length > 0),
    text,
    longest: LONGEST,
  }
}

/** One's own comment is not reported, nor a colleague as a person. */
function ofComment({ id, name, viewer, mine, role }, words) {
  return [
    { kind: 'reply', subject: id, label: words.reply },
    !mine && { kind: 'comment', subject: id, label: words.comment },
    !mine && viewer && !role && { kind: 'viewer', subject: viewer, label: fill(words.viewer, { name }) },
  ].filter(Boolean)
}

function ofRoom(good, words) {
  return [
    { kind: 'room', subject: '', label: words.room },
    good && { kind: 'product', subject: good.product, label: fill(words.product, { title: good.title }) },
  ].filter(Boolean)
}
