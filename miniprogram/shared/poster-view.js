import { fill } from './i18n/index.js'

/** What the sheet of a poster knows first: `picture` is where it lies, `refused` why there is none, `saving` how that went. */
export const emptyPoster = { picture: '', drawn: false, refused: null, saving: '' }

/** What the sheet shows. `saves` is '' (only by a long press), 'album' or 'file'; with a `mouse` nothing is pressed long. */
export function posterView({ picture, drawn, refused, saving }, { t, title, saves, mouse = false }) {
  return {
    picture,
    alt: title ? fill(t.alt, { title }) : t.plainAlt,
    why: refused ? refused.status === 0 ? t.unreachable : refused.message : '',
    waits: !refused && !drawn,
    hint: saving === 'refused' ? t.refused : drawn ? mouse ? t.keep : t.hold : '',
    action: drawn && saves ? saving === 'refused' ? t.allow : saves === 'album' ? t.save : t.saveFile : '',
  }
}

/** What is told of a try to save it; nothing where the viewer changed his mind, or reads it on the sheet. */
export function saidOf(saving, { t, saves }) {
  if (saving === 'saved') return saves === 'album' ? t.saved : t.savedFile
  return saving === 'failed' ? t.failed : ''
}

/** What came of WeChat's try, by its errMsg: refused is who has not let the page into his album. */
export function savingOf(errMsg) {
  if (/cancel/i.test(errMsg)) return ''
  return /auth|den(y|ied)|permission/i.test(errMsg) ? 'refused' : 'failed'
}
