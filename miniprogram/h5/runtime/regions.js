/* global REGIONS */
import { tagFor, wordsFor } from '../../shared/i18n/index.js'
import { openDialog } from './dialog.js'

let known = null

/** Asks for province, city and district; resolves to their names, or to null when the viewer changed his mind. */
export async function chooseRegion(value) {
  known = known || await (await fetch(REGIONS)).json()
  const t = wordsFor(document.documentElement.lang).pick
  const columns = [t.province, t.city, t.district].map(newColumn)
  const named = Array.isArray(value) ? value : []
  fillColumn(columns[0], known.province_list, '', named[0])
  follow(columns, 1, named)
  columns.slice(0, 2).forEach((column, index) => column.addEventListener('change', () => follow(columns, index + 1, [])))
  const chosen = await openDialog({ label: t.region, yes: t.yes, no: t.no, fill: (box) => fill(box, t.region, columns) })
  return chosen ? columns.map((column) => column.options[column.selectedIndex].text) : null
}

function fill(box, title, columns) {
  const head = box.appendChild(document.createElement('wx-head'))
  head.textContent = title
  columns.forEach((column) => box.appendChild(column))
}

function newColumn(label) {
  const column = document.createElement('select')
  column.setAttribute('aria-label', label)
  return column
}

/** The columns from `index` on show what lies in the choice before them. */
function follow(columns, index, named) {
  const lists = [known.province_list, known.city_list, known.county_list]
  for (let at = index; at < 3; at += 1) fillColumn(columns[at], lists[at], columns[at - 1].value.slice(0, at * 2), named[at])
}

function fillColumn(column, list, start, named) {
  column.replaceChildren(...Object.entries(list).filter(([code]) => code.startsWith(start)).map(([code, name]) => new Option(name, code, false, name === named)))
}
