import assert from 'node:assert/strict'
import test from 'node:test'

/** WeChat takes at most four Chinese characters on a button, and two Latin letters for one of them. */
const wide = (text) => [...text].reduce((width, letter) => width + (letter.charCodeAt(0) > 255 ? 2 : 1), 0)
const fits = ({ confirmText, cancelText }) => wide(confirmText) <= 8 && wide(cancelText) <= 8

let page
let api
const asked = []
let clipboard = null
const told = []
const settled = () => new Promise((resolve) => setImmediate(resolve))
globalThis.Page = (given) => { page = given }
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api })
globalThis.wx = {
  getStorageSync: (name) => (name === 'language' ? 'en' : ''), setStorageSync() {}, removeStorageSync() {}, getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast: ({ title }) => told.push(title),
  setClipboardData: ({ data, success, fail }) => (clipboard ? (clipboard.push(data), success()) : fail({ errMsg: 'setClipboardData:fail auth deny' })),
  restartMiniProgram: () => asked.push('restart'),
  showModal: (question) => (fits(question) ? question.success({ confirm: true }) : question.fail({ errMsg: 'showModal:fail confirmText length should not larger than 4 Chinese characters' })),
}
await import('../../../miniprogram/pages/more/settings/settings.js')
const { sure } = await import('../../../miniprogram/telling.js')
const { withMore } = await import('../../../miniprogram/pages/more/shared/more-words.js')
const { wordsFor } = await import('../../../miniprogram/shared/i18n/index.js')
const { wholeWordsFor } = await import('../../../miniprogram/shared/i18n/whole.js')

const opened = () => ({ ...page, data: { ...page.data, busy: false }, facts: {}, setData(facts) { Object.assign(this.data, facts) } })

test('who asks for a copy of the data has it, or reads that it was not copied and taps again', async () => {
  api = { mine: async () => ({ nickname: '李明' }) }
  const here = opened()
  here.onCopy()
  await settled()
  assert.deepEqual([told, here.data.busy], [['Not copied, please tap again'], false])
  clipboard = []
  here.onCopy()
  await settled()
  assert.deepEqual([told.at(-1), JSON.parse(clipboard[0])], ['Copied to the clipboard', { nickname: '李明' }])
})

test('WeChat asks whether an account shall be deleted, and it is', async () => {
  api = { leave: async () => asked.push('left'), forget() {} }
  await opened().onLeave()
  await settled()
  assert.deepEqual(asked, ['left', 'restart'])
})

test('a question that WeChat does not ask is answered with no', async () => {
  assert.equal(await sure('Really?', '', 'Yes, delete my account'), false)
})

test('the answers fit on a button of WeChat in both languages', () => {
  for (const tongue of ['zh', 'en']) {
    const { pick, mine } = { ...wordsFor(tongue), mine: withMore(wholeWordsFor(tongue), tongue).mine }
    for (const text of [pick.yes, pick.no, mine.doLeave]) assert.ok(wide(text) <= 8, text)
  }
})
