import { client, openAlbum, savePicture, saves } from '../../platform.js'
import { Refused } from '../../shared/api.js'
import { floorWords } from '../../shared/i18n/floor.js'
import { emptyPoster, posterView, saidOf } from '../../shared/poster-view.js'
import { picture } from '../../telling.js'
import { tag, words } from '../../words.js'
import '../../whole.js'

const t = floorWords(tag).poster

/** The poster of a room, of a product, or of neither: an invitation, over the page, to be pressed long or saved. */
Component({
  properties: { room: String, product: String, title: String },
  data: { t, close: words.room.close, ...posterView(emptyPoster, { t, title: '', saves }) },

  lifetimes: {
    attached() {
      this.facts = emptyPoster
      // The page is still drawing this component: what it is told now would disturb that.
      setTimeout(() => this.ask())
    },
    detached() {
      this.gone = true
    },
  },

  methods: {
    async ask() {
      this.know(emptyPoster)
      const { room, product } = this.data
      try {
        const poster = await getApp().api.poster({ room, product }, client === 'mini' ? 'mini' : '')
        this.know({ picture: picture(poster.picture) })
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
        this.know({ refused })
      }
    },

    know(facts) {
      if (this.gone) return
      this.facts = { ...this.facts, ...facts }
      this.setData(posterView(this.facts, { t, title: this.data.title, saves, mouse: client === 'desktop' }))
    },

    onDrawn() {
      this.know({ drawn: true })
    },

    onLost() {
      this.know({ picture: '', refused: new Refused(0, null) })
    },

    onAgain() {
      this.ask()
    },

    async onSave() {
      if (this.facts.saving === 'refused' && !(await openAlbum())) return
      const saving = await savePicture(this.facts.picture)
      this.know({ saving })
      const title = saidOf(saving, { t, saves })
      if (title) wx.showToast({ title, icon: 'none', duration: 2500 })
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
