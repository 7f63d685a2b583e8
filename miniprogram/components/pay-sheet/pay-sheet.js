import { drawn } from '../../drawn.js'
import { go } from '../../going.js'
import { beginToPay, forgetAttempt, handOn, keepRoom, keptAttempt, standOf } from '../../paying.js'
import { client, leaveFor } from '../../platform.js'
import { Refused } from '../../shared/api.js'
import { changes } from '../../shared/changes.js'
import { createOnce } from '../../shared/once.js'
import { payView } from '../../shared/pay-view.js'
import { createPoll } from '../../shared/poll.js'
import { offsetFrom } from '../../shared/time.js'
import { tell } from '../../telling.js'
import { words } from '../../words.js'

const WAITING = 2000
const CALM = 10000

/** Paying an order over the playing picture. Tells `paid` once with {order} when the money came, and `close` with {until} while it waits. */
Component({
  properties: { order: String, room: String, words: Object },
  data: { stage: 'loading', busy: false, pay: { phase: 'loading', ways: [], clock: [] } },

  lifetimes: {
    attached() {
      this.once = createOnce()
      this.state = { attempt: keptAttempt(this.data.order), chosen: '', answer: null, refused: null, offset: 0 }
      this.poll = createPoll({ ask: () => this.ask(), pause: () => (this.waits() ? WAITING : CALM) })
      this.wake()
    },
    detached() {
      this.rest()
      this.gone = true
    },
  },

  pageLifetimes: {
    show() {
      if (this.poll) this.wake()
    },
    hide() {
      this.rest()
    },
  },

  methods: {
    wake() {
      this.rest()
      this.poll.start()
      this.ticking = setInterval(() => this.show(), 1000)
    },

    rest() {
      this.poll.stop()
      clearInterval(this.ticking)
    },

    waits() {
      return Boolean(this.state.attempt) && this.state.attempt.state === 'waiting'
    },

    async ask() {
      const sentAt = Date.now()
      try {
        const asked = this.state.attempt
        const { attempt, answer, recognise } = await standOf(getApp().api, this.data.order, asked)
        if (this.state.attempt === asked) this.know({ attempt }) // else a tap was quicker
        this.know({ answer, refused: null, offset: offsetFrom(answer.now, sentAt, Date.now()) })
        if (this.data.pay.phase === 'paid') this.arrive()
        else if (recognise) this.beRecognised(recognise)
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
        this.know({ refused })
      }
    },

    /** WeChat's own browser asks at a door of its own, once; it leads back to the payment's page, and that to this room. */
    beRecognised(door) {
      const { order, room } = this.data
      if (this.state.attempt || this.asked) return
      this.asked = true
      keepRoom(order, room)
      leaveFor(door)
    },

    arrive() {
      this.rest()
      forgetAttempt()
      this.triggerEvent('paid', { order: this.data.order }, {})
    },

    know(facts) {
      this.state = { ...this.state, ...facts }
      this.show()
    },

    show() {
      if (this.gone) return
      const { answer, refused, offset } = this.state
      const pay = payView(this.state, { words, now: Date.now() + offset, client, codePicture: drawn })
      this.setData(changes(this.data, { pay, stage: answer ? 'ready' : refused ? 'failed' : 'loading' }))
    },

    onRetry() {
      this.poll.hurry()
    },

    onWay({ detail }) {
      this.know({ chosen: detail.name })
    },

    async onPay() {
      if (this.data.busy) return
      this.setData({ busy: true })
      try {
        const { api } = getApp()
        const attempt = await beginToPay(api, this.data.order, this.state, this.once, this.data.room)
        this.know({ attempt })
        if (!(await handOn(api, attempt))) return
        this.know({ attempt: { ...this.state.attempt, asked: 0 } })
        this.poll.hurry()
      } catch (refused) {
        tell(refused)
      } finally {
        if (!this.gone) this.setData({ busy: false })
      }
    },

    onOpen() {
      leaveFor(this.state.attempt.handover.code)
    },

    onOther() {
      forgetAttempt()
      this.once.settle()
      this.know({ attempt: null })
    },

    async onCheck() {
      await this.ask()
      if (this.data.pay.phase !== 'paid') wx.showToast({ title: words.pay.notYet, icon: 'none' })
    },

    onOrder() {
      go(`/pages/more/order/order?id=${this.data.order}`)
    },

    onTeam() {
      go(this.data.pay.team.url)
    },

    onClose() {
      const { answer } = this.state
      const waits = answer && this.data.pay.phase !== 'paid' && this.data.pay.phase !== 'over'
      this.triggerEvent('close', { until: waits ? answer.order.expires_at : '' }, {})
    },
  },
})
