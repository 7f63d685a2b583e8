import { wordsFor } from '../../shared/i18n/index.js'
import { openDialog } from './dialog.js'

/** One of each column of `range`; resolves to their places, or to null when the viewer changed his mind. */
export async function chooseColumns(label, range, value) {
  const t = wordsFor(document.documentElement.lang).pick
  const columns = range.map((names, at) => newColumn(`${label} ${at + 1}`, names, value[at]))
  const chosen = await openDialog({ label, yes: t.yes, no: t.no, fill: (box) => columns.forEach((column) => box.appendChild(column)) })
  return chosen ? columns.map((column) => column.selectedIndex) : null
}

function newColumn(label, names, at) {
  const column = document.createElement('select')
  column.setAttribute('aria-label', label)
  column.replaceChildren(...names.map((name, index) => new Option(name, String(index), false, index === at)))
  return column
}
