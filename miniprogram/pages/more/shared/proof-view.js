import { fill } from '../../../shared/i18n/index.js'
import { moment } from '../../../shared/time.js'

/** What the page shows that tells how a round was drawn. `facts.answer` is {proof, mine}, `facts.verdict` what came of checking. */
export function proofView({ answer, verdict }, { words, now }) {
  if (!answer) return { title: '', winners: [], facts: [], verdict: '' }
  const { proof, mine } = answer
  return {
    title: proof.title,
    verdict,
    verdictWords: words.proof[{ fits: 'fits', seed: 'seedFits', broken: 'broken' }[verdict] || 'checking'],
    facts: [
      ['commitment', proof.commitment],
      ['seed', proof.seed],
      ['digest', proof.digest],
    ].map(([key, value]) => ({ key, name: words.proof[key], value })),
    entries: String(proof.entries.length),
    ended: proof.ended_at ? moment(proof.ended_at, now, words) : '',
    winners: proof.winners.map((win) => ({ rank: String(win.rank), name: win.name, prize: prizeOf(proof, win), mark: win.entry.slice(0, 8), mine: Boolean(mine) && win.entry === mine })),
    mine: mine || '',
    place: placeOf(proof, mine, words),
    steps: ['one', 'two', 'three'].map((key) => ({ key, text: words.proof.step[key] })),
    whole: JSON.stringify(proof),
  }
}

function prizeOf({ prizes }, { prize }) {
  return prizes[prize] ? prizes[prize].title : ''
}

function placeOf({ entries }, mine, words) {
  const found = mine && entries.find(([, mark]) => mark === mine)
  return found ? fill(words.proof.found, { place: found[0] }) : words.proof.absent
}
