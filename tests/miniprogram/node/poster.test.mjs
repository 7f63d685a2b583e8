import assert from 'node:assert/strict'
import test from 'node:test'

import { floorCalls } from '../../../miniprogram/shared/api-floor.js'
import { floorWords } from '../../../miniprogram/shared/i18n/floor.js'
import { emptyPoster, posterView, saidOf, savingOf } from '../../../miniprogram/shared/poster-view.js'
import { landed } from '../../../miniprogram/shared/scene.js'
import { createTickets } from '../../../miniprogram/shared/tickets.js'

const t = floorWords('zh-CN').poster
const view = (facts, saves = 'album') => posterView({ ...emptyPoster, ...facts }, { t, title: '茶话会', saves })

test('what a code of WeChat says counts as if it stood in the link', () => {
  assert.deepEqual(landed({ scene: 'room%3D01m81j18g0rvjnfp3bat' }).room, '01m81j18g0rvjnfp3bat')
  assert.deepEqual(landed({ scene: 'id=p1' }).id, 'p1')
})

test('a link without a code is what it is', () => {
  assert.deepEqual(landed({ room: 'a', ticket: 't' }), { room: 'a', ticket: 't' })
  assert.deepEqual(landed(), {})
})

test('a scene that somebody made up opens the page all the same', () => {
  for (const scene of ['%E0%A4%A', 'nonsense', '=', 'room=', '&&', '=p2']) assert.equal(landed({ scene, id: 'p1' }).id, 'p1')
})

test('a poster is asked for with the ticket, and with the kind of its code', () => {
  const asked = []
  const tickets = createTickets()
  const { poster } = floorCalls((method, path) => asked.push(`${method} ${path}`), null, tickets)
  poster({ room: 'r1', product: '' }, '')
  poster({ room: '', product: 'p/1' }, 'mini')
  tickets.shown('r1', 'abc')
  poster({ room: 'r1', product: '' }, 'mini')
  assert.deepEqual(asked, ['GET /rooms/r1/poster', 'GET /products/p%2F1/poster?code=mini', 'GET /rooms/r1/poster?ticket=abc&code=mini'])
})

test('it waits until the picture is there, and then says what to do with it', () => {
  assert.deepEqual([view({}).waits, view({}).hint, view({}).action], [true, '', ''])
  assert.equal(view({ picture: '/a.jpg' }).waits, true)
  const drawn = view({ picture: '/a.jpg', drawn: true })
  assert.deepEqual([drawn.waits, drawn.hint, drawn.action], [false, t.hold, t.save])
  assert.equal(posterView({ ...emptyPoster, drawn: true }, { t, title: '', saves: 'file', mouse: true }).hint, t.keep)
  assert.equal(posterView(emptyPoster, { t, title: '', saves: '' }).alt, '海报，上面有二维码')
  assert.equal(drawn.alt, '茶话会的海报，上面有二维码')
})

test('a browser saves a file, and WeChat\'s own browser is pressed long', () => {
  const drawn = { picture: '/a.jpg', drawn: true }
  assert.deepEqual([view(drawn, 'file').action, view(drawn, '').action], [t.saveFile, ''])
  assert.deepEqual([saidOf('saved', { t, saves: 'album' }), saidOf('saved', { t, saves: 'file' })], [t.saved, t.savedFile])
})

test('why there is none is said in the shop\'s words, and without a network in ours', () => {
  assert.deepEqual([view({ refused: { status: 409, message: '本店还没有接入微信小程序' } }).why, view({ refused: { status: 409, message: 'x' } }).waits], ['本店还没有接入微信小程序', false])
  assert.equal(view({ refused: { status: 0, message: 'status 0' } }).why, t.unreachable)
})

test('who has not let the page into his album is led to where he can', () => {
  const refused = view({ picture: '/a.jpg', drawn: true, saving: 'refused' })
  assert.deepEqual([refused.hint, refused.action], [t.refused, t.allow])
  assert.equal(saidOf('refused', { t, saves: 'album' }), '')
})

test('what WeChat says of a try is understood', () => {
  const said = ['saveImageToPhotosAlbum:fail auth deny', 'saveImageToPhotosAlbum:fail:auth denied', 'saveImageToPhotosAlbum:fail authorize no response']
  assert.deepEqual(said.map(savingOf), ['refused', 'refused', 'refused'])
  assert.equal(savingOf('saveImageToPhotosAlbum:fail system permission denied'), 'refused')
  assert.equal(savingOf('saveImageToPhotosAlbum:fail cancel'), '')
  assert.equal(savingOf('saveImageToPhotosAlbum:fail file not found'), 'failed')
  assert.equal(saidOf('failed', { t, saves: 'album' }), t.failed)
})

/** WeChat as far as a picture is saved: what each call answers. */
async function savedBy(answers, what) {
  const asked = []
  const answer = (name) => ({ success, fail, ...given }) => {
    asked.push([name, given.url || given.filePath || ''])
    const said = answers[name]
    if (said.errMsg) fail(said)
    else success(said)
  }
  globalThis.wx = Object.fromEntries(Object.keys(answers).map((name) => [name, answer(name)]))
  try {
    const platform = await import('../../../miniprogram/platform.js')
    return [await what(platform), asked]
  } finally {
    delete globalThis.wx
  }
}

const save = ({ savePicture }) => savePicture('https://shop/posters/a.jpg')
const fetched = { statusCode: 200, tempFilePath: 'tmp/a.jpg' }

test('in WeChat the picture is fetched and put into the album', async () => {
  const [came, asked] = await savedBy({ downloadFile: fetched, saveImageToPhotosAlbum: {} }, save)
  assert.equal(came, 'saved')
  assert.deepEqual(asked, [['downloadFile', 'https://shop/posters/a.jpg'], ['saveImageToPhotosAlbum', 'tmp/a.jpg']])
})

test('a picture that does not come, or may not be kept, is told apart', async () => {
  const denied = { errMsg: 'saveImageToPhotosAlbum:fail auth deny' }
  assert.equal((await savedBy({ downloadFile: { errMsg: 'downloadFile:fail url not in domain list' } }, save))[0], 'failed')
  assert.equal((await savedBy({ downloadFile: { ...fetched, statusCode: 404 } }, save))[0], 'failed')
  assert.equal((await savedBy({ downloadFile: fetched, saveImageToPhotosAlbum: denied }, save))[0], 'refused')
})

test('the album is open when the viewer says so on WeChat\'s page of permissions', async () => {
  const opened = (authSetting) => savedBy({ openSetting: { authSetting } }, ({ openAlbum }) => openAlbum())
  assert.equal((await opened({ 'scope.writePhotosAlbum': true }))[0], true)
  assert.equal((await opened({ 'scope.writePhotosAlbum': false }))[0], false)
  assert.equal((await savedBy({ openSetting: { errMsg: 'openSetting:fail' } }, ({ openAlbum }) => openAlbum()))[0], false)
})
