import { wordsFor } from '../../../shared/i18n/index.js'
import { openDialog } from '../dialog.js'

export const modal = {
  /** A question with one or two answers; success({confirm, cancel}). */
  showModal({ title, content = '', confirmText, cancelText, showCancel = true, success }) {
    const t = wordsFor(document.documentElement.lang).pick
    openDialog({
      label: title,
      yes: confirmText || t.yes,
      no: showCancel ? cancelText || t.no : '',
      fill: (box) => {
        box.appendChild(document.createElement('wx-head')).textContent = title
        if (content) box.appendChild(document.createElement('p')).textContent = content
      },
    }).then((confirm) => success && success({ confirm, cancel: !confirm }))
  },

  /** navigator.clipboard exists only over HTTPS; a shop's own Wi-Fi is plain HTTP. */
  setClipboardData({ data, success, fail }) {
    const field = document.createElement('textarea')
    field.value = data
    document.body.appendChild(field)
    field.select()
    const told = document.execCommand('copy') ? success : fail
    field.remove()
    if (told) told()
  },
}
